"""The mail of a buyer's message to their representative."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from shop.company_accounts.models import RepMessage
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.user.language import reader_language

KIND = "rep-message"


def send_message(message: RepMessage) -> bool:
    """Write it to who reads it, once, in their language."""
    if message.to is None:
        return False
    language = reader_language(message.to)
    with translation.override(language):
        context = _context(message)
    mail = send(
        KIND,
        to=message.to.email,
        language=language,
        context=context,
        key=f"{KIND}:{message.pk}",
        user=message.to,
    )
    return mail is not None


def _context(message: RepMessage) -> dict[str, object]:
    return {"message": message, "is_cover": message.rep_id != message.to_id}


def _sample() -> dict[str, object] | None:
    message = RepMessage.objects.select_related("user", "company", "rep", "to").first()
    return _context(message) if message else None


KINDS.register(
    EmailType(
        code=KIND,
        name=_("Message to a representative"),
        template="company_accounts/mail/rep_message",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
