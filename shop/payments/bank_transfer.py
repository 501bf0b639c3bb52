"""Payment by bank transfer: the buyer sends the money, the order's number says what for."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shop.order.models import Order
from shop.payments.manual import ManualGateway
from shop.payments.methods import PaymentMethod


class BankTransfer(PaymentMethod):
    """Money in advance to KILN_BANK_ACCOUNT; it is found on the bank's statement by the order's number."""

    code = "bank-transfer"
    name = _("Bank transfer")
    description = _("Transfer the money to our account; we ship your order when it has arrived.")
    instructions = "payments/bank_transfer"
    delays_dispatch = True
    gateway = ManualGateway()

    def instructions_for(self, order: Order) -> dict[str, object]:
        """Return the account and the reference, which is the order's number."""
        return {"account": settings.KILN_BANK_ACCOUNT, "reference": order.number}
