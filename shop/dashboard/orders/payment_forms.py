"""What staff type about the money of an order. `key` names a request: sent twice, it is done once."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from shop.backoffice.confirmation import Question
from shop.dashboard.orders.questions import refund_question
from shop.money import MoneyField
from shop.order.models import Line, Order
from shop.payments.manual_payments import mark_as_paid, write_off
from shop.payments.models import Refund
from shop.payments.queries import balance_of, refunded_quantities, refunded_shipping
from shop.payments.refunds import request_refund
from shop.payments.services import capture, capture_part

NOTHING = Decimal(0)


class RefundForm(forms.Form):
    """What goes back: pieces of lines, delivery, an amount on top. `key` names the request."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    shipping = MoneyField(label=gettext_lazy("Delivery"), required=False)
    extra = MoneyField(label=gettext_lazy("Additional amount"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=255, required=False)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gone = refunded_quantities(order)
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
    def line_fields(self) -> list[tuple[Line, forms.BoundField]]:
        """The fields of the lines, each with its line."""
        return [(line, self[f"pieces_{line.pk}"]) for line in self.lines]

    @property
    def parts(self) -> dict[str, Any]:
        """What goes back: pieces by the key of their line, delivery, an amount on top."""
        data = self.cleaned_data
        return {
            "pieces": {line.pk: data[f"pieces_{line.pk}"] or 0 for line in self.lines},
            "shipping": data["shipping"] or NOTHING,
            "extra": data["extra"] or NOTHING,
        }

    @property
    def question(self) -> Question:
        """What would happen; a form that is not valid has no parts."""
        return refund_question(self.order, **self.parts)

    def clean(self) -> dict[str, object]:
        """Refuse what cannot be sent before anybody is asked."""
        data = super().clean() or {}
        if not self.errors:
            amount = self.question.amount or NOTHING
            if amount <= 0:
                raise forms.ValidationError(_("Please enter the amount to refund."))
            if amount > balance_of(self.order).kept:
                raise forms.ValidationError(_("This is more than was received for this order."))
        return data

    @property
    def request_key(self) -> str:
        """The name of this request for good, of a form that is refused, too."""
        return f"{self.order.number}-{str(self.data.get('key', ''))[:36]}"

    def send(self, *, by: Any) -> list[Refund]:
        """Send the money back. Raises RefundRefusedError."""
        reason = self.cleaned_data["reason"]
        return request_refund(self.order, key=self.request_key, reason=reason, by=by, **self.parts)


class CaptureForm(forms.Form):
    """How much of what is held is collected; empty: all of it."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    amount = MoneyField(label=gettext_lazy("Amount to capture"), required=False)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        self.fields["amount"].currency = order.currency  # type: ignore[attr-defined]
        self.fields["amount"].help_text = gettext_lazy(
            "Less than what is held: the rest stays held where the card allows it, otherwise it is released."
        )

    def send(self, *, by: Any) -> Order:
        """Collect it. Raises GatewayError, NotPayableError."""
        amount = self.cleaned_data["amount"]
        if amount is None:
            return capture(self.order)
        return capture_part(self.order, amount, key=str(self.cleaned_data["key"] or amount), by=by)


class ManualPaymentForm(forms.Form):
    """Money that has come in whatever way."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    amount = MoneyField(label=gettext_lazy("Amount received"))
    note = forms.CharField(label=gettext_lazy("How it was paid"), max_length=255, required=False)
    allow_more = forms.BooleanField(label=gettext_lazy("Record as overpayment"), required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = currency  # type: ignore[attr-defined]

    def send(self, order: Order, *, by: Any) -> Order:
        """Note it. Raises AmountRefusedError and what `note_money` raises."""
        data = self.cleaned_data
        return mark_as_paid(
            order,
            by=by,
            amount=data["amount"],
            note=data["note"],
            key=str(data["key"]),
            allow_more=data["allow_more"],
        )


class WriteOffForm(forms.Form):
    """Why nobody waits for the rest any more."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=255)

    def send(self, order: Order, *, by: Any) -> Order:
        """Write it off. Raises what `write_off` raises."""
        data = self.cleaned_data
        return write_off(order, key=str(data["key"]), reason=data["reason"], by=by)
