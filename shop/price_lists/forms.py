"""Forms of price lists: the list, whom it is for, its rules, files, and the question why a price holds."""

from typing import Any, ClassVar, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from shop.b2b.models import Company, CompanyGroup, CompanyLocation
from shop.backoffice.form_sections import FormSection
from shop.catalogue.models import Product
from shop.configuration.models import PricingSettings
from shop.configuration.queries import shop_currency
from shop.form_options import FormData, ModelFormOptions
from shop.money import check_payable
from shop.offer.goods import collections
from shop.partner.models import StockRecord
from shop.partner.price_list_models import PriceList
from shop.price_lists.models import PriceListAssignment, PriceRule
from shop.uploads.fields import TableField
from shop.user.models import User


class PriceListForm(WagtailAdminModelForm):
    """A list: its name, when it holds, and how its prices are meant."""

    sections = (
        FormSection(
            name="list", title=gettext_lazy("Price list"), fields=["name", "currency", "kind", "priority"]
        ),
        FormSection(name="when", title=gettext_lazy("When"), fields=["is_active", "start", "end"]),
        FormSection(
            name="prices",
            title=gettext_lazy("Prices"),
            fields=["is_net", "allows_promotions", "tiers_across_variants"],
        ),
    )

    class Meta:
        model = PriceList
        fields: ClassVar = [
            *("name", "currency", "kind", "priority", "is_active", "start", "end"),
            *("is_net", "allows_promotions", "tiers_across_variants"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.currency:
            self.fields["currency"].initial = shop_currency()

    def clean_currency(self) -> str:
        """Take the shop's currency, which is what buyers pay in; prices that are there keep theirs."""
        currency: str = self.cleaned_data["currency"].upper()
        if currency != shop_currency():
            raise ValidationError(
                _("Buyers pay in %(currency)s; a list in another currency would hold for nobody.")
                % {"currency": shop_currency()}
            )
        return currency

    def clean(self) -> dict[str, object]:
        """Refuse an end before the start, at its field."""
        super().clean()
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and end <= start:
            self.add_error("end", _("The end is before the start."))
        return self.cleaned_data


class AssignmentForm(forms.Form):
    """Whom a list is for: one of these."""

    target = forms.ChoiceField(
        label=gettext_lazy("For"),
        choices=[
            ("everybody", gettext_lazy("Everybody")),
            ("group", gettext_lazy("A company group")),
            ("company", gettext_lazy("A company and its subsidiaries")),
            ("location", gettext_lazy("A company location")),
            ("user", gettext_lazy("A customer account")),
        ],
    )
    group = forms.ModelChoiceField(
        CompanyGroup.objects.all(), label=gettext_lazy("Company group"), required=False
    )
    company = forms.CharField(label=gettext_lazy("Company (name or VAT id)"), required=False, max_length=200)
    location = forms.CharField(
        label=gettext_lazy("Location (name)"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Together with its company."),
    )
    email = forms.EmailField(label=gettext_lazy("E-mail of the account"), required=False)

    def clean(self) -> dict[str, object]:
        """Find what was named; say at its field where nothing is."""
        typed = super().clean() or {}
        match typed.get("target"):
            case "group" if not typed.get("group"):
                self.add_error("group", _("Choose a company group."))
            case "company":
                self._find_company(typed)
            case "location":
                self._find_company(typed)
                self._find_location(typed)
            case "user":
                self._find_user(typed)
        return typed

    def _find_company(self, typed: dict[str, Any]) -> None:
        name = (typed.get("company") or "").strip()
        found = list(Company.objects.filter(vat_id=name)[:1]) if name else []
        found = found or list(Company.objects.filter(name__iexact=name)[:2])
        if len(found) != 1:
            several = _("Several companies have this name: enter the VAT id.")
            self.add_error("company", several if found else _("No company has this name or VAT id."))
            return
        typed["found_company"] = found[0]

    def _find_location(self, typed: dict[str, Any]) -> None:
        company = typed.get("found_company")
        if company is None:
            return
        name = (typed.get("location") or "").strip()
        found = CompanyLocation.objects.filter(company=company, name__iexact=name).first()
        if found is None:
            self.add_error("location", _("The company has no location of this name."))
        typed["found_location"] = found

    def _find_user(self, typed: dict[str, Any]) -> None:
        found = User.objects.filter(email__iexact=typed.get("email") or "").first()
        if found is None:
            self.add_error("email", _("No account has this address."))
        typed["found_user"] = found

    def target_of(self) -> dict[str, Any]:
        """Return what was chosen, as the assignment has it."""
        typed = self.cleaned_data
        match typed["target"]:
            case "everybody":
                return {"everybody": True}
            case "group":
                return {"group": typed["group"]}
            case name:
                return {name: typed[f"found_{name}"]}

    def save(self, price_list: PriceList) -> PriceListAssignment:
        """Assign the list; what is assigned already stays."""
        made, _created = PriceListAssignment.objects.get_or_create(price_list=price_list, **self.target_of())
        return made


class PriceRuleForm(forms.ModelForm):
    """One rule of a list."""

    class Meta:
        model = PriceRule
        fields: ClassVar = [
            *("goods", "category", "collection", "base", "base_list", "percent", "amount"),
            *("ending", "margin_floor", "min_quantity", "order"),
        ]

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[ModelFormOptions]) -> None:
        super().__init__(data, **kwargs)
        self.fields["collection"].queryset = collections()  # type: ignore[attr-defined]
        self.fields["base_list"].queryset = PriceList.objects.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Ask for what the choice needs, and refuse amounts that the currency cannot pay."""
        typed = super().clean() or {}
        if typed.get("goods") == PriceRule.Goods.CATEGORY and not typed.get("category"):
            self.add_error("category", _("Choose a category."))
        if typed.get("goods") == PriceRule.Goods.COLLECTION and not typed.get("collection"):
            self.add_error("collection", _("Choose a collection."))
        if typed.get("base") == PriceRule.Base.LIST and not typed.get("base_list"):
            self.add_error("base_list", _("Choose a price list."))
        if typed.get("base_list") and typed["base_list"].pk == self.instance.price_list_id:
            self.add_error("base_list", _("A list cannot be reckoned from itself."))
        if (percent := typed.get("percent")) is not None and not -100 <= percent <= 10_000:  # noqa: PLR2004
            self.add_error("percent", _("Enter a percentage between -100 and 10000."))
        try:
            check_payable(typed.get("amount"), shop_currency())
        except ValidationError as error:
            self.add_error("amount", error)
        return typed


class PriceFileForm(forms.Form):
    """A file of prices, or rows copied from a spreadsheet."""

    file = TableField(
        label=gettext_lazy("CSV or XLSX file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or paste rows from a spreadsheet"),
        required=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("SKU, from quantity and price, or SKU and price; one row a line."),
    )
    replaces = forms.BooleanField(
        label=gettext_lazy("Remove prices that are not in the file"), required=False
    )

    def clean(self) -> dict[str, object]:
        """Ask for one of the two."""
        typed = super().clean() or {}
        if not typed.get("file") and not typed.get("pasted") and not self.errors:
            self.add_error("file", _("Choose a file or paste rows."))
        return typed


class ExplainForm(forms.Form):
    """Which product, for whom, how many."""

    sku = forms.CharField(label=gettext_lazy("SKU"), max_length=128)
    company = forms.CharField(label=gettext_lazy("Company (name or VAT id)"), required=False, max_length=200)
    email = forms.EmailField(label=gettext_lazy("E-mail of the account"), required=False)
    quantity = forms.IntegerField(label=gettext_lazy("Quantity"), min_value=1, max_value=1_000_000, initial=1)

    def clean(self) -> dict[str, object]:
        """Find product, company and account."""
        typed = super().clean() or {}
        record = StockRecord.objects.filter(partner_sku=typed.get("sku") or "").order_by("pk").first()
        product = Product.objects.filter(pk=record.product_id).first() if record else None
        if product is None and "sku" in typed:
            self.add_error("sku", _("No product has this SKU."))
        typed["product"] = product
        name = (typed.get("company") or "").strip()
        if name:
            by_name = Company.objects.filter(name__iexact=name)
            found = Company.objects.filter(vat_id=name).first() or by_name.first()
            if found is None:
                self.add_error("company", _("No company has this name or VAT id."))
            typed["found_company"] = found
        if typed.get("email"):
            typed["user"] = User.objects.filter(email__iexact=typed["email"]).first()
            if typed["user"] is None:
                self.add_error("email", _("No account has this address."))
        return typed


class ChoiceForm(forms.ModelForm):
    """Which of several lists holds."""

    class Meta:
        model = PricingSettings
        fields: ClassVar = ["choice"]
        widgets: ClassVar = {"choice": forms.RadioSelect}
