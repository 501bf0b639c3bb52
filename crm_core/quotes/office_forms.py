"""What colleagues type: the lines of the next version, its terms, what is asked and answered."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Unpack, cast

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.quotes.drafting import DraftTerms, discounted
from crm_core.quotes.models import Quote, QuoteLine, QuoteVersion
from crm_core.quotes.models.versions import MOST_PIECES
from crm_core.quotes.pricing import WantedLine
from shop.contact_fields import LineField
from shop.form_options import FormData, FormOptions
from shop.money import MoneyField


class OfferLineForm(forms.Form):
    """One line: pieces, and its price or the per cent below the list price. 0 pieces take it out.

    Whichever of price and per cent was changed counts; where both were, the price.
    """

    quantity = forms.IntegerField(label=_("Quantity"), min_value=0, max_value=MOST_PIECES)
    price = MoneyField(label=_("Unit price"), required=False)
    discount = forms.DecimalField(
        label=_("Discount in percent"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        required=False,
    )
    note = forms.CharField(label=_("Remark"), required=False, max_length=500)

    def __init__(self, data: FormData | None = None, *, line: QuoteLine, currency: str) -> None:
        self.line, self.currency = line, currency
        initial = {
            "quantity": line.quantity,
            "price": line.price,
            "discount": line.discount or None,
            "note": line.note,
        }
        super().__init__(data, prefix=f"line-{line.key}", initial=initial)
        for name in ("quantity", "price", "discount"):
            self.fields[name].widget.attrs["class"] = "count-input"

    @property
    def wanted(self) -> WantedLine | None:
        """Return the line as it was typed; None where it goes, or its product is gone."""
        said, product = self.cleaned_data, self.line.product
        if not said["quantity"] or product is None:
            return None
        return WantedLine(
            product=product,
            quantity=said["quantity"],
            price=self._price(),
            note=said["note"],
            key=self.line.key,
        )

    def _price(self) -> Decimal | None:
        typed: Decimal | None = self.cleaned_data["price"]
        percent: Decimal | None = self.cleaned_data["discount"]
        is_by_percent = "discount" in self.changed_data and "price" not in self.changed_data
        if is_by_percent and self.line.list_price is not None:
            return discounted(self.line.list_price, percent or Decimal(0), currency=self.currency)
        return typed


class TermsForm(forms.ModelForm):
    """What stands around the lines."""

    class Meta:
        model = QuoteVersion
        fields = ["message", "valid_until", "delivery", "payment_terms", "allows_offers"]
        widgets = {
            "message": forms.Textarea(attrs={"rows": 3}),
            "valid_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    @property
    def terms(self) -> DraftTerms:
        """Return them as the service takes them."""
        return DraftTerms(**{name: self.cleaned_data[name] for name in self.Meta.fields})


class OfferForms:
    """The whole editor: terms, and a form for each line."""

    def __init__(self, draft: QuoteVersion, data: FormData | None = None) -> None:
        quote: Quote = draft.quote
        self.terms = TermsForm(data, instance=draft)
        self.lines: Sequence[OfferLineForm] = [
            OfferLineForm(data, line=line, currency=quote.currency)
            for line in draft.lines.select_related("product__parent").order_by("key")
        ]

    def is_valid(self) -> bool:
        """Look at all of it."""
        return all([self.terms.is_valid(), *(line.is_valid() for line in self.lines)])

    @property
    def wanted(self) -> list[WantedLine]:
        """Return the lines that stay."""
        return [wanted for line in self.lines if (wanted := line.wanted) is not None]


class ReasonForm(forms.Form):
    """Why: of an approval that is asked for, or of a quote that is taken back."""

    reason = forms.CharField(
        label=pgettext_lazy("of a quote", "Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AnswerForm(forms.Form):
    """A comment to the buyer, about a line or about all of it."""

    text = forms.CharField(label=_("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    line = forms.TypedChoiceField(
        label=_("About"), required=False, coerce=int, empty_value=None, choices=[("", _("The whole quote"))]
    )

    def __init__(
        self, data: FormData | None = None, *, version: QuoteVersion | None, **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **kwargs)
        lines = version.lines.all() if version is not None else []
        field = cast("forms.ChoiceField", self.fields["line"])
        field.choices = [("", _("The whole quote")), *((line.key, line.title) for line in lines)]


class AcceptForBuyerForm(forms.Form):
    """Who accepted, and how we know."""

    name = LineField(label=_("Name of who accepted"), max_length=200)
    evidence = LineField(label=_("Told by"), max_length=200, help_text=_("Such as: by telephone on 3 May."))


class RejectForBuyerForm(forms.Form):
    """Why they do not want it, and how we know."""

    reason = LineField(label=pgettext_lazy("of a quote", "Reason"), max_length=500)
    evidence = LineField(label=_("Told by"), max_length=200, help_text=_("Such as: by telephone on 3 May."))
