"""The gateway of methods where people move the money: bank transfers, payment on account."""

from decimal import Decimal

from shop.payments.gateways import Gateway, PaymentData, RefundData
from shop.payments.models import PaymentAttempt, Refund
from shop.payments.states import AttemptState, RefundState


class ManualGateway(Gateway):
    """Nobody to ask: what was promised stands until it is called off; refunds wait for staff.

    Money comes by a bank statement (`shop.payments.statements`) or is noted by staff.
    """

    def authorise(self, attempt: PaymentAttempt) -> PaymentData:
        """Take the buyer's word: the attempt stands under its own key."""
        return PaymentData(reference=attempt.key, state=AttemptState.AUTHORISED)

    def capture(self, reference: str, *, amount: Decimal | None = None) -> PaymentData:
        """Collect nothing: the money comes when the buyer sends it."""
        return self.status(reference)

    def void(self, reference: str) -> PaymentData:
        """Let the buyer off their word."""
        return PaymentData(reference=reference, state=AttemptState.CANCELLED)

    def refund(self, refund: Refund) -> RefundData:
        """Leave it to staff, who transfer the money and note it."""
        return RefundData(state=RefundState.PENDING, amount=refund.amount, currency=refund.currency)

    def status(self, reference: str) -> PaymentData:
        """Say what is written down."""
        attempt = PaymentAttempt.objects.get(reference=reference)
        return PaymentData(reference=reference, state=AttemptState(attempt.state))
