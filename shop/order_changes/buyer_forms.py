"""The forms with which buyers change their own orders."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.order_changes.models import OrderChange
from shop.order_changes.money import ORIGINAL, STORE_CREDIT, Settlement
from shop.order_changes.proposals import CancelOrder, Proposal, SetQuantity
from shop.order_changes.state import LineState


class CancelForm(forms.Form):
    """How many pieces of each line the buyer still wants; none of any, or gifts only, cancels the order."""

    settlement = forms.ChoiceField(
        label=_("Refund"),
        required=False,
        choices=[
            (OrderChange.Settlement.ORIGINAL, _("to where the money came from")),
            (OrderChange.Settlement.STORE_CREDIT, _("as store credit for your next order")),
        ],
    )
    reason = forms.CharField(label=_("Reason (optional)"), max_length=200, required=False)

    def __init__(self, *args: Any, lines: Sequence[LineState], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if line.kept]
        for line in self.lines:
            self.fields[f"keep-{line.line_id}"] = forms.TypedChoiceField(
                label=_("%(title)s (ordered: %(n)d)") % {"title": line.title, "n": line.kept},
                coerce=int,
                choices=[(number, str(number)) for number in range(line.kept + 1)],
                initial=0,
            )

    @property
    def line_fields(self) -> list[tuple[LineState, forms.BoundField]]:
        """Each line with its field."""
        return [(line, self[f"keep-{line.line_id}"]) for line in self.lines]

    @property
    def proposals(self) -> list[Proposal]:
        """What the form asks for; empty while every piece is kept."""
        kept = {line.line_id: self.cleaned_data[f"keep-{line.line_id}"] for line in self.lines}
        if not any(kept[line.line_id] for line in self.lines if not line.is_gift):
            return [CancelOrder()]
        return [
            SetQuantity(line_id=line.line_id or 0, quantity=kept[line.line_id])
            for line in self.lines
            if kept[line.line_id] != line.kept
        ]

    @property
    def chosen_settlement(self) -> Settlement:
        """Where the money goes."""
        to_credit = self.cleaned_data.get("settlement") == OrderChange.Settlement.STORE_CREDIT
        return STORE_CREDIT if to_credit else ORIGINAL
