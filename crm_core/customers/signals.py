"""What is told while a customer's record is written, in its transaction."""

from django.dispatch import Signal

#: A customer's orders have been counted anew: one came, went, or moved here or away. Argument: `customer`.
figures_refreshed = Signal()
#: The facts of some current customers (`customers`: their numbers) were read anew; in the transaction.
facts_read = Signal()
