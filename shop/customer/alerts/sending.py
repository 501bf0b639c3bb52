"""Alerts' mails: what each is about and where its links lead."""

from django.conf import settings
from django.utils import translation

from shop.customer.models import ProductAlert
from shop.customer.queries import product_url
from shop.mail.services import send


def send_alert_mail(alert: ProductAlert, kind: str, *, language: str, key: str) -> None:
    """Write a mail about an alert in a language; a key that is taken sends nothing."""
    base = settings.KILN_BASE_URL.rstrip("/")
    with translation.override(language):
        context = {
            "product": alert.product,
            "address": base + product_url(alert.product),
            "confirm": base + alert.get_confirm_url() if alert.key else "",
            "cancel": base + alert.get_cancel_url() if alert.key else "",
        }
    send(kind, to=alert.get_email_address(), language=language, context=context, key=key, user=alert.user)
