"""The answer to what somebody wrote into a form, in the language of the form."""

from django.utils.translation import gettext_lazy as _

from content.models.forms import FormEntry, FormReply
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.models import Mail
from shop.mail.services import send

KIND = "form-reply"


def send_reply(reply: FormReply) -> Mail | None:
    """Write the mail with a reply into the outbox, once per reply."""
    entry = reply.entry
    return send(
        KIND,
        to=entry.email,
        language=entry.language,
        context=_context(entry, reply.text),
        key=f"{KIND}:{reply.key}",
        user=entry.user,
    )


def _context(entry: FormEntry, text: str) -> dict[str, object]:
    return {"entry": entry, "text": text, "told": [(label, answer) for label, answer in entry.told if answer]}


def _sample() -> dict[str, object] | None:
    reply = FormReply.objects.select_related("entry__form").order_by("-pk").first()
    return _context(reply.entry, reply.text) if reply else None


KINDS.register(
    EmailType(
        code=KIND,
        name=_("Reply to a form entry"),
        template="content/mail/reply",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
