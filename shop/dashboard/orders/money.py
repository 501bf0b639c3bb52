"""The money of an order on its page: every attempt, charge, refund and dispute, and what can be done.

Whoever may see orders sees it. Collecting needs the right to change orders, noting that a refund
was transferred and sending one the right to add refunds.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _, gettext_lazy

from shop.money import MoneyField
from shop.numbers import whole_number
from shop.order.models import Order
from shop.payments.exceptions import RefundRefusedError
from shop.payments.gateways import GatewayError
from shop.payments.methods import payment_methods
from shop.payments.models import Refund
from shop.payments.queries import (
    balance_of,
    open_attempt_of,
    refundable_charges,
    refunded_pieces,
    refunded_shipping,
)
from shop.payments.refunds import confirm_by_hand, request_refund
from shop.payments.services import capture, check_payment
from shop.payments.states import AttemptState, RefundState

CAN_REFUND = "payments.add_refund"


class RefundForm(forms.Form):
    """What goes back: pieces of lines, delivery, an amount on top. `key` names the request."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    shipping = MoneyField(label=gettext_lazy("Delivery"), required=False)
    extra = MoneyField(label=gettext_lazy("Amount on top"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=255, required=False)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gone = refunded_pieces(order)
        self.order = order
        self.lines = list(order.lines.prefetch_related("attributes__option"))
        for name in ("shipping", "extra"):
            self.fields[name].currency = order.currency  # type: ignore[attr-defined]
        for line in self.lines:
            left = line.quantity - gone.get(line.pk, (0, None))[0]
            self.fields[f"pieces_{line.pk}"] = forms.IntegerField(
                label=line.description, min_value=0, max_value=left, required=False, disabled=not left
            )
        left_shipping = order.shipping_incl_tax - refunded_shipping(order)
        self.fields["shipping"].max_value = left_shipping  # type: ignore[attr-defined]
        self.fields["shipping"].help_text = _("at most %(amount)s") % {"amount": left_shipping}

    @property
    def line_fields(self) -> list[Any]:
        """The fields of the lines, each with its line."""
        return [(line, self[f"pieces_{line.pk}"]) for line in self.lines]

    def send(self, *, by: Any) -> list[Refund]:
        """Send the money back. Raises RefundRefusedError."""
        data = self.cleaned_data
        return request_refund(
            self.order,
            key=f"{self.order.number}-{data['key']}",
            pieces={line.pk: data[f"pieces_{line.pk}"] or 0 for line in self.lines},
            shipping=data["shipping"] or Decimal(0),
            extra=data["extra"] or Decimal(0),
            reason=data["reason"],
            by=by,
        )


@dataclass(frozen=True, kw_only=True)
class Row:
    """Something of the ledger with the page it has at the provider (empty: none)."""

    thing: Any
    url: str


class MoneyMixin:
    """The panel and its actions for the order's page; the door has asked for the right to change."""

    request: HttpRequest

    def money_context(self, order: Order, *, form: RefundForm | None = None) -> dict[str, Any]:
        """Describe the money of an order."""
        charges = list(order.charges.select_related("attempt").prefetch_related("disputes"))
        refunds = order.refunds.select_related("by", "charge__attempt").prefetch_related("lines__line")
        attempt = open_attempt_of(order)
        may_refund = self.request.user.has_perm(CAN_REFUND)
        if form is None and may_refund and refundable_charges(order):
            form = RefundForm(order=order, initial={"key": uuid4()})
        return {
            "balance": balance_of(order),
            "attempts": [Row(thing=each, url=_page(each.method, each)) for each in _attempts(order)],
            "charges": [Row(thing=each, url=_page(each.method, each.attempt)) for each in charges],
            "refunds": [
                Row(thing=each, url=_page(each.charge.method, each.charge.attempt)) for each in refunds
            ],
            "disputes": [
                Row(thing=dispute, url=_page(charge.method, charge.attempt))
                for charge in charges
                for dispute in charge.disputes.all()
            ],
            "can_capture": attempt is not None
            and attempt.state == AttemptState.AUTHORISED
            and payment_methods()[attempt.method].captures_at_dispatch,
            "can_check": attempt is not None and payment_methods()[attempt.method].is_online,
            "refund_form": form if may_refund else None,
            "may_refund": may_refund,
        }

    def capture_payment(self, request: HttpRequest, order: Order) -> HttpResponse:
        """Collect what is held."""
        return self._ask(lambda: capture(order), _("The amount is collected."))

    def check_payment(self, request: HttpRequest, order: Order) -> HttpResponse:
        """Ask the provider how the open payment stands."""
        return self._ask(lambda: check_payment(order), _("The payment was looked at."))

    def send_refund(self, request: HttpRequest, order: Order) -> HttpResponse:
        """Send money back; what cannot be sent is said, and nothing typed is lost."""
        self._may_refund(request)
        form = RefundForm(request.POST, order=order)
        if form.is_valid():
            try:
                refunds = form.send(by=request.user)
            except RefundRefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                self._tell(refunds)
                return self.reload_page()  # type: ignore[attr-defined]
        return self._again(order, form)

    def confirm_refund(self, request: HttpRequest, order: Order) -> HttpResponse:
        """Note that a refund was transferred by hand."""
        self._may_refund(request)
        pk = request.POST.get("refund", "")
        waiting = order.refunds.filter(state=RefundState.PENDING, reference=None)
        refund = waiting.filter(pk=whole_number(pk) or 0).first()
        if refund is None:
            return self.reload_page(error=_("This refund is not waiting any more."))  # type: ignore[attr-defined]
        reference = request.POST.get("reference", "").strip()[:60]
        if not reference:
            return self.reload_page(error=_("Please give the transfer's reference."))  # type: ignore[attr-defined]
        confirm_by_hand(refund, reference=reference)
        messages.success(request, _("The refund is noted as sent."))
        return self.reload_page()  # type: ignore[attr-defined]

    def _again(self, order: Order, form: RefundForm) -> HttpResponse:
        self.object = order
        context = self.get_context_data(refund_form=form)  # type: ignore[attr-defined]
        return self.render_to_response(context, status=422)  # type: ignore[attr-defined]

    def _tell(self, refunds: list[Refund]) -> None:
        states = {refund.state for refund in refunds}
        if RefundState.FAILED in states:
            messages.error(self.request, _("The refund was refused: %(why)s") % {"why": refunds[0].error})
        elif states == {RefundState.SUCCEEDED}:
            messages.success(self.request, _("The money is on its way back."))
        else:
            messages.warning(self.request, _("The refund is written down and not sent yet."))

    def _ask(self, work: Any, done: str) -> HttpResponse:
        try:
            work()
        except GatewayError as error:
            return self.reload_page(error=_("The provider did not do it: %(why)s") % {"why": error})  # type: ignore[attr-defined]
        messages.success(self.request, done)
        return self.reload_page()  # type: ignore[attr-defined]

    @staticmethod
    def _may_refund(request: HttpRequest) -> None:
        if not request.user.has_perm(CAN_REFUND):
            raise PermissionDenied


def _attempts(order: Order) -> Any:
    return order.payment_attempts.all()


def _page(method: str, attempt: Any) -> str:
    """Return the address of a payment at its provider."""
    known = payment_methods().get(method)
    return known.gateway.page_of(attempt.reference) if known and attempt and attempt.reference else ""
