"""The fields of the form of a promotion, in their sections."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.widgets import AdminDateTimeInput

from shop.backoffice.form_sections import FormSection
from shop.backoffice.languages import in_every_language
from shop.backoffice.picker import PickerField
from shop.catalogue.models import Product
from shop.countries import COUNTRIES, country_name
from shop.money import MOST_DECIMALS
from shop.offer import goods as g
from shop.offer.models import MOST_HELD, ConditionalOffer, Range
from shop.promotions.plain_terms import TIER_FIELDS

FIELDS = "promotions/fields.html"
MOST_USES = 1_000_000
MOST_MONEY = 9_999_999
AUTOMATIC, ONE_CODE, UNIQUE = "automatic", "code", "unique"
ACCESS = (
    (AUTOMATIC, gettext_lazy("Everybody, without a code")),
    (ONE_CODE, gettext_lazy("With one code for all")),
    (UNIQUE, gettext_lazy("With unique codes, one for each order")),
)
#: What the form writes onto the offer as it stands.
OWN_FIELDS = (
    "first_order_only",
    "company_scope",
    "countries",
    "start_datetime",
    "end_datetime",
    "max_user_applications",
    "max_global_applications",
    "max_discount_per_order",
    "margin_floor",
    "exclusive_group",
    "holdout_percent",
)
GOODS = (
    (g.EVERYTHING, gettext_lazy("All products")),
    (g.COLLECTION, gettext_lazy("A collection")),
    (g.PRODUCTS, gettext_lazy("Single products")),
)


class ProductsField(PickerField):
    """Products by name and SKU; `most` of them."""

    def __init__(self, *, label: str | Promise, most: int = 200) -> None:
        super().__init__(
            Product.objects.filter(parent=None),
            url_name="offer_products",
            search_label=gettext_lazy("Search products by name or SKU"),
            required=False,
            label=label,
            most=most,
        )

    def label_from_instance(self, obj: Product) -> str:
        """Return the title, with the product's own SKU where it has one."""
        title = str(obj.get_title())
        return f"{title} ({obj.code})" if obj.code else title


class _Collection(forms.ModelChoiceField):
    """A collection by its name in the reader's language."""

    def label_from_instance(self, obj: Range) -> str:
        """Return the name."""
        return str(obj.name)


def _amount(label: str | Promise) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,  # type: ignore[arg-type]
        required=False,
        min_value=0,
        max_value=MOST_MONEY,
        max_digits=12,
        decimal_places=MOST_DECIMALS,
    )


def _number(label: str | Promise, *, most: int = MOST_USES) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,  # type: ignore[arg-type]
        required=False,
        min_value=1,
        max_value=most,
    )


def shipping_countries() -> list[tuple[str, str]]:
    """List where the shop ships to, by the names of the reader's language."""
    found = [(row.pk, country_name(row)) for row in COUNTRIES.get().values() if row.is_shipping_country]
    return sorted(found, key=lambda pair: pair[1])


class PromotionFields(forms.Form):
    """What is asked of a promotion; the page shows what counts for its template."""

    value = _amount(pgettext_lazy("of a discount", "Value"))
    goods = forms.ChoiceField(label=gettext_lazy("Applies to"), choices=GOODS)
    goods_collection = _Collection(None, label=gettext_lazy("Collection"), required=False)
    goods_products = ProductsField(label=gettext_lazy("Products"))
    minimum = _amount(gettext_lazy("Minimum purchase amount"))
    pieces = _number(gettext_lazy("Pieces bought"), most=100)
    free_pieces = _number(gettext_lazy("Pieces free"), most=100)
    gift = ProductsField(label=gettext_lazy("Gift"), most=1)
    tier_1_from = _amount(gettext_lazy("From the sum of"))
    tier_1_value = _amount(gettext_lazy("Per cent off"))
    tier_2_from = _amount(gettext_lazy("From the sum of"))
    tier_2_value = _amount(gettext_lazy("Per cent off"))
    tier_3_from = _amount(gettext_lazy("From the sum of"))
    tier_3_value = _amount(gettext_lazy("Per cent off"))
    access = forms.ChoiceField(label=gettext_lazy("How buyers get it"), choices=ACCESS)
    code = forms.CharField(
        label=pgettext_lazy("of a discount", "Code"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Letters, figures and hyphens."),
    )
    first_order_only = forms.BooleanField(label=gettext_lazy("First order only"), required=False)
    company_scope = forms.ChoiceField(
        label=gettext_lazy("For companies"),
        required=False,
        choices=[pair for pair in ConditionalOffer.Companies.choices if pair[0] != "chosen"],
    )
    countries = forms.MultipleChoiceField(
        label=gettext_lazy("Countries"),
        required=False,
        choices=shipping_countries,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=gettext_lazy("None chosen: everywhere."),
    )
    start_datetime = forms.DateTimeField(
        label=gettext_lazy("Starts"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=gettext_lazy("Empty: at once."),
    )
    end_datetime = forms.DateTimeField(
        label=gettext_lazy("Ends"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=gettext_lazy("Empty: until it is switched off."),
    )
    max_user_applications = _number(gettext_lazy("Uses per customer, at most"))
    max_global_applications = _number(gettext_lazy("Uses in all, at most"))
    max_discount_per_order = _amount(gettext_lazy("Discount per order, at most"))
    margin_floor = _amount(gettext_lazy("Margin kept on every product, at least (%)"))
    exclusive_group = forms.CharField(
        label=gettext_lazy("Group of which one applies"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Of the promotions of a group, the first by priority applies."),
    )
    holdout_percent = forms.IntegerField(
        label=gettext_lazy("Holdout, per cent"),
        required=False,
        min_value=0,
        max_value=MOST_HELD,
        help_text=gettext_lazy(
            "So many of the buyers do not get it, so that the results can say what it changed. "
            "Only for promotions without a code."
        ),
    )
    sections = (
        FormSection(
            name="gives",
            title=gettext_lazy("What the buyer gets"),
            fields=[
                "template",
                "value",
                "pieces",
                "free_pieces",
                "gift",
                *TIER_FIELDS,
                "minimum",
                "goods",
                "goods_collection",
                "goods_products",
            ],
            template_name=FIELDS,
        ),
        FormSection(
            name="words", title=gettext_lazy("Name"), fields=in_every_language("name"), template_name=FIELDS
        ),
        FormSection(
            name="access",
            title=gettext_lazy("Who and when"),
            fields=[
                "access",
                "code",
                "first_order_only",
                "company_scope",
                "countries",
                "start_datetime",
                "end_datetime",
            ],
            template_name=FIELDS,
        ),
        FormSection(
            name="limits",
            title=gettext_lazy("Limits"),
            fields=[
                "max_user_applications",
                "max_global_applications",
                "max_discount_per_order",
                "margin_floor",
                "exclusive_group",
                "holdout_percent",
            ],
            template_name=FIELDS,
        ),
    )
