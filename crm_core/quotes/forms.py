"""What buyers type: a request, a counter-offer, an answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Unpack

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.quotes.models import QuoteLine, QuoteVersion
from crm_core.quotes.models.versions import MOST_PIECES
from crm_core.quotes.moves import CounterLine
from crm_core.quotes.pricing import WantedLine
from crm_core.timeline.forms import FilesField
from shop.catalogue.models import Product
from shop.contact_data import visible_line
from shop.form_options import FormData, FormOptions
from shop.money import MoneyField
from shop.time_zones import shop_day

#: No key of a row is greater.
MOST_KEY = 2**31 - 1


class LineForm(forms.Form):
    """One product of a request: how many, at which price, and what to say of it."""

    product = forms.IntegerField(min_value=1, max_value=MOST_KEY, widget=forms.HiddenInput)
    quantity = forms.IntegerField(label=gettext_lazy("Quantity"), min_value=0, max_value=MOST_PIECES)
    price = MoneyField(label=gettext_lazy("Target price per unit"), required=False)
    note = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=500)


@dataclass(frozen=True, kw_only=True)
class AskedProduct:
    """A product that somebody wants a price for, before they typed anything."""

    product: Product
    quantity: int


class RequestForm(forms.Form):
    """Around the lines: who asks, by when, why. Accounts are known; a guest says who they are.

    `products` are those that may be asked for; a row whose quantity is 0 is left out.
    """

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    wanted_on = forms.DateField(
        label=gettext_lazy("Needed by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    message = forms.CharField(
        label=gettext_lazy("Message"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    attachments = FilesField(
        label=gettext_lazy("Attachments"),
        required=False,
        help_text=gettext_lazy("Up to five files, 15 MB together: PDF, office documents, images, text, ZIP."),
    )

    def __init__(
        self,
        data: FormData | None = None,
        *,
        asked: Sequence[AskedProduct],
        is_guest: bool,
        **kwargs: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **kwargs)
        self.asked = asked
        if not is_guest:
            del self.fields["name"], self.fields["email"]
        bound = self.data if self.is_bound and "send" in self.data else None
        self.lines = [
            (
                one,
                LineForm(
                    bound,
                    prefix=f"line-{one.product.pk}",
                    initial={"product": one.product.pk, "quantity": one.quantity},
                ),
            )
            for one in asked
        ]

    def clean_name(self) -> str:
        """Take what nobody sees out of the name."""
        return visible_line(self.cleaned_data["name"])

    def clean_wanted_on(self) -> date | None:
        """Refuse a day that is over."""
        day: date | None = self.cleaned_data["wanted_on"]
        if day is not None and day < shop_day():
            raise forms.ValidationError(_("This day is over."))
        return day

    def is_valid(self) -> bool:
        """Look at the lines too."""
        valid = [form.is_valid() for _asked, form in self.lines]
        return super().is_valid() and all(valid)

    def clean(self) -> dict[str, object]:
        """Ask for at least one piece of something."""
        cleaned = super().clean() or self.cleaned_data
        if all(form.is_valid() and not form.cleaned_data["quantity"] for _asked, form in self.lines):
            self.add_error(None, _("Please say how many you need of at least one product."))
        return cleaned

    @property
    def wanted(self) -> list[WantedLine]:
        """Return the lines that were asked for."""
        return [
            WantedLine(
                product=asked.product,
                quantity=form.cleaned_data["quantity"],
                price=form.cleaned_data["price"],
                note=form.cleaned_data["note"],
            )
            for asked, form in self.lines
            if form.cleaned_data["quantity"]
        ]


class CounterForm(forms.Form):
    """Other pieces and prices for the lines of a version, and words."""

    message = forms.CharField(
        label=gettext_lazy("Message"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: FormData | None = None,
        *,
        version: QuoteVersion,
        currency: str,
        **kwargs: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **kwargs)
        self.version_lines = list(version.lines.all())
        for line in self.version_lines:
            self.fields[f"quantity-{line.key}"] = forms.IntegerField(
                label=gettext_lazy("Quantity"), min_value=0, max_value=MOST_PIECES, initial=line.quantity
            )
            self.fields[f"price-{line.key}"] = MoneyField(
                label=gettext_lazy("Price per unit"), required=False, initial=line.price, currency=currency
            )

    @property
    def rows(self) -> Iterable[tuple[QuoteLine, forms.BoundField, forms.BoundField]]:
        """Pair each line with its two fields."""
        return [
            (line, self[f"quantity-{line.key}"], self[f"price-{line.key}"]) for line in self.version_lines
        ]

    @property
    def wanted(self) -> dict[int, CounterLine]:
        """Return what is wanted of each line, by key."""
        return {
            line.key: CounterLine(quantity=self.cleaned_data[f"quantity-{line.key}"], price=self._price(line))
            for line in self.version_lines
        }

    def _price(self, line: QuoteLine) -> Decimal | None:
        typed: Decimal | None = self.cleaned_data[f"price-{line.key}"]
        return line.price if typed is None else typed


class AcceptForm(forms.Form):
    """A signature: the name of who accepts."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_name(self) -> str:
        """Take what nobody sees out of the name."""
        return visible_line(self.cleaned_data["name"])


class RejectForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class CommentForm(forms.Form):
    """A comment, about a line or about all of it."""

    text = forms.CharField(
        label=gettext_lazy("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    line = forms.IntegerField(required=False, min_value=1, max_value=MOST_KEY, widget=forms.HiddenInput)
