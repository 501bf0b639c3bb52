"""UCI Online Retail as orders and cancellations of the past.

Source: Chen (2015), doi:10.24432/C5BW33; one row for each line of an invoice, in the order of time. A line
counts with a known customer, a price, pieces and an article number of five digits (other codes are postage,
fees, samples); the same line twice on an invoice counts once. Invoices that begin with C are cancellations.
The customers have numbers and no names: each gets an address of example.org's kind that nobody can be written
to.
"""

import csv
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from zoneinfo import ZoneInfo

from crm_core.order_history.past_orders import PastCancellation, PastLine, PastOrder

FILES = ("transactions_to_2011-10-31.csv.gz", "dev/transactions_from_2011-11-01.csv.gz")
#: The last day of the data.
ENDS = datetime(2011, 12, 9, tzinfo=ZoneInfo("Europe/London"))
PREFIX = "UCI-"
ARTICLE_DIGITS = 5
Row = dict[str, str]


@dataclass
class Skipped:
    """What was left out, in lines."""

    anonymous: int = 0
    no_goods: int = 0
    repeated: int = 0


def read_invoices(
    folder: Path, *, later: timedelta, skipped: Skipped, parts: Sequence[str] = FILES
) -> Iterator[PastOrder | PastCancellation]:
    """Read the invoices of the files that are there, one after the other, `later` than they were.

    Raises FileNotFoundError when none of the files is in the folder.
    """
    paths = [folder / part for part in parts if (folder / part).is_file()]
    if not paths:
        raise FileNotFoundError(f"None of {', '.join(parts)} is in {folder}.")
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for number, rows in groupby(csv.DictReader(file), key=itemgetter("InvoiceNo")):
                invoice = _invoice(number, list(rows), later=later, skipped=skipped)
                if invoice is not None:
                    yield invoice


def _invoice(
    number: str, rows: Sequence[Row], *, later: timedelta, skipped: Skipped
) -> PastOrder | PastCancellation | None:
    is_cancellation = number.startswith("C")
    lines = _lines(rows, sign=-1 if is_cancellation else 1, skipped=skipped)
    if not lines:
        return None
    customer = rows[0]["CustomerID"]
    moment = datetime.fromisoformat(rows[0]["InvoiceDate"]).replace(tzinfo=ENDS.tzinfo) + later
    email = f"{customer}@online-retail.example"
    if is_cancellation:
        return PastCancellation(number=f"{PREFIX}{number}", cancelled_at=moment, email=email, lines=lines)
    return PastOrder(
        number=f"{PREFIX}{number}", placed_at=moment, email=email, name=f"Customer {customer}", lines=lines
    )


def _lines(rows: Sequence[Row], *, sign: int, skipped: Skipped) -> tuple[PastLine, ...]:
    lines: dict[tuple[str, ...], PastLine] = {}
    for row in rows:
        quantity, price = sign * int(row["Quantity"]), Decimal(row["UnitPrice"])
        code = row["StockCode"].strip().upper()
        key = tuple(row.values())
        if not row["CustomerID"]:
            skipped.anonymous += 1
        elif quantity <= 0 or price <= 0 or not code[:ARTICLE_DIGITS].isdigit():
            skipped.no_goods += 1
        elif key in lines:
            skipped.repeated += 1
        else:
            title = row["Description"].strip() or code
            lines[key] = PastLine(sku=code, title=title, quantity=quantity, price=price)
    return tuple(lines.values())
