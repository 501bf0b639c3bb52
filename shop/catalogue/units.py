"""By what a product is sold, and what it costs by weight, volume or length (Directive 98/6/EC)."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy

if TYPE_CHECKING:
    from shop.catalogue.models import Product

SOLD_BY_HELP = _("What one of it is called beside the quantity; empty: a piece.")


class SalesUnit(models.TextChoices):
    """What one of a product is called; how many pieces it holds says the pack size."""

    PIECE = "piece", pgettext_lazy("sales unit", "piece")
    PACK = "pack", pgettext_lazy("sales unit", "pack")
    BOX = "box", pgettext_lazy("sales unit", "box")
    CARTON = "carton", pgettext_lazy("sales unit", "carton")
    PALLET = "pallet", pgettext_lazy("sales unit", "pallet")
    PAIR = "pair", pgettext_lazy("sales unit", "pair")
    SET = "set", pgettext_lazy("sales unit", "set")
    ROLL = "roll", pgettext_lazy("sales unit", "roll")
    METRE = "metre", pgettext_lazy("sales unit", "metre")


class ContentUnit(models.TextChoices):
    """In what the content of one product is measured."""

    GRAM = "g", _("grams")
    KILOGRAM = "kg", _("kilograms")
    MILLILITRE = "ml", _("millilitres")
    LITRE = "l", _("litres")
    METRE = "m", _("metres")
    SQUARE_METRE = "m2", _("square metres")


#: What a product says of the unit that is sold, and of what is in it.
UNIT_FIELDS = ("sales_unit", "content_amount", "content_unit")
#: Of each unit: what prices are given for, and how many of the unit that is.
BASES = {
    ContentUnit.GRAM: ("kg", Decimal(1000)),
    ContentUnit.KILOGRAM: ("kg", Decimal(1)),
    ContentUnit.MILLILITRE: ("l", Decimal(1000)),
    ContentUnit.LITRE: ("l", Decimal(1)),
    ContentUnit.METRE: ("m", Decimal(1)),
    ContentUnit.SQUARE_METRE: ("m²", Decimal(1)),
}


def _own_or_parents(product: "Product", name: str) -> Any:
    own = getattr(product, name, None)
    if own in {None, ""} and getattr(product, "parent_id", None):
        return getattr(product.parent, name, None)
    return own


def sales_unit_of(product: "Product") -> str:
    """Return the code of a product's sales unit, a variant's parent's where it has none; empty: a piece."""
    return _own_or_parents(product, "sales_unit") or ""


def unit_name(product: "Product", quantity: int) -> str:
    """Return what so many of a product are: "3 boxes of 6"; empty for pieces."""
    unit = sales_unit_of(product)
    if unit in {"", SalesUnit.PIECE}:
        return ""
    size: int = _own_or_parents(product, "pack_size") or 1
    pieces = quantity * size
    words = {"quantity": quantity, "unit": SalesUnit(unit).label, "size": size, "pieces": pieces}
    if size == 1:
        return _("%(quantity)d × %(unit)s") % words
    text = ngettext(
        "%(quantity)d × %(unit)s of %(size)d: %(pieces)d piece",
        "%(quantity)d × %(unit)s of %(size)d: %(pieces)d pieces",
        pieces,
    )
    return text % words


def base_price(amount: Decimal, product: "Product") -> tuple[Decimal, str] | None:
    """Return the price of a whole kilogram, litre or metre and its sign; None where no content is known.

    Not rounded: whoever writes it rounds to the currency.
    """
    content, unit = _own_or_parents(product, "content_amount"), _own_or_parents(product, "content_unit")
    if not content or not unit:
        return None
    name, factor = BASES[ContentUnit(unit)]
    return amount * factor / content, name
