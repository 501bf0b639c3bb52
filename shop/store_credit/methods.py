"""Paying with store credit, and refunds into it; gift cards use the same gateway."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.events.services import publish
from shop.payments.gateways import Gateway, GatewayRefusedError, PaymentData, RefundData
from shop.payments.methods import STORE_CREDIT, STORED_VALUES, StoredValue, StoredValueMethod
from shop.payments.models import PaymentAttempt, Refund
from shop.payments.states import AttemptState, ChargeKind, RefundDestination, RefundState
from shop.store_credit.events import CreditChanged
from shop.store_credit.exceptions import CreditError
from shop.store_credit.models import AccountKind, LedgerAccount, TransferKind
from shop.store_credit.posting import move
from shop.store_credit.queries import owner_for
from shop.store_credit.services import credit_account


class LedgerGateway(Gateway):
    """Our own ledger: what it does is done at once, so nothing is ever open."""

    def authorise(self, attempt: PaymentAttempt) -> PaymentData:
        """Answer that nothing can come by an attempt: stored value pays when the order is placed."""
        return PaymentData(reference=attempt.key, state=AttemptState.CANCELLED)

    def capture(self, reference: str, *, amount: Decimal | None = None) -> PaymentData:
        """Collect nothing."""
        return self.status(reference)

    def void(self, reference: str) -> PaymentData:
        """Call off what never was."""
        return self.status(reference)

    def status(self, reference: str) -> PaymentData:
        """Say that there is no attempt."""
        return PaymentData(reference=reference, state=AttemptState.CANCELLED)

    def refund(self, refund: Refund) -> RefundData:
        """Give value back to the account it came from, or pay it into the buyer's credit, once per key."""
        try:
            reference = _refund(refund)
        except CreditError as error:
            raise GatewayRefusedError(str(error)) from error
        return RefundData(
            state=RefundState.SUCCEEDED, amount=refund.amount, currency=refund.currency, reference=reference
        )


@transaction.atomic
def _refund(refund: Refund) -> str:
    is_stored = refund.charge.kind == ChargeKind.STORED_VALUE
    if refund.destination == RefundDestination.STORE_CREDIT or not is_stored:
        order = refund.order
        account = credit_account(owner_for(user=order.user, email=order.guest_email or ""), refund.currency)
        kind = TransferKind.REFUND
    else:
        spent = LedgerAccount.objects.filter(
            entries__transfer__key=refund.charge.reference, kind__in=AccountKind.owed()
        )
        account, kind = spent.get(), TransferKind.RETURN
    transfer = move(
        kind,
        account,
        refund.amount,
        against=AccountKind.REDEEMED if is_stored else AccountKind.ISSUED,
        key=f"refund/{refund.key}",
        order=refund.order,
        by=refund.by,
        reason=refund.reason,
    )
    if account.kind == AccountKind.CREDIT:
        publish(CreditChanged(account_id=account.pk, transfer_id=transfer.pk))
    return f"transfer-{transfer.pk}"


class StoreCreditPayment(StoredValueMethod):
    """The buyer's own credit."""

    code = STORE_CREDIT
    name = _("Store credit")
    instructions = "store_credit/paid"
    gateway = LedgerGateway()


STORED_VALUES.register(StoredValue(name=STORE_CREDIT, path="shop.store_credit.methods.StoreCreditPayment"))
