"""What mail hears of."""

from shop.events.registry import subscribe
from shop.mail.models import Mail
from shop.privacy.events import AccountDeleted


@subscribe(AccountDeleted)
def on_account_deleted(event: AccountDeleted) -> None:
    """Delete the mails written to the account."""
    Mail.objects.filter(user_id=event.user_id).delete()
