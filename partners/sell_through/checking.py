"""The rows of a report, each with what is wrong by column and reason, or with its values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pycountry
from django.conf import settings
from django.utils.translation import gettext as _

from partners.accounts.models import PartnerAccount
from partners.sell_through.columns import COLUMNS
from partners.sell_through.matching import known_skus, products_of
from partners.sell_through.models import Kind, ReportingPeriod
from partners.sell_through.reading import Cells
from shop.catalogue.models import Product
from shop.imports import values
from shop.imports.dates import DateStyle
from shop.imports.errors import BadValueError
from shop.imports.numbers import NumberStyle, check_sign

NUMBERS = ("quantity", "unit_price")
UNKNOWN_SKU = "unknown-sku"
MOST_PIECES = 10_000_000


@dataclass(frozen=True, kw_only=True)
class RowError:
    """What is wrong with one cell; `code` is UNKNOWN_SKU where a mapping mends it."""

    row: int
    column: str
    reason: str
    code: str = ""


@dataclass(kw_only=True)
class CheckedRow:
    """A row: its cells as they were typed, its errors, and its values where there are none."""

    number: int
    kind: str
    cells: Cells
    errors: list[RowError] = field(default_factory=list)
    product: Product | None = None
    quantity: int = 0
    sold_on: date | None = None
    unit_price: Decimal | None = None
    currency: str = ""
    country: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it can be stored."""
        return not self.errors

    @property
    def sku(self) -> str:
        """The partner's number as it stands in the file."""
        return self.cells.get("sku", "")

    @property
    def fields(self) -> list[tuple[str, str, str, str]]:
        """What is mended in place: name, label, cell and reason of the cells that matter."""
        wrong = {error.column: error.reason for error in self.errors}
        return [
            (column.name, str(column.label), self.cells.get(column.name, ""), wrong.get(column.name, ""))
            for column in COLUMNS[self.kind]
            if column.is_needed or column.name in wrong
        ]


@dataclass(frozen=True, kw_only=True)
class _Context:
    period: ReportingPeriod
    numbers: NumberStyle
    dates: DateStyle
    found: Mapping[str, Sequence[int]]
    products: Mapping[int, Product]


def check_rows(
    rows: Iterable[tuple[int, Cells]], *, account: PartnerAccount, period: ReportingPeriod, kind: str
) -> list[CheckedRow]:
    """Check every row anew, in the order of the file. Seven queries, however many rows."""
    given = list(rows)
    numbers, dates = NumberStyle(), DateStyle()
    for _number, cells in given:
        numbers.look_at(cells, NUMBERS)
        dates.look_at(cells, ("sold_on",))
    found = known_skus(account, {cells["sku"] for _number, cells in given if cells.get("sku")})
    products = products_of({pk for keys in found.values() for pk in keys})
    context = _Context(period=period, numbers=numbers, dates=dates, found=found, products=products)
    checked = [_checked(number, cells, kind, context) for number, cells in given]
    _find_repeated(checked, kind)
    return checked


def _checked(number: int, cells: Cells, kind: str, context: _Context) -> CheckedRow:
    row = CheckedRow(number=number, kind=kind, cells=cells)
    readers = [_read_product, _read_quantity if kind == Kind.SALES else _read_on_hand]
    if kind == Kind.SALES:
        readers += [_read_day, _read_price, _read_country]
    for read in readers:
        try:
            read(row, context)
        except BadValueError as error:
            code = UNKNOWN_SKU if isinstance(error, _UnknownSkuError) else ""
            row.errors.append(RowError(row=number, column=error.column, reason=error.reason, code=code))
    wrong = {error.column for error in row.errors}
    for column in COLUMNS[kind]:
        if column.name not in wrong and len(cells.get(column.name, "")) > column.longest:
            reason = _("is longer than %(most)s characters") % {"most": column.longest}
            row.errors.append(RowError(row=number, column=column.name, reason=reason))
    return row


class _UnknownSkuError(BadValueError):
    """A number that a mapping explains."""


def _read_product(row: CheckedRow, context: _Context) -> None:
    if not row.sku:
        raise BadValueError("sku", _("Your product number is missing."))
    keys = context.found.get(row.sku, ())
    if len(keys) > 1:
        raise _UnknownSkuError("sku", _("Several products bear this number: please choose one."))
    product = context.products.get(keys[0]) if keys else None
    if product is None:
        raise _UnknownSkuError("sku", _("We do not know this number yet: please say which product it is."))
    if product.structure == Product.PARENT:
        raise _UnknownSkuError("sku", _("This number stands for several variants: please choose one."))
    row.product = product


def _pieces(row: CheckedRow, context: _Context, *, smallest: int) -> int:
    cell = row.cells.get("quantity", "")
    if not cell:
        raise BadValueError("quantity", _("The quantity is missing."))
    number = values.integer(context.numbers.read(cell, "quantity"), "quantity", smallest=-MOST_PIECES)
    if not smallest <= number <= MOST_PIECES:
        raise BadValueError(
            "quantity",
            _("“%(value)s” is less than %(smallest)s or more than %(largest)s")
            % {"value": cell, "smallest": smallest, "largest": MOST_PIECES},
        )
    return number


def _read_quantity(row: CheckedRow, context: _Context) -> None:
    row.quantity = _pieces(row, context, smallest=-MOST_PIECES)
    if not row.quantity:
        raise BadValueError("quantity", _("The quantity is 0: leave the row out, or say how many were sold."))


def _read_on_hand(row: CheckedRow, context: _Context) -> None:
    row.quantity = _pieces(row, context, smallest=0)


def _read_day(row: CheckedRow, context: _Context) -> None:
    """Read the day of the sale; a row without one was sold on the period's last day."""
    cell, period = row.cells.get("sold_on", ""), context.period
    row.sold_on = context.dates.read(cell, "sold_on") if cell else period.ends_on
    if not period.starts_on <= row.sold_on <= period.ends_on:
        raise BadValueError(
            "sold_on",
            _("%(day)s is not between %(first)s and %(last)s")
            % {"day": row.sold_on, "first": period.starts_on, "last": period.ends_on},
        )


def _read_price(row: CheckedRow, context: _Context) -> None:
    cell = row.cells.get("unit_price", "")
    if not cell:
        return
    currency = (row.cells.get("currency") or settings.OSCAR_DEFAULT_CURRENCY).upper()
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha():  # noqa: PLR2004
        raise BadValueError("currency", _("“%(value)s” is not a currency such as EUR") % {"value": currency})
    check_sign(cell, "unit_price", currency=currency)
    read = context.numbers.read(cell, "unit_price")
    row.unit_price = values.amount(read, "unit_price", currency=currency, is_minor=False)
    row.currency = currency


def _read_country(row: CheckedRow, context: _Context) -> None:
    cell = row.cells.get("country", "")
    if cell and pycountry.countries.get(alpha_2=cell.upper()) is None:
        raise BadValueError("country", _("“%(value)s” is not a country code such as DE") % {"value": cell})
    row.country = cell.upper()


def _find_repeated(rows: Sequence[CheckedRow], kind: str) -> None:
    """Refuse a product that is counted twice, and a serial number that was sold twice."""
    seen: dict[object, int] = {}
    for row in rows:
        key: object = None
        if kind == Kind.STOCK and row.product is not None:
            key = row.product.pk
        elif kind == Kind.SALES and row.cells.get("serial") and row.quantity > 0 and row.product is not None:
            key = (row.product.pk, row.cells["serial"].lower())
        if key is None:
            continue
        first = seen.setdefault(key, row.number)
        if first != row.number:
            column = "sku" if kind == Kind.STOCK else "serial"
            reason = _("The same stands in row %(row)d already.") % {"row": first}
            row.errors.append(RowError(row=row.number, column=column, reason=reason))
