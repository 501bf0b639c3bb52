"""What is told while a customer's record is written, in its transaction."""

from django.dispatch import Signal

#: A customer's orders have been counted anew: one came, went, or moved here or away. Argument: `customer`.
figures_refreshed = Signal()

#: Names and addresses are being taken off customers: whoever keeps something of theirs lets go of it.
#: Argument: `records`, the numbers of the customer and of all that was merged into it.
customer_anonymised = Signal()
