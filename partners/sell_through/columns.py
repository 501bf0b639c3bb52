"""The columns of a report: how they are called in files, which are needed, and the file to start from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.sell_through.models import Kind


@dataclass(frozen=True, kw_only=True)
class ReportColumn:
    """A column: its name in the template, its label, other headings it is known by, an example."""

    name: str
    label: str | Promise
    others: Sequence[str] = ()
    example: str = ""
    is_needed: bool = False
    longest: int = 100


SKU = ReportColumn(
    name="sku",
    label=_("Your SKU"),
    others=("articleno", "article", "item", "itemnumber", "partnumber", "artikelnummer", "货号", "貨號"),
    example="VASE-30",
    is_needed=True,
)
EAN = ReportColumn(
    name="ean", label=_("EAN"), others=("gtin", "upc", "barcode", "条码", "條碼"), example="4006381333931"
)
NAME = ReportColumn(
    name="name",
    label=_("Product name"),
    others=("title", "description", "product", "bezeichnung", "名称", "名稱"),
    example="Vase",
    longest=200,
)
SOLD = ReportColumn(
    name="quantity",
    label=_("Quantity"),
    others=("qty", "pieces", "units", "menge", "数量", "數量"),
    example="12",
    is_needed=True,
    longest=20,
)
ON_HAND = ReportColumn(
    name="quantity",
    label=_("On hand"),
    others=("onhand", "stock", "qty", "bestand", "menge", "库存", "庫存", "数量", "數量"),
    example="40",
    is_needed=True,
    longest=20,
)
SALES_COLUMNS = (
    SKU,
    EAN,
    NAME,
    SOLD,
    ReportColumn(
        name="sold_on",
        label=_("Sold on"),
        others=("date", "solddate", "invoicedate", "datum", "日期"),
        longest=30,
    ),
    ReportColumn(
        name="unit_price",
        label=_("Unit price"),
        others=("price", "preis", "单价", "單價"),
        example="19.90",
        longest=30,
    ),
    ReportColumn(
        name="currency", label=_("Currency"), others=("währung", "货币", "貨幣"), example="EUR", longest=3
    ),
    ReportColumn(
        name="customer",
        label=_("End customer"),
        others=("customername", "kunde", "客户", "客戶"),
        example="Studio Nord",
        longest=120,
    ),
    ReportColumn(name="city", label=_("City"), others=("ort", "stadt", "城市"), example="Oslo", longest=80),
    ReportColumn(
        name="country", label=_("Country"), others=("land", "国家", "國家"), example="NO", longest=2
    ),
    ReportColumn(
        name="serial", label=_("Serial number"), others=("serialnumber", "sn", "序列号", "序號"), longest=80
    ),
)
STOCK_COLUMNS = (SKU, EAN, NAME, ON_HAND)
COLUMNS: dict[str, Sequence[ReportColumn]] = {Kind.SALES: SALES_COLUMNS, Kind.STOCK: STOCK_COLUMNS}


def plain_heading(heading: object) -> str:
    """Return a heading as headings are compared: without case, spaces and signs."""
    return re.sub(r"[\W_]", "", str(heading).casefold())


def column_of(heading: object, kind: str) -> ReportColumn | None:
    """Return the column that a heading means; None where it means nothing to us."""
    plain = plain_heading(heading)
    for column in COLUMNS[kind]:
        known = {plain_heading(column.name), plain_heading(column.label), *column.others}
        if plain in known:
            return column
    return None


def template_rows(kind: str, *, sold_on: str) -> list[list[str]]:
    """Return the file to start from: headings, and a row as an example."""
    columns = COLUMNS[kind]
    example = [sold_on if column.name == "sold_on" else column.example for column in columns]
    return [[column.name for column in columns], example]
