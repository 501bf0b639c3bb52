"""The gateway of methods where people move the money: bank transfers, payment on account."""

from typing import Any

from shop.payments.gateways import Gateway, PaymentFact, RefundFact
from shop.payments.models import PaymentAttempt
from shop.payments.states import AttemptState, RefundState


class ManualGateway(Gateway):
    """Nobody to ask: what was promised stands until it is called off; refunds wait for staff.

    Money comes by a bank statement (`shop.payments.statements`) or is noted by staff.
    """

    def authorise(self, attempt: PaymentAttempt) -> PaymentFact:
        """Take the buyer's word: the attempt stands under its own key."""
        return PaymentFact(reference=attempt.key, state=AttemptState.AUTHORISED)

    def capture(self, reference: str) -> PaymentFact:
        """Collect nothing: the money comes when the buyer sends it."""
        return self.status(reference)

    def void(self, reference: str) -> PaymentFact:
        """Let the buyer off their word."""
        return PaymentFact(reference=reference, state=AttemptState.CANCELLED)

    def refund(self, refund: Any) -> RefundFact:
        """Leave it to staff, who transfer the money and note it."""
        return RefundFact(state=RefundState.PENDING, amount=refund.amount, currency=refund.currency)

    def status(self, reference: str) -> PaymentFact:
        """Say what is written down."""
        attempt = PaymentAttempt.objects.get(reference=reference)
        return PaymentFact(reference=reference, state=AttemptState(attempt.state))
