"""What is told while a customer's record is written, in its transaction."""

from django.dispatch import Signal

#: A customer's orders have been counted anew: one came, went, or moved here or away. Argument: `customer`.
figures_refreshed = Signal()

#: A customer was made nameless, whoever asked, with all that was merged into them. Argument: `customer`.
customer_anonymised = Signal()
