"""What can be done about the money of an order on its page (`payment_panel` shows it).

Collecting, noting and writing off need the right to add charges, sending money back and noting that a
refund was transferred the right to add refunds.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from oscar.apps.payment.exceptions import PaymentError

from shop.backoffice.confirmation import is_confirmed
from shop.dashboard.orders.payment_forms import CaptureForm, ManualPaymentForm, RefundForm, WriteOffForm
from shop.order.models import Order
from shop.order_statuses import NOTE_PAYMENT, REFUND
from shop.payments.exceptions import RefundRefusedError
from shop.payments.gateways import GatewayError
from shop.payments.models import Refund
from shop.payments.refunds import confirm_manual_refund, refunds_written
from shop.payments.services import check_payment
from shop.payments.states import RefundState


class PaymentActionsMixin:
    """The actions of the panel of payments; the door has asked for the right to change orders."""

    request: HttpRequest
    object: Order
    reload_page: Callable[..., HttpResponse]
    show_again: Callable[..., HttpResponse]

    def capture_payment(self, request: HttpRequest) -> HttpResponse:
        """Collect what is held, or a part of it; nothing typed is lost when it is refused."""
        self._need(NOTE_PAYMENT)
        form = CaptureForm(request.POST, order=self.object)
        if form.is_valid():
            try:
                form.send(by=request.user)
            except PaymentError as refusal:
                form.add_error("amount", str(refusal))
            except GatewayError as error:
                return self.reload_page(error=_("The payment provider refused: %(why)s") % {"why": error})
            else:
                messages.success(request, _("Payment captured."))
                return self.reload_page()
        return self.show_again(capture_form=form)

    def check_payment(self, request: HttpRequest) -> HttpResponse:
        """Ask the provider how the open payment stands."""
        return self._ask(lambda: check_payment(self.object), _("Payment status updated."))

    def note_payment(self, request: HttpRequest) -> HttpResponse:
        """Note money that has come in whatever way; nothing typed is lost when it is refused."""
        self._need(NOTE_PAYMENT)
        form = ManualPaymentForm(request.POST, currency=self.object.currency)
        return self._note(form, _("Payment recorded."), payment_form=form)

    def write_off(self, request: HttpRequest) -> HttpResponse:
        """Wait no more for the rest."""
        self._need(NOTE_PAYMENT)
        form = WriteOffForm(request.POST)
        return self._note(form, _("Outstanding amount written off."), write_off_form=form)

    def _note(self, form: Any, done: str, **again: Any) -> HttpResponse:
        if form.is_valid():
            try:
                form.send(self.object, by=self.request.user)
            except (GatewayError, PaymentError) as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(self.request, done)
                return self.reload_page()
        return self.show_again(**again)

    def send_refund(self, request: HttpRequest) -> HttpResponse:
        """Send money back after asking; what cannot be sent is said, and nothing typed is lost."""
        self._need(REFUND)
        form = RefundForm(request.POST, order=self.object)
        if sent := refunds_written(self.object, form.request_key):
            self._tell(sent)
            return self.reload_page()
        if not form.is_valid():
            return self.show_again(refund_form=form)
        if not is_confirmed(request):
            return self.show_again(status=200, refund_form=form, refund_question=form.question)
        try:
            refunds = form.send(by=request.user)
        except RefundRefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.show_again(refund_form=form)
        self._tell(refunds)
        return self.reload_page()

    def confirm_refund(self, request: HttpRequest) -> HttpResponse:
        """Note that a refund was transferred by hand."""
        self._need(REFUND)
        asked = request.POST.get("refund", "")
        waiting = self.object.refunds.filter(state=RefundState.PENDING, reference=None)
        refund = next((row for row in waiting if str(row.pk) == asked), None)
        if refund is None:
            return self.reload_page(error=_("This refund is no longer pending."))
        reference = request.POST.get("reference", "").strip()[:60]
        if not reference:
            return self.reload_page(error=_("Please give the transfer's reference."))
        confirm_manual_refund(refund, reference=reference)
        messages.success(request, _("Refund marked as sent."))
        return self.reload_page()

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
            return self.reload_page(error=_("The payment provider refused: %(why)s") % {"why": error})
        messages.success(self.request, done)
        return self.reload_page()

    def _need(self, right: str) -> None:
        if not self.request.user.has_perm(right):
            raise PermissionDenied
