"""The mails to people who wait for a piece."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shop.catalogue.models import Product
from shop.customer.queries import product_url
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType

CONFIRM, BACK = "alert-confirm", "alert-back"
#: What one can unsubscribe from, among the purposes of `crm_core.consents`.
PURPOSE = "stock-alerts"


def _sample() -> dict[str, object] | None:
    product = Product.objects.filter(is_public=True).exclude(structure="child").order_by("-pk").first()
    if product is None:
        return None
    base = settings.KILN_BASE_URL.rstrip("/")
    return {
        "product": product,
        "address": base + product_url(product),
        "confirm": f"{base}/accounts/alerts/confirm/sample/",
        "cancel": f"{base}/accounts/alerts/cancel/sample/",
    }


KINDS.register(
    EmailType(
        code=CONFIRM,
        name=_("Back-in-stock alert: confirm address"),
        template="customer/mail/confirm",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
KINDS.register(
    EmailType(
        code=BACK,
        name=_("Back-in-stock alert"),
        template="customer/mail/back",
        sample=_sample,
        purpose=PURPOSE,
    )
)
