"""Writing to people who wait for something that was sold out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from shop.customer.models import ProductAlert
from shop.customer.queries import product_address
from shop.partner.buyers import Buyer, buyer_for
from shop.partner.queries import purchase_infos
from shop.user.language import reader_language


def ask_to_confirm(alert: ProductAlert, *, language: str) -> None:
    """Ask a guest by mail whether the address is theirs; only then are they written to.

    Their key also keeps `language`, in which they were asked, for the mail that follows.
    Raises SMTPException or OSError when the mail could not be handed over.
    """
    alert.key = f"{alert.key}-{language}"
    alert.save(update_fields=["key"])
    _send(alert, "confirm", language=language)


def due_alerts() -> list[ProductAlert]:
    """List the active alerts whose product their owner can have now.

    Two queries for the alerts and, for each kind of buyer, those of `purchase_infos`.
    """
    waiting: dict[Buyer, list[ProductAlert]] = defaultdict(list)
    alerts: Iterable[Any] = (
        ProductAlert.objects.filter(status=ProductAlert.ACTIVE)
        .select_related("product__parent", "user")
        .order_by("pk")
    )
    for alert in alerts:
        waiting[replace(buyer_for(alert.user), user_id=None)].append(alert)
    due = []
    for buyer, theirs in waiting.items():
        infos = purchase_infos({alert.product for alert in theirs}, buyer=buyer)
        due += [alert for alert in theirs if infos[alert.product_id].availability.is_available_to_buy]
    return due


@transaction.atomic
def tell_that_it_is_back(alert: ProductAlert) -> bool:
    """Write to somebody that the product is back, once; return whether this call did.

    All their active alerts on the product are closed first, by one conditional update, so
    that two workers or two alerts make one mail. When sending fails (SMTPException,
    OSError) they stay open and the next run tries again.
    """
    same = ProductAlert.objects.filter(
        product=alert.product, user=alert.user, email=alert.email, status=ProductAlert.ACTIVE
    )
    if not same.update(status=ProductAlert.CLOSED, date_closed=timezone.now()):
        return False
    _send(alert, "back", language=reader_language(alert.user, otherwise=_language_of(alert)))
    return True


def _language_of(alert: ProductAlert) -> str:
    _secret, _dash, language = alert.key.partition("-")
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _send(alert: ProductAlert, name: str, *, language: str) -> None:
    base = settings.KILN_BASE_URL.rstrip("/")
    with translation.override(language):
        context = {
            "product": alert.product,
            "shop_name": settings.OSCAR_SHOP_NAME,
            "address": base + product_address(alert.product),
            "confirm": base + alert.get_confirm_url() if alert.key else "",
            "cancel": base + alert.get_cancel_url() if alert.key else "",
        }
        subject = render_to_string(f"customer/mail/{name}.subject", context).strip()
        text = render_to_string(f"customer/mail/{name}.txt", context)
        send_mail(subject, text, None, [alert.get_email_address()])
