"""Rows of a file of prices, read and told what is wrong with each; nothing is asked of the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy

from shop.imports.errors import BadValueError, ImportFailedError
from shop.imports.numbers import NumberStyle, check_sign
from shop.imports.sources import headings_of, rows_of
from shop.money import check_payable

SKU, QUANTITY, PRICE = "sku", "min_quantity", "price"
MOST_QUANTITY, MOST_PRICE, LONGEST_SKU = 1_000_000_000, Decimal("9999999999.99"), 128
#: What can be wrong with a row: the column, and the reason.
PROBLEMS = {
    "row": ("", gettext_lazy("The row cannot be read.")),
    "no-sku": (SKU, gettext_lazy("The SKU is missing.")),
    "quantity": (QUANTITY, gettext_lazy("Not a whole number from 1 on.")),
    "price": (PRICE, gettext_lazy("Not a price in the list's currency.")),
    "unknown": (SKU, gettext_lazy("No product has this SKU.")),
    "several": (SKU, gettext_lazy("Several suppliers have this SKU.")),
    "currency": (SKU, gettext_lazy("The product is sold in another currency.")),
    "twice": (SKU, gettext_lazy("The same SKU and quantity stand in a later row.")),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRow:
    """A row as it is kept: `problem` is a key of PROBLEMS or empty, `detail` what stood in the cell."""

    number: int
    sku: str
    min_quantity: int = 1
    price: Decimal = Decimal(0)
    problem: str = ""
    detail: str = ""


def read_file(path: Path, *, currency: str, encoding: str = "") -> Iterator[FileRow]:
    """Yield every row of a CSV or XLSX file with the columns sku, price and, if there is one, min_quantity.

    Memory does not grow with the file, which is read twice: whether a comma is a decimal sign, the whole
    column says. Raises ImportFailedError for a file that cannot be read or lacks a column.
    """
    headings = headings_of(path, encoding=encoding)
    if missing := [name for name in (SKU, PRICE) if name not in headings]:
        raise ImportFailedError(
            _("The file has no column “%(column)s”; its headings are %(headings)s.")
            % {"column": missing[0], "headings": ", ".join(headings[:12]) or "–"}
        )
    style = NumberStyle()
    for _number, row in rows_of(path, encoding=encoding):
        if not isinstance(row, BadValueError):
            style.look_at(row, (PRICE,))
    for number, row in rows_of(path, encoding=encoding):
        if isinstance(row, BadValueError):
            yield FileRow(number=number, sku="", problem="row", detail=row.reason[:200])
        else:
            yield read_row(number, row, style=style, currency=currency)


def read_row(number: int, row: dict[str, object], *, style: NumberStyle, currency: str) -> FileRow:
    """Read one row: which SKU, from which quantity, at which price."""
    sku = str(row.get(SKU) or "").strip()
    typed_quantity, typed_price = row.get(QUANTITY), row.get(PRICE)
    if not sku or len(sku) > LONGEST_SKU:
        return FileRow(number=number, sku=sku[:LONGEST_SKU], problem="no-sku")
    quantity = _quantity(typed_quantity)
    if quantity is None:
        return FileRow(number=number, sku=sku, problem="quantity", detail=str(typed_quantity)[:200])
    price = _price(typed_price, style, currency)
    if price is None:
        detail = str("" if typed_price is None else typed_price)[:200]
        return FileRow(number=number, sku=sku, min_quantity=quantity, problem="price", detail=detail)
    return FileRow(number=number, sku=sku, min_quantity=quantity, price=price)


def _quantity(typed: object) -> int | None:
    if typed is None or typed == "":
        return 1
    try:
        number = Decimal(str(typed).strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or number != number.to_integral_value() or not 1 <= number <= MOST_QUANTITY:
        return None
    return int(number)


def _price(typed: object, style: NumberStyle, currency: str) -> Decimal | None:
    try:
        check_sign(typed, PRICE, currency=currency)
        price = Decimal(str(style.read(typed, PRICE)))
        if not price.is_finite() or not 0 <= price <= MOST_PRICE:
            return None
        check_payable(price, currency)
    except (InvalidOperation, BadValueError, ValidationError):
        return None
    return price


def pasted_rows(text: str) -> Iterable[list[str]]:
    """Split what was copied from a spreadsheet into its cells."""
    return [line.split("\t") for line in text.splitlines() if line.strip()]
