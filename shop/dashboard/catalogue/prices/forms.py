"""How prices shall change."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.configuration.queries import shop_currency
from shop.dashboard.catalogue.prices.rules import AMOUNT, ENDINGS, PERCENT, SET, PriceChange

MOST = Decimal(1_000_000_000)


class PriceChangeForm(forms.Form):
    """By a share, by an amount, or to an amount."""

    kind = forms.ChoiceField(
        label=_("Change"),
        choices=[
            (PERCENT, _("by a percentage")),
            (AMOUNT, _("by an amount")),
            (SET, _("to this price")),
        ],
    )
    value = forms.DecimalField(
        label=_("Value"),
        max_digits=12,
        decimal_places=2,
        localize=True,
        help_text=_("10 raises, -10 reduces."),
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    ending = forms.ChoiceField(
        label=_("Round to the nearest price ending in"),
        required=False,
        choices=[("", _("no rounding")), *((ending, ending[1:]) for ending in ENDINGS)],
    )

    def __init__(self, *args: Any, currencies: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = shop_currency()
        chosen = sorted(currencies or [own], key=lambda code: (code != own, code))
        field: Any = self.fields["currency"]
        field.choices = [(code, code) for code in chosen]
        field.initial = chosen[0]
        if len(chosen) == 1:
            field.widget = forms.HiddenInput()

    def clean(self) -> dict[str, object]:
        """Refuse what changes nothing and what no price can be."""
        cleaned = super().clean() or {}
        kind, value = cleaned.get("kind"), cleaned.get("value")
        if value is None or kind is None:
            return cleaned
        if kind == SET and value < 0:
            self.add_error("value", _("A price is not below zero."))
        elif kind != SET and value == 0 and not cleaned.get("ending"):
            self.add_error("value", _("This changes nothing."))
        elif kind == PERCENT and not -100 < value <= 1000:  # noqa: PLR2004 - percent
            self.add_error("value", _("Enter a percentage between -99 and 1000."))
        elif abs(value) > MOST:
            self.add_error("value", _("This is too large."))
        return cleaned

    @property
    def change(self) -> PriceChange:
        """The change that was typed."""
        data = self.cleaned_data
        code = data["currency"] or self.fields["currency"].initial
        return PriceChange(kind=data["kind"], value=data["value"], ending=data["ending"], currency=code)
