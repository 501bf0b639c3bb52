"""The money of an order on its page: every attempt, charge, refund and dispute, and what can be done.

Whoever may see orders sees it. Collecting, noting and writing off need the right to add charges, sending
money back and noting that a refund was transferred the right to add refunds.
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from oscar.apps.payment.exceptions import PaymentError

from shop.backoffice.confirmation import is_confirmed
from shop.dashboard.orders.payment_forms import ManualPaymentForm, RefundForm, WriteOffForm
from shop.dashboard.orders.questions import line_states
from shop.order.models import Order
from shop.order_statuses import CANCELLED, NOTE_PAYMENT, REFUND
from shop.payments.exceptions import RefundRefusedError
from shop.payments.gateways import GatewayError
from shop.payments.methods import payment_methods
from shop.payments.models import Refund
from shop.payments.queries import balance_of, open_attempt_of, refundable_charges
from shop.payments.refunds import confirm_manual_refund, refunds_written
from shop.payments.services import capture, check_payment
from shop.payments.states import AttemptState, RefundState


@dataclass(frozen=True, kw_only=True)
class LedgerRow:
    """Something of the ledger with the page it has at the provider (empty: none)."""

    thing: Any
    url: str


class PaymentActionsMixin:
    """The panel and its actions for the order's page; the door has asked for the right to change."""

    request: HttpRequest

    def money_context(
        self, order: Order, *, refund_form: RefundForm | None = None, **forms: Any
    ) -> dict[str, Any]:
        """Describe the money of an order; forms that were refused take the place of new ones."""
        charges = list(order.charges.select_related("attempt", "by").prefetch_related("disputes"))
        refunds = order.refunds.select_related("by", "charge__attempt").prefetch_related("lines__line")
        attempt = open_attempt_of(order)
        may_refund = self.request.user.has_perm(REFUND)
        balance = balance_of(order)
        if refund_form is None and may_refund and refundable_charges(order):
            refund_form = RefundForm(order=order, initial={"key": uuid4()})
        return {
            "balance": balance,
            "line_states": line_states(order, self.object.lines.all()),
            "write_offs": order.write_offs.select_related("by"),
            **self._hand_forms(order, balance, **forms),
            "attempts": [LedgerRow(thing=each, url=_page(each.method, each)) for each in _attempts(order)],
            "charges": [LedgerRow(thing=each, url=_page(each.method, each.attempt)) for each in charges],
            "refunds": [
                LedgerRow(thing=each, url=_page(each.charge.method, each.charge.attempt)) for each in refunds
            ],
            "disputes": [
                LedgerRow(thing=dispute, url=_page(charge.method, charge.attempt))
                for charge in charges
                for dispute in charge.disputes.all()
            ],
            "can_capture": attempt is not None
            and attempt.state == AttemptState.AUTHORISED
            and payment_methods()[attempt.method].is_online,
            "can_check": attempt is not None and payment_methods()[attempt.method].is_online,
            "refund_form": refund_form if may_refund else None,
            "may_refund": may_refund,
        }

    def _hand_forms(
        self,
        order: Order,
        balance: Any,
        *,
        payment_form: ManualPaymentForm | None = None,
        write_off_form: WriteOffForm | None = None,
    ) -> dict[str, Any]:
        """Return the forms for who may note money, while there is something to note."""
        if not self.request.user.has_perm(NOTE_PAYMENT) or order.status == CANCELLED:
            return {"payment_form": None, "write_off_form": None}
        due = balance.outstanding
        initial = {"key": uuid4(), "amount": due}
        new = ManualPaymentForm(currency=order.currency, initial=initial) if due else None
        rest = WriteOffForm(initial={"key": uuid4()}) if due else None
        return {"payment_form": payment_form or new, "write_off_form": write_off_form or rest}

    def capture_payment(self, request: HttpRequest, order: Order) -> HttpResponse:
        """Collect what is held."""
        self._need(NOTE_PAYMENT)
        return self._ask(lambda: capture(order), _("Payment captured."))

    def check_payment(self, request: HttpRequest, order: Order) -> HttpResponse:
        """Ask the provider how the open payment stands."""
        return self._ask(lambda: check_payment(order), _("Payment status updated."))

    def note_payment(self, request: HttpRequest, order: Order) -> HttpResponse:
        """Note money that has come in whatever way; nothing typed is lost when it is refused."""
        self._need(NOTE_PAYMENT)
        form = ManualPaymentForm(request.POST, currency=order.currency)
        return self._note(order, form, _("Payment recorded."), payment_form=form)

    def write_off(self, request: HttpRequest, order: Order) -> HttpResponse:
        """Wait no more for the rest."""
        self._need(NOTE_PAYMENT)
        form = WriteOffForm(request.POST)
        return self._note(order, form, _("Outstanding amount written off."), write_off_form=form)

    def _note(self, order: Order, form: Any, done: str, **again: Any) -> HttpResponse:
        if form.is_valid():
            try:
                form.send(order, by=self.request.user)
            except (GatewayError, PaymentError) as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(self.request, done)
                return self.reload_page()  # type: ignore[attr-defined]
        return self._again(order, **again)

    def send_refund(self, request: HttpRequest, order: Order) -> HttpResponse:
        """Send money back after asking; what cannot be sent is said, and nothing typed is lost."""
        self._need(REFUND)
        form = RefundForm(request.POST, order=order)
        if sent := refunds_written(order, form.request_key):
            self._tell(sent)
            return self.reload_page()  # type: ignore[attr-defined]
        if not form.is_valid():
            return self._again(order, refund_form=form)
        if not is_confirmed(request):
            return self._again(order, status=200, refund_form=form, refund_question=form.question)
        try:
            refunds = form.send(by=request.user)
        except RefundRefusedError as refusal:
            form.add_error(None, str(refusal))
            return self._again(order, refund_form=form)
        self._tell(refunds)
        return self.reload_page()  # type: ignore[attr-defined]

    def confirm_refund(self, request: HttpRequest, order: Order) -> HttpResponse:
        """Note that a refund was transferred by hand."""
        self._need(REFUND)
        asked = request.POST.get("refund", "")
        waiting = order.refunds.filter(state=RefundState.PENDING, reference=None)
        refund = next((row for row in waiting if str(row.pk) == asked), None)
        if refund is None:
            return self.reload_page(error=_("This refund is no longer pending."))  # type: ignore[attr-defined]
        reference = request.POST.get("reference", "").strip()[:60]
        if not reference:
            return self.reload_page(error=_("Please give the transfer's reference."))  # type: ignore[attr-defined]
        confirm_manual_refund(refund, reference=reference)
        messages.success(request, _("Refund marked as sent."))
        return self.reload_page()  # type: ignore[attr-defined]

    def _again(self, order: Order, *, status: int = 422, **again: Any) -> HttpResponse:
        self.object = order
        context = self.get_context_data(**again)  # type: ignore[attr-defined]
        return self.render_to_response(context, status=status)  # type: ignore[attr-defined]

    def _tell(self, refunds: list[Refund]) -> None:
        states = {refund.state for refund in refunds}
        if RefundState.FAILED in states:
            messages.error(self.request, _("The refund failed: %(why)s") % {"why": refunds[0].error})
        elif states == {RefundState.SUCCEEDED}:
            messages.success(self.request, _("Refund in progress."))
        else:
            messages.warning(self.request, _("Refund recorded, not sent yet."))

    def _ask(self, work: Any, done: str) -> HttpResponse:
        try:
            work()
        except GatewayError as error:
            return self.reload_page(error=_("The payment provider refused: %(why)s") % {"why": error})  # type: ignore[attr-defined]
        messages.success(self.request, done)
        return self.reload_page()  # type: ignore[attr-defined]

    def _need(self, right: str) -> None:
        if not self.request.user.has_perm(right):
            raise PermissionDenied


def _attempts(order: Order) -> Any:
    return order.payment_attempts.all()


def _page(method: str, attempt: Any) -> str:
    """Return the address of a payment at its provider."""
    known = payment_methods().get(method)
    return known.gateway.dashboard_url(attempt.reference) if known and attempt and attempt.reference else ""
