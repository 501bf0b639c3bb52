"""The receipt of a withdrawal: on a durable medium, at once, with content, day and time (article 11a)."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from shop.contact_data import normalised_email
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.withdrawal.links import receipt_token
from shop.withdrawal.models import Withdrawal

KIND = "withdrawal-receipt"


def send_receipt(withdrawal: Withdrawal) -> None:
    """Write the receipt to the address that was given, and to that of the order where it is another."""
    order = withdrawal.order
    addresses = {normalised_email(to): to for to in (order.email, withdrawal.declarant.email) if to}
    with translation.override(withdrawal.language):
        context = receipt_context(withdrawal)
    for number, to in enumerate(addresses.values(), start=1):
        key = f"withdrawal:{withdrawal.pk}:receipt:{number}"
        send(KIND, to=to, language=withdrawal.language, context=context, key=key, user=order.user)


def receipt_context(withdrawal: Withdrawal) -> dict[str, object]:
    """Return what the receipt says."""
    path = reverse("withdrawal:receipt", args=[receipt_token(withdrawal)])
    return {
        "withdrawal": withdrawal,
        "order": withdrawal.order,
        "link": settings.KILN_BASE_URL.rstrip("/") + path,
    }


def _sample() -> dict[str, object] | None:
    withdrawal = Withdrawal.objects.select_related("order", "declarant").first()
    return receipt_context(withdrawal) if withdrawal else None


KINDS.register(
    EmailType(
        code=KIND,
        name=_("Receipt of a withdrawal"),
        template="withdrawal/mail/receipt",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
