"""What partners type about a deal: on one page, with as little as tells who the end customer is."""

from datetime import date
from typing import ClassVar, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _, gettext_lazy

from partners.deal_registrations.models import DealRegistration
from partners.deal_registrations.models.registrations import MOST_PIECES
from partners.deal_registrations.services import WantedLine
from shop.catalogue.models import Product
from shop.contact_fields import CodeField, LineField
from shop.countries import COUNTRIES, country_name
from shop.form_options import FormData, FormOptions, ModelFormOptions
from shop.partner.strategy import Strategy
from shop.time_zones import shop_day
from shop.user.models import User

MOST_LINES, BLANK = 30, 2


class DayInput(forms.DateInput):
    """A day, chosen."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RegistrationForm(forms.ModelForm):
    """The end customer and the deal. A draft needs no more than a name."""

    country = forms.ChoiceField(label=gettext_lazy("Country"))
    expected_close_on = forms.DateField(
        label=gettext_lazy("Expected close"), widget=DayInput(), required=False
    )

    #: What stands on the page at once; the rest is below "More about the customer".
    first = ("customer_name", "contact_email", "country", "expected_value", "expected_close_on")
    more = ("vat_id", "website", "contact_name", "contact_phone", "line1", "postcode", "city", "note")

    class Meta:
        model = DealRegistration
        fields: ClassVar = [
            *("customer_name", "contact_email", "country", "expected_value", "expected_close_on"),
            *("vat_id", "website", "contact_name", "contact_phone", "line1", "postcode", "city", "note"),
        ]
        field_classes: ClassVar = {
            **dict.fromkeys(("customer_name", "contact_name", "line1", "city", "website"), LineField),
            **dict.fromkeys(("vat_id", "contact_phone", "postcode"), CodeField),
        }
        widgets: ClassVar = {
            "note": forms.Textarea(attrs={"rows": 3}),
            "expected_value": forms.NumberInput(attrs={"inputmode": "decimal", "min": "0", "step": "0.01"}),
        }

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[ModelFormOptions]) -> None:
        super().__init__(data, **kwargs)
        names = sorted((country_name(row), row.pk) for row in COUNTRIES.get().values())
        self.fields["country"].choices = [(code, name) for name, code in names]  # type: ignore[attr-defined]
        self.fields["expected_value"].required = False
        for name, hint in (("customer_name", "organization"), ("contact_email", "off"), ("postcode", "off")):
            self.fields[name].widget.attrs["autocomplete"] = hint

    def clean_expected_value(self) -> object:
        """Take nothing typed for nothing expected."""
        return self.cleaned_data.get("expected_value") or 0

    def clean_expected_close_on(self) -> date | None:
        """Refuse a day that is over."""
        day: date | None = self.cleaned_data["expected_close_on"]
        if day is not None and day < shop_day():
            raise ValidationError(_("Please choose a later day."))
        return day


class LineForm(forms.Form):
    """One product of the deal; a row without a number is left out."""

    sku = forms.CharField(label=gettext_lazy("Product number or name"), max_length=100, required=False)
    quantity = forms.IntegerField(
        label=gettext_lazy("Quantity"),
        min_value=1,
        max_value=MOST_PIECES,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": "1"}),
    )

    def __init__(
        self, data: FormData | None = None, *, buyer: User | None = None, **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **kwargs)
        self.buyer = buyer
        self.product: Product | None = None

    def clean(self) -> dict[str, object]:
        """Find the product among those that the partner may see."""
        cleaned = super().clean() or {}
        if cleaned.get("sku"):
            self.product = product_of(str(cleaned["sku"]), self.buyer)
            if self.product is None:
                self.add_error("sku", _("There is no such product. Choose one from the list."))
        return cleaned

    @property
    def wanted(self) -> WantedLine | None:
        """Return the line; one piece where no number was typed."""
        if self.product is None:
            return None
        return WantedLine(product=self.product, quantity=self.cleaned_data.get("quantity") or 1)


class BaseLines(forms.BaseFormSet):
    """The products of a deal; none is fine."""

    @property
    def wanted(self) -> list[WantedLine]:
        """Return the lines that were filled in."""
        return [line for form in self.forms if (line := form.wanted) is not None]


LineFormSet = forms.formset_factory(
    LineForm, formset=BaseLines, extra=BLANK, max_num=MOST_LINES, validate_max=True
)


def lines_of(registration: DealRegistration | None) -> list[dict[str, object]]:
    """Return what the rows of a draft begin with."""
    if registration is None or registration.pk is None:
        return []
    lines = registration.lines.select_related("product")
    return [
        {"sku": sku_of(line.product), "quantity": line.quantity} for line in lines if line.product is not None
    ]


def sku_of(product: Product) -> str:
    """Return the number of a product as the shop sells it."""
    record = product.stockrecords.order_by("pk").first()
    return str(record.partner_sku if record else product.upc or "")


def product_of(text: str, buyer: User | None) -> Product | None:
    """Return the product of a number or of its whole name; None for none that the partner may see."""
    text = text.strip()
    rows = Product.objects.filter(is_public=True)
    number = Q(stockrecords__partner_sku__iexact=text) | Q(upc__iexact=text) | Q(code__iexact=text)
    product = rows.filter(number).order_by("pk").first() or rows.filter(title__iexact=text).first()
    if product is None or product.get_product_class().is_gift_card:
        return None
    return product if Strategy(user=buyer).fetch_for_product(product).is_visible else None


class MessageForm(forms.Form):
    """A message to the other side."""

    text = forms.CharField(
        label=gettext_lazy("Message"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class LostForm(forms.Form):
    """Why the end customer does not buy."""

    reason = LineField(label=gettext_lazy("Why was it lost?"), max_length=500)


class ExtensionForm(forms.Form):
    """Until when protection is wanted, and why."""

    until = forms.DateField(label=gettext_lazy("Protect until"), widget=DayInput())
    reason = LineField(label=gettext_lazy("Reason"), max_length=500)
