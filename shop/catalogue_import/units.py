"""What a file says of the unit that is sold, and of what is in it."""

from decimal import Decimal

from django.db.models import Choices
from django.utils.translation import gettext as _

from shop.catalogue.models import Product
from shop.catalogue.units import UNIT_FIELDS, ContentUnit, SalesUnit
from shop.catalogue_import.item import Item
from shop.catalogue_import.row_fields import RowFields
from shop.imports import values
from shop.imports.errors import BadValueError

LEAST, MOST, PLACES = Decimal("0.001"), Decimal(999_999), 3


def units_of(get: RowFields) -> dict[str, object]:
    """Return the unit fields that a row speaks of. Raises BadValueError for what is none."""
    found = {
        "sales_unit": _code(get, "sales_unit", SalesUnit),
        "content_amount": _amount(get),
        "content_unit": _code(get, "content_unit", ContentUnit),
    }
    return {name: value for name, value in found.items() if value is not None}


def check_units(item: Item, known: Product | None) -> None:
    """Refuse a content without its unit of measure, and the other way round, with what the shop holds."""
    if not item.units:
        return
    held = {name: getattr(known, name) for name in UNIT_FIELDS} if known else {}
    said = {**held, **item.units}
    if bool(said.get("content_amount")) != bool(said.get("content_unit")):
        missing = "content_unit" if said.get("content_amount") else "content_amount"
        raise BadValueError(missing, _("is empty; a net content needs both a number and a unit of measure"))


def _code(get: RowFields, name: str, codes: type[Choices]) -> str | None:
    said = get.text(name).casefold()
    if said and said not in codes.values:
        words = _("“%(value)s” is none of: %(codes)s")
        raise BadValueError(get.column(name), words % {"value": said[:40], "codes": ", ".join(codes.values)})
    return said or None


def _amount(get: RowFields) -> Decimal | None:
    value, column = get.value("content_amount"), get.column("content_amount")
    if value is None or value == "":
        return None
    amount = values.decimal(get.style.read(value, column) if get.style else value, column)
    if not LEAST <= amount <= MOST or round(amount, PLACES) != amount:
        raise BadValueError(column, _("must be between 0.001 and 999999, with three decimals at most"))
    return amount
