"""What a buyer says about a piece when it goes into the basket (Oscar's options): an engraving, a date.

Options belong to a kind of product or to a product; a variant has those of its parent.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _, pgettext
from oscar.core.loading import get_model

from shop.catalogue.gift_card_options import NAMES, gift_card_field
from shop.catalogue.models import Option, Product

if TYPE_CHECKING:
    from oscar.apps.catalogue.abstract_models import AbstractProduct

LONGEST_TEXT = 500
LARGEST_INTEGER = 2**31 - 1
LARGEST_FLOAT = 1e15
# Fields of the form that are no options, whatever an option is called.
RESERVED = {"quantity", "child_id", "next", "csrfmiddlewaretoken"}


def parent_or_self(product: "AbstractProduct") -> Any:
    """Return the product whose options count: a variant's parent, else the product itself."""
    return product.parent if product.is_child else product


def rejected_input_key(product: Product) -> str:
    """Return the session's key of what was typed for a product's options and refused."""
    return f"typed-options-{parent_or_self(product).pk}"


def field_name(option: Option) -> str:
    """Return the name of an option's field: its code, as in Oscar's forms."""
    return f"option-{option.code}" if option.code in RESERVED else option.code


def options_of(product: Product) -> list[Option]:
    """Return the options of a product in their order; what a gift card asks stands behind what others ask."""
    head = parent_or_self(product)
    if not head.has_options:
        return []
    options = list(head.options.select_related("option_group").distinct())
    places = {code: place for place, code in enumerate(NAMES)}
    return sorted(options, key=lambda option: places.get(option.code, -1))


def with_option_flags(products: QuerySet) -> QuerySet:
    """Have a query of products say which have options, so that the others cost no query of their own."""
    of_class = get_model("catalogue", "ProductClass").options.through.objects
    of_product = get_model("catalogue", "Product").product_options.through.objects
    return products.annotate(
        has_product_class_options=Exists(of_class.filter(productclass=OuterRef("product_class"))),
        has_product_options=Exists(of_product.filter(product=OuterRef("pk"))),
    )


def ids_with_required_options(products: Iterable[Product]) -> set[int]:
    """Return the ids of those that nobody can buy without saying something; two queries."""
    heads = {product.pk: (product.parent_id or product.pk) for product in products}
    required = get_model("catalogue", "Option").objects.filter(required=True)
    rows = get_model("catalogue", "Product").objects.filter(pk__in=set(heads.values()))
    own = set(rows.filter(product_options__in=required).values_list("pk", flat=True))
    by_kind = set(rows.filter(product_class__options__in=required).values_list("pk", flat=True))
    return {pk for pk, head in heads.items() if head in own | by_kind}


def form_field(option: Option, product: Product | None = None) -> forms.Field:
    """Return the field that asks for an option of a product, bounded by what a line can keep."""
    kind = parent_or_self(product).product_class if product is not None else None
    if own := gift_card_field(option, kind):
        return own
    common = {"label": option.name, "required": option.required, "help_text": option.help_text or ""}
    if option.type in {option.SELECT, option.RADIO, option.MULTI_SELECT, option.CHECKBOX}:
        return _choice_field(option, common)
    plain: dict[str, Callable[..., forms.Field]] = {
        option.INTEGER: partial(forms.IntegerField, min_value=-LARGEST_INTEGER, max_value=LARGEST_INTEGER),
        option.FLOAT: partial(forms.FloatField, min_value=-LARGEST_FLOAT, max_value=LARGEST_FLOAT),
        option.DATE: partial(
            forms.DateField, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        ),
        option.BOOLEAN: forms.BooleanField,
    }
    return plain.get(option.type, partial(forms.CharField, max_length=LONGEST_TEXT))(**common)


def _choice_field(option: Option, common: dict[str, Any]) -> forms.Field:
    choices = [(value, label) for value, label in option.get_choices() if value]
    if option.is_multi_option:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if option.is_radio:
        nothing: list[tuple[str, object]] = [] if option.required else [("", option.empty_radio_label)]
        return forms.ChoiceField(choices=[*nothing, *choices], widget=forms.RadioSelect, **common)
    return forms.ChoiceField(choices=[("", _("Please choose")), *choices], **common)


def selected_options(form_data: dict[str, object], options: Sequence[Option]) -> list[dict[str, object]]:
    """Return what was said as Oscar's baskets take it; nothing for what was left open."""
    said = [(option, form_data.get(field_name(option))) for option in options]
    nothing: tuple[Any, ...] = (None, "", [], False)
    return [{"option": option, "value": value} for option, value in said if value not in nothing]


def line_description(title: str, attributes: Iterable[Any]) -> str:
    """Name a line of a basket or an order with what was said about it: `Bowl (Engraving: Ada)`."""
    words = [
        pgettext("option of a product", "%(name)s: %(value)s")
        % {"name": _name(attribute), "value": _said(attribute)}
        for attribute in attributes
    ]
    return f"{title} ({'; '.join(words)})" if words else title


def _name(attribute: Any) -> str:
    if attribute.option is None:
        return str(attribute.type)
    return str(NAMES.get(attribute.option.code) or attribute.option.name)


def _said(attribute: Any) -> str:
    value, option = attribute.value, attribute.option
    if value is True:
        return _("yes")
    if value is False:
        return _("no")
    if isinstance(value, list):
        return pgettext("punctuation", ", ").join(str(each) for each in value)
    if option is not None and option.type == option.DATE and (day := parse_date(str(value))):
        return formats.date_format(day, "DATE_FORMAT")
    return str(value)
