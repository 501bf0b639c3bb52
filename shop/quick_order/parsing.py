"""Rows of a quick order out of what somebody pastes or uploads: a number and a quantity in each."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.files import File
from django.utils.translation import gettext as _

from shop.spreadsheets.cells import Unusable
from shop.spreadsheets.reading import table_rows
from shop.uploads.fields import rereadable

MOST_ROWS, LONGEST_NUMBER = 1000, 100
#: Words of a heading, in the languages of the shop and a few of its customers.
NUMBER_WORDS = frozenset(
    [
        "sku",
        "ean",
        "gtin",
        "upc",
        "code",
        "number",
        "item",
        "article",
        "articleno",
        "partnumber",
        "part",
        "partno",
        "product",
        "productcode",
        "itemnumber",
        "artikelnummer",
        "artikel",
        "artnr",
        "nummer",
        "bestellnummer",
        "reference",
        "ref",
        "编号",
        "货号",
        "商品编号",
        "條碼",
        "条码",
        "編號",
        "貨號",
        "商品編號",
    ]
)
QUANTITY_WORDS = frozenset(
    [
        "quantity",
        "qty",
        "amount",
        "pieces",
        "pcs",
        "count",
        "menge",
        "anzahl",
        "stück",
        "stk",
        "quantité",
        "数量",
        "數量",
        "件数",
        "件數",
    ]
)
WHOLE = re.compile(r"\d{1,7}(?:[.,]0+)?\Z")
WITH_SIGN = re.compile(r"(\d{1,7})\s*[x×*]\Z|[x×*]\s*(\d{1,7})\Z", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class RawRow:
    """A row as it came: what stands for the product, and for how many; both may be nonsense."""

    number: str
    quantity: str


class TooManyRowsError(ValueError):
    """There are more rows than one quick order takes; the message says how many."""


def rows_of_text(text: str) -> list[RawRow]:
    """Read pasted text: a product on each line, with its quantity before or behind.

    Between them a tab, a comma, a semicolon or blanks; no quantity means one. A line with headings is passed
    over. Raises TooManyRowsError.
    """
    lines = [line.strip() for line in text.replace("\x00", "").splitlines() if line.strip()]
    return _rows([_split(line) for line in lines])


def rows_of_file(upload: File) -> list[RawRow]:
    """Read a CSV or XLSX file, with headings or without. Raises BadSpreadsheetError, TooManyRowsError."""
    table: list[list[str]] = []
    for _number, cells in table_rows(lambda: rereadable(upload)):
        table.append(["" if isinstance(cell, Unusable) else _text(cell) for cell in cells])
        if len(table) > MOST_ROWS + 1:
            break
    return _rows(table)


def whole_quantity(text: str) -> int | None:
    """Return the pieces that a text says ("12", "12.0", "12 x"); None for what is no whole number above 0."""
    found = WITH_SIGN.match(text.strip())
    text = (found[1] or found[2]) if found else text.strip()
    if not WHOLE.match(text):
        return None
    return int(re.split(r"[.,]", text)[0]) or None


def _rows(table: Sequence[Sequence[str]]) -> list[RawRow]:
    number_at, quantity_at, has_head = _columns(table)
    body = table[1:] if has_head else table
    if len(body) > MOST_ROWS:
        raise TooManyRowsError(_("At most %(most)d rows at once.") % {"most": MOST_ROWS})
    if not has_head and quantity_at is None:
        return [row for cells in body if (row := _guessed(cells)) is not None]
    found = (RawRow(number=_at(cells, number_at), quantity=_at(cells, quantity_at) or "1") for cells in body)
    return [row for row in found if row.number]


def _columns(table: Sequence[Sequence[str]]) -> tuple[int, int | None, bool]:
    """Find the columns by the words of a heading; without one each row is looked at by itself."""
    if not table:
        return 0, None, False
    heads = [re.sub(r"[^\w]", "", cell.casefold()) for cell in table[0]]
    number = next((place for place, head in enumerate(heads) if head in NUMBER_WORDS), None)
    quantity = next((place for place, head in enumerate(heads) if head in QUANTITY_WORDS), None)
    if number is None and quantity is None:
        return 0, None, False
    if number is None:
        number = 0 if quantity != 0 else 1
    return number, quantity, True


def _guessed(cells: Sequence[str]) -> RawRow | None:
    """Tell number and quantity of a row apart: the last cell that is a quantity, else the first."""
    filled = [cell for cell in cells if cell]
    if not filled:
        return None
    if len(filled) == 1:
        return RawRow(number=_cut(filled[0]), quantity="1")
    for place in (1, 0, *range(len(filled) - 1, 1, -1)):
        if whole_quantity(filled[place]) is not None:
            number = filled[1] if place == 0 else filled[0]
            return RawRow(number=_cut(number), quantity=filled[place][:20])
    return RawRow(number=_cut(filled[0]), quantity=filled[1][:20])


def _split(line: str) -> list[str]:
    for separator in ("\t", ";", ","):
        if separator in line:
            return [cell.strip().strip('"') for cell in line.split(separator)]
    words = line.split()
    if len(words) > 1 and whole_quantity(words[-1]) is not None:
        return [" ".join(words[:-1]), words[-1]]
    if len(words) > 1 and whole_quantity(words[0]) is not None:
        return [words[0], " ".join(words[1:])]
    return [line]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _at(cells: Sequence[str], place: int | None) -> str:
    return _cut(cells[place]) if place is not None and place < len(cells) else ""


def _cut(text: str) -> str:
    return text.strip()[:LONGEST_NUMBER]


def as_text(rows: Iterable[RawRow]) -> str:
    """Write rows as they are pasted."""
    return "\n".join(f"{row.number}\t{row.quantity}" for row in rows)
