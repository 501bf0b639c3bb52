"""What follows for partner accounts from the end of somebody's own."""

from partners.accounts.services import remove_user
from shop.events.registry import subscribe
from shop.privacy.events import AccountDeleted


@subscribe(AccountDeleted)
def on_account_deleted(event: AccountDeleted) -> None:
    """A nameless account looks after nothing any more."""
    remove_user(event.user_id)
