"""Payment by card or wallet, through Stripe."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shop.configuration.queries import has_stripe_key
from shop.order.links import order_token
from shop.order.models import Order
from shop.payments.methods import PaymentMethod
from shop.payments.stripe.gateway import StripeGateway
from shop.user.models import User


class CardPayment(PaymentMethod):
    """On the payment page, in fields that belong to Stripe: card data never touches Kiln."""

    code = "card"
    name = _("Card or wallet")
    description = _("Visa, Mastercard, American Express, Apple Pay, Google Pay: you pay in the next step.")
    instructions = "payments/card"
    is_online = True
    gateway = StripeGateway()

    def is_available(self, *, total: Decimal, currency: str, user: User | AnonymousUser) -> bool:
        """Offer it when there is a key to Stripe."""
        return has_stripe_key()

    def instructions_for(self, order: Any) -> dict[str, Any]:
        """Return where to pay, now and by the link in the mail."""
        path = reverse("checkout:pay-link", args=[order_token(order)])
        return {
            "pay_path": path,
            "pay_link": settings.KILN_BASE_URL.rstrip("/") + path,
        }

    def begin(self, order: Order) -> str | None:
        """Send the buyer on to the payment page."""
        return reverse("checkout:pay", args=[order.number])
