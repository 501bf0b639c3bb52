"""Tables as CSV, in UTF-8 with its mark; what a spreadsheet would run is escaped."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator

from shop.spreadsheets.cells import SafeWriter


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of a file, headings first as they come."""
    yield codecs.BOM_UTF8.decode()
    for row in rows:
        buffer = io.StringIO()
        SafeWriter(buffer, csv.excel).writerow(row)
        yield buffer.getvalue()
