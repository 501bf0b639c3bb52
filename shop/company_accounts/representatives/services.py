"""Writing to one's representative."""

from datetime import datetime

from django.db import transaction

from shop.b2b.models import Company
from shop.company_accounts.models import RepMessage
from shop.company_accounts.representatives.events import RepMessageSent
from shop.company_accounts.representatives.queries import Representative
from shop.events.services import publish
from shop.user.models import User


@transaction.atomic
def write_to(
    who: Representative, *, user: User, company: Company, subject: str, text: str, key: str, now: datetime
) -> RepMessage:
    """Send a message, once per `key`; it goes to who stands in. Effects in order: message, RepMessageSent."""
    message, is_new = RepMessage.objects.get_or_create(
        key=key,
        defaults={
            "company": company,
            "user": user,
            "rep": who.rep,
            "to": who.reachable,
            "subject": subject,
            "text": text,
            "sent_at": now,
        },
    )
    if is_new:
        publish(RepMessageSent(message_id=message.pk, user_id=user.pk, to_id=who.reachable.pk))
    return message
