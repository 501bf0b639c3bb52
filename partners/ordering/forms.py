"""What a partner's buyer types about deliveries and forecasts."""

from collections.abc import Sequence
from datetime import date, timedelta

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy

from partners.ordering.reckoning import ways_to_pay
from partners.ordering.services import MOST_DELIVERIES
from shop.quick_order.matching import products_by_number
from shop.quick_order.parsing import LONGEST_NUMBER, whole_quantity
from shop.user.models import User

WEEKLY, FORTNIGHTLY, MONTHLY = "7", "14", "month"
MOST_LINES, MOST_PIECES = 60, 9_999_999


class ScheduleForm(forms.Form):
    """When, how often, where to, and how it is paid; the goods are rows beside it."""

    reference = forms.CharField(label=gettext_lazy("Your reference"), max_length=60, required=False)
    first_day = forms.DateField(
        label=gettext_lazy("First delivery ordered on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    interval = forms.ChoiceField(
        label=gettext_lazy("Repeat"),
        choices=[
            (WEEKLY, gettext_lazy("every week")),
            (FORTNIGHTLY, gettext_lazy("every two weeks")),
            (MONTHLY, gettext_lazy("every month")),
        ],
        initial=MONTHLY,
    )
    deliveries = forms.IntegerField(
        label=gettext_lazy("Number of deliveries"), min_value=1, max_value=MOST_DELIVERIES, initial=3
    )
    address: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Delivery address"), queryset=None, empty_label=None
    )
    payment = forms.ChoiceField(label=gettext_lazy("Payment"))

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        addresses = user.addresses.filter(country__is_shipping_country=True).select_related("country")
        self.fields["address"].queryset = addresses.order_by("-is_default_for_shipping", "pk")  # type: ignore[attr-defined]
        self.fields["payment"].choices = [(one.code, one.name) for one in ways_to_pay(user)]  # type: ignore[attr-defined]

    def days(self) -> list[date]:
        """Return the days on which deliveries are ordered; of a valid form only."""
        data = self.cleaned_data
        first: date = data["first_day"]
        return [day_after(first, data["interval"], place) for place in range(data["deliveries"])]


def day_after(first: date, interval: str, times: int) -> date:
    """Return the day so many intervals after the first; a month that is too short ends on its last day."""
    if interval != MONTHLY:
        return first + timedelta(days=int(interval) * times)
    months = first.month - 1 + times
    begin = date(first.year + months // 12, months % 12 + 1, 1)
    last = (begin + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return begin.replace(day=min(first.day, last.day))


class GoodsRows:
    """Rows of numbers and quantities as they were typed, each with what is wrong with it."""

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        self.typed = list(rows)[:MOST_LINES]
        self.problems: dict[int, str] = {}
        self.pieces: dict[int, int] = {}

    @classmethod
    def posted(cls, posted: QueryDict) -> "GoodsRows":
        """Read the rows of a form; empty ones are left out."""
        pairs = zip(posted.getlist("number"), posted.getlist("quantity"), strict=False)
        rows = [(n.replace("\x00", "").strip()[:LONGEST_NUMBER], q.strip()[:20]) for n, q in pairs]
        return cls([row for row in rows if row[0]])

    def check(self) -> bool:
        """Find the products and read the quantities; say whether every row is right, and there is one."""
        found = products_by_number({number for number, _quantity in self.typed})
        for place, (number, quantity) in enumerate(self.typed):
            keys, pieces = found.get(number, []), whole_quantity(quantity)
            if len(keys) != 1:
                self.problems[place] = _("There is no product with this number.")
            elif pieces is None:
                self.problems[place] = _("Please enter a whole number of pieces.")
            else:
                self.pieces[keys[0]] = self.pieces.get(keys[0], 0) + pieces
        return bool(self.typed) and not self.problems

    @property
    def shown(self) -> list[tuple[str, str, str]]:
        """Number, quantity and problem of each row, and some empty rows."""
        rows = [(n, q, self.problems.get(place, "")) for place, (n, q) in enumerate(self.typed)]
        return rows + [("", "", "")] * max(1, 4 - len(rows))


def typed_forecast(
    posted: QueryDict, products: Sequence[int], months: Sequence[date]
) -> tuple[dict[tuple[int, date], int | None], dict[str, str]]:
    """Return what was typed into the grid by (product, month), and by field name what is no number.

    An empty cell takes the forecast back; cells that were not sent stay.
    """
    typed: dict[tuple[int, date], int | None] = {}
    errors: dict[str, str] = {}
    for product in products:
        for month in months:
            name = cell_name(product, month)
            if name not in posted:
                continue
            text = str(posted[name]).strip()
            pieces = 0 if text == "0" else whole_quantity(text) if text else None
            if text and (pieces is None or pieces > MOST_PIECES):
                errors[name] = _("Please enter a whole number of pieces.")
            else:
                typed[product, month] = pieces
    return typed, errors


def cell_name(product: int, month: date) -> str:
    """Return the name of a cell of the grid."""
    return f"cell-{product}-{month:%Y-%m}"
