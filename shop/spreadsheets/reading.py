"""The rows of a table, whatever it is saved as: told by its content, not by its name."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from shop.spreadsheets.csv_rows import Opener, delimited_rows
from shop.spreadsheets.errors import BadSpreadsheetError
from shop.spreadsheets.xlsx import OLE, xlsx_rows

ZIP = b"PK\x03\x04"


def is_workbook(head: bytes) -> bool:
    """Say by its first bytes whether a file is a workbook of whatever program."""
    return head.startswith((ZIP, OLE))


def table_rows(
    opener: Opener, *, encoding: str = "", is_xlsx: bool = False
) -> Iterator[tuple[int, list[Any]]]:
    """Yield (line or row in the sheet, cells) for each row that is not empty, the headings first.

    `opener` opens the file (binary, seekable) anew; `is_xlsx`: it is said to be a workbook. The whole
    file is read once before the first row is given: raises BadSpreadsheetError before anything was used.
    Rows of a workbook are as wide as its headings at least, those of a CSV file as they are written.
    """
    with opener() as file:
        head = file.read(512)
    if is_xlsx or is_workbook(head):
        with opener() as file:
            for _row in xlsx_rows(file):
                pass
        width = 0
        with opener() as file:
            for number, cells in xlsx_rows(file):
                width = width or len(cells)
                yield number, cells + [None] * (width - len(cells))
        return
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise BadSpreadsheetError(
            _("This is a web page, not a table. Save the table as XLSX or as CSV UTF-8.")
        )
    yield from delimited_rows(opener, encoding=encoding)
