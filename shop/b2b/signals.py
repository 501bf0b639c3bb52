"""What companies tell within the process."""

from django.dispatch import Signal

# Users act for another company than before, or for none: `user_ids`. Sent in the transaction that wrote it.
members_changed = Signal()

# A company has another parent than before, and its subsidiaries moved with it: `company`.
company_moved = Signal()
