"""What follows from a message: a mail."""

from shop.company_accounts.models import RepMessage
from shop.company_accounts.representatives.events import RepMessageSent
from shop.company_accounts.representatives.mail import send_message
from shop.events.registry import subscribe


@subscribe(RepMessageSent)
def on_rep_message_sent(event: RepMessageSent) -> None:
    """Mail it to who reads it; called again, it sends nothing."""
    rows = RepMessage.objects.select_related("user", "company", "rep", "to")
    message = rows.filter(pk=event.message_id).first()
    if message is not None:
        send_message(message)
