"""What is told while a customer's record is written, in its transaction."""

from django.dispatch import Signal

#: A customer's orders have been counted anew: one came, went, or moved here or away. Argument: `customer`.
figures_refreshed = Signal()
#: Names or keys of some current customers are others now. Argument: `customers`, their numbers.
facts_changed = Signal()
#: Names and addresses are being taken off a customer: whoever keeps something of theirs lets go of it.
#: Arguments: `customer`, and `records`, the numbers of the customer and of all that was merged into it.
customer_anonymised = Signal()
