"""A mail of the outbox as it goes out."""

from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from shop.mail.gates import unsubscribe_headers
from shop.mail.models import Mail
from shop.mail.sender import sender_address
from shop.uploads.private import content_type_of


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """Return the message with its files; only what the shop writes by itself says so."""
    domain = settings.KILN_BASE_URL.partition("://")[2].partition("/")[0].partition(":")[0] or "localhost"
    headers = {"Message-ID": make_msgid(domain=domain), **unsubscribe_headers(mail)}
    if mail.in_reply_to:
        headers |= {"In-Reply-To": mail.in_reply_to, "References": mail.in_reply_to}
    if not mail.is_personal:
        headers["Auto-Submitted"] = "auto-generated"
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        sender_address(),
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=headers,
    )
    message.attach_alternative(mail.html, "text/html")
    for attachment in mail.attachments.all():
        with attachment.file.open("rb") as file:
            message.attach(attachment.name, file.read(), content_type_of(attachment.name))
    return message
