"""What is told while an account is made nameless, in its transaction, and written down nowhere.

Events are kept, so `AccountDeleted` carries no address; whoever keeps something by address alone hears this.
"""

from django.dispatch import Signal

#: Arguments: `user_id`; `addresses`, those shown to be the account's, in every spelling, in lower case.
account_erased = Signal()
