"""What buyers type about invoices. `key` names a request: sent twice, it is done once."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Unpack, cast
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy as _

from shop.configuration.queries import bank_account, has_stripe_key
from shop.documents.models import Document
from shop.form_options import FormData, FormOptions
from shop.money import MoneyField
from shop.order.models import Line
from shop.time_zones import shop_day
from shop.trade_credit.invoice_payments import Wanted
from shop.trade_credit.invoices import InvoiceRow
from shop.trade_credit.models import InvoiceDispute, InvoicePayment

LONGEST = timedelta(days=3 * 366)
Method = InvoicePayment.Method


class PayForm(forms.Form):
    """How much of each chosen invoice's order is paid, and how; an amount left as it is pays all of it."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    method = forms.ChoiceField(label=_("Payment method"), widget=forms.RadioSelect)

    def __init__(
        self, data: FormData | None = None, *, rows: Sequence[InvoiceRow], **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **kwargs)
        self.rows = rows
        self.fields["key"].initial = uuid4()
        methods = cast("forms.ChoiceField", self.fields["method"])
        ways = ways_to_pay()
        methods.choices = ways
        methods.initial = ways[0][0] if ways else None
        for row in rows:
            self.fields[amount_name(row)] = MoneyField(
                label=gettext("Amount for order %(number)s") % {"number": row.order.number},
                initial=row.payable - row.discount,
                min_value=0,
            )

    def amounts(self) -> list[tuple[InvoiceRow, forms.BoundField]]:
        """Return each row with its field."""
        return [(row, self[amount_name(row)]) for row in self.rows]

    def clean(self) -> dict[str, object]:
        """Have at least something paid."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not self.wanted():
            raise ValidationError(gettext("Please enter an amount above zero."))
        return data

    def wanted(self) -> list[Wanted]:
        """Return what is to be paid; an order with zero is left out."""
        found = []
        for row in self.rows:
            amount = self.cleaned_data[amount_name(row)]
            if amount:
                found.append(Wanted(order=row.order, amount=amount))
        return found


def amount_name(row: InvoiceRow) -> str:
    """Name the field of an order's amount."""
    return f"amount-{row.order.pk}"


def ways_to_pay() -> list[tuple[str, str]]:
    """List how invoices can be paid here: cards need a key, transfers an account of ours."""
    ways = [(Method.CARD, has_stripe_key()), (Method.TRANSFER, bool(bank_account().text))]
    return [(str(way), str(way.label)) for way, is_there in ways if is_there]


class StatementForm(forms.Form):
    """The period and the currency of a statement of account."""

    start = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label=_("To"), widget=forms.DateInput(attrs={"type": "date"}))
    currency = forms.ChoiceField(label=_("Currency"))

    def __init__(
        self, data: FormData | None = None, *, currencies: Sequence[str], **kwargs: Unpack[FormOptions]
    ) -> None:
        today = shop_day()
        kwargs.setdefault("initial", {"start": first_of_last_month(today), "end": today})
        super().__init__(data, **kwargs)
        field = cast("forms.ChoiceField", self.fields["currency"])
        field.choices = [(one, one) for one in currencies]
        field.initial = currencies[0] if currencies else None

    def clean(self) -> dict[str, object]:
        """Have the days in their order, and not too far apart."""
        data = super().clean() or self.cleaned_data
        start, end = data.get("start"), data.get("end")
        if start and end and start > end:
            self.add_error("end", gettext("The last day is before the first."))
        elif start and end and end - start > LONGEST:
            self.add_error("start", gettext("Please ask for three years at most."))
        return data


def first_of_last_month(today: date) -> date:
    """Return where a statement begins unless it is told."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


class DisputeForm(forms.Form):
    """What is wrong with an invoice, or with one of its items."""

    line = forms.ModelChoiceField(
        label=_("Item"), queryset=Line.objects.none(), required=False, empty_label=_("The whole invoice")
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=InvoiceDispute.Reason.choices)
    text = forms.CharField(
        label=_("What is wrong?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(
        self, data: FormData | None = None, *, invoice: Document, **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **kwargs)
        line: Any = self.fields["line"]
        line.queryset = invoice.order.lines.order_by("pk")
        line.label_from_instance = lambda one: f"{one.quantity} × {one.description}"
