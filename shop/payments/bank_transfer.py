"""Payment by bank transfer: the buyer sends the money, the order's number says what for."""

from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from shop.configuration.queries import bank_account
from shop.order.models import Order
from shop.payments.manual import ManualGateway
from shop.payments.methods import PaymentMethod
from shop.user.models import User


class BankTransfer(PaymentMethod):
    """Money in advance to the shop's bank account; the order's number finds it on the statement."""

    code = "bank-transfer"
    name = _("Bank transfer")
    description = _("Transfer the money to our account; we ship your order when it has arrived.")
    instructions = "payments/bank_transfer"
    delays_dispatch = True
    gateway = ManualGateway()

    def is_available(self, *, total: Decimal, currency: str, user: User | AnonymousUser) -> bool:
        """Offer it when there is an account to send the money to."""
        return bool(bank_account().text)

    def instructions_for(self, order: Order) -> dict[str, object]:
        """Return the account and the reference, which is the order's number."""
        return {"account": bank_account().text, "reference": order.number}
