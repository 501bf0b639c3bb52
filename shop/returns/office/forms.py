"""What staff type on the page of a return."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from shop.money import MoneyField
from shop.returns.models import Return, ReturnLine
from shop.returns.services import Arrival, Verdict
from shop.returns.states import DISPOSITIONS, Condition, Disposition


class RefuseForm(forms.Form):
    """Why the pieces are not taken; the buyer reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason, which the customer reads"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LineCountsForm(forms.Form):
    """A number for each line of a return, beside how many the page had seen."""

    def __init__(self, *args: Any, returned: Return, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows_of = [line for line in returned.lines.select_related("line") if self.most(line)]
        for line in self.rows_of:
            self.fields[f"quantity-{line.pk}"] = forms.IntegerField(
                label=line.line.title,
                min_value=0,
                max_value=self.most(line),
                initial=self.most(line),
                required=False,
            )
            self.fields[f"seen-{line.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=self.seen(line), min_value=0
            )

    def most(self, line: ReturnLine) -> int:
        """Return how many there may be."""
        raise NotImplementedError

    def seen(self, line: ReturnLine) -> int:
        """Return what the page says there were before."""
        raise NotImplementedError

    def count(self, line: ReturnLine, name: str = "quantity") -> int:
        """Return what was typed for a line."""
        return self.cleaned_data.get(f"{name}-{line.pk}") or 0

    @property
    def rows(self) -> list[tuple[ReturnLine, list[forms.BoundField]]]:
        """Pair each line with its fields."""
        return [
            (line, [self[name] for name in self.fields if name.endswith(f"-{line.pk}")])
            for line in self.rows_of
        ]


class ReceiveForm(LineCountsForm):
    """How many pieces have arrived."""

    def most(self, line: ReturnLine) -> int:
        """As many as are to come."""
        return line.to_come

    def seen(self, line: ReturnLine) -> int:
        """What has come before."""
        return line.received

    @property
    def arrivals(self) -> list[Arrival]:
        """Return what has arrived."""
        return [
            Arrival(return_line_id=line.pk, quantity=self.count(line), seen=self.count(line, "seen"))
            for line in self.rows_of
        ]


CHOICES = [
    (f"{condition}:{way}", (condition, way)) for condition, ways in DISPOSITIONS.items() for way in ways
]


class InspectForm(LineCountsForm):
    """What was seen of pieces that have come, and where they go."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (value, f"{Condition(condition).label}: {Disposition(way).label}")
            for value, (condition, way) in CHOICES
        ]
        for line in self.rows_of:
            self.fields[f"result-{line.pk}"] = forms.ChoiceField(label=_("Result"), choices=choices)
            self.fields[f"note-{line.pk}"] = forms.CharField(label=_("Note"), required=False, max_length=500)

    def most(self, line: ReturnLine) -> int:
        """As many as have come and were not looked at."""
        return line.to_inspect

    def seen(self, line: ReturnLine) -> int:
        """What was looked at before."""
        return line.accepted + line.rejected

    @property
    def verdicts(self) -> list[Verdict]:
        """Return what was seen."""
        known = dict(CHOICES)
        found = []
        for line in self.rows_of:
            condition, way = known[self.cleaned_data[f"result-{line.pk}"]]
            found.append(
                Verdict(
                    return_line_id=line.pk,
                    quantity=self.count(line),
                    condition=condition,
                    disposition=way,
                    seen=self.count(line, "seen"),
                    note=self.cleaned_data[f"note-{line.pk}"],
                )
            )
        return found


class SettleForm(forms.Form):
    """The fee, how much of the money becomes store credit, and which preview was seen."""

    fee = MoneyField(
        label=gettext_lazy("Fee"),
        required=False,
        min_value=Decimal(0),
        help_text=gettext_lazy("Empty: by the policy. It stays of what was paid for the items."),
    )
    credit = MoneyField(
        label=gettext_lazy("As store credit"),
        required=False,
        min_value=Decimal(0),
        help_text=gettext_lazy("Empty: as the customer wants it. 0: all to the original payment method."),
    )
    fingerprint = forms.CharField(widget=forms.HiddenInput, required=False, max_length=128)
