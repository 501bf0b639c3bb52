"""What is asked of a period."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from shop.json_types import JsonObject
from shop.time_zones import shop_day

MONTHS = 3


def last_quarter(today: date | None = None) -> tuple[date, date]:
    """Return the first and the last day of the quarter before this one: what is declared next."""
    today = today or shop_day()
    first = today.replace(month=(today.month - 1) // MONTHS * MONTHS + 1, day=1)
    end = first - timedelta(days=1)
    return end.replace(month=end.month - MONTHS + 1, day=1), end


class PeriodForm(forms.Form):
    """From a day to a day, both within; the last quarter where nothing is said."""

    start = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    end = forms.DateField(
        label=gettext_lazy("To"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> JsonObject:
        """Refuse a period that ends before it begins."""
        cleaned: JsonObject = super().clean() or {}
        if "start" in cleaned and "end" in cleaned and cleaned["start"] > cleaned["end"]:
            self.add_error("end", _("The period ends before it begins."))
        return cleaned
