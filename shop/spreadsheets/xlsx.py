"""The rows of a workbook's first sheet, as a stream: memory does not grow with the file.

Values are what a person sees: text, numbers, numbers as text where zeros are shown (0017), dates,
True and False. A cell that stands for no value is `Unusable` with its reason.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from shop.spreadsheets.archives import BadArchiveError, is_encrypted, open_archive
from shop.spreadsheets.cells import Unusable, unescaped
from shop.spreadsheets.errors import BadSpreadsheetError
from shop.spreadsheets.formats import shown
from shop.spreadsheets.limits import LONGEST_CELL, MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from shop.spreadsheets.workbook import Workbook, open_workbook
from shop.spreadsheets.xml import Handler, damaged, too_large, walk

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
COLUMN = re.compile(r"([A-Z]{1,3})\d*\Z")
# Excel writes what XML cannot hold as _x000D_.
CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def xlsx_rows(file: object) -> Iterator[tuple[int, list[object]]]:
    """Yield (number of the row in the sheet, cells) for each row that holds anything; None is an empty cell.

    `file` is binary and seekable. Raises BadSpreadsheetError, before the first row, for what is no XLSX,
    protected by a password or too large; for what is damaged in the middle, when it is met.
    """
    with _opened(file) as archive:
        book = open_workbook(archive)
        sheet = _Sheet(book)
        for _piece in walk(archive, book.sheet, sheet):
            yield from sheet.ready
            sheet.ready.clear()


def _opened(file: Any) -> zipfile.ZipFile:
    file.seek(0)
    head = file.read(8)
    if head == OLE:
        raise BadSpreadsheetError(_old_or_locked(file))
    if not head.startswith(b"PK\x03\x04"):
        raise BadSpreadsheetError(_("This is not an XLSX file. Save the table as XLSX or as CSV UTF-8."))
    try:
        archive = open_archive(file)
    except BadArchiveError as error:
        raise damaged() from error
    names = archive.NameToInfo
    if is_encrypted(archive):
        raise BadSpreadsheetError(_locked())
    if "xl/workbook.bin" in names or "[Content_Types].xml" not in names:
        raise BadSpreadsheetError(
            _("This is a table of another program (ODS, XLSB, Numbers). Save it as XLSX or as CSV UTF-8.")
        )
    return archive


def _old_or_locked(file: BinaryIO) -> str:
    left = b""
    file.seek(0)
    while chunk := file.read(1 << 20):
        if ENCRYPTED in left + chunk:
            return _locked()
        left = chunk[-len(ENCRYPTED) :]
    return _("This is a workbook of an old Excel (XLS). Save it as XLSX or as CSV UTF-8.")


def _locked() -> str:
    return _("The file is protected by a password. Save it without one.")


class _Sheet(Handler):
    """Collects cells into rows; `ready` holds those that are complete."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.ready: list[tuple[int, list[object]]] = []
        self._cells: list[object] = []
        self._row = self._rows = self._count = self._next = 0
        self._text: list[str] | None = None
        self._raw: str | None = None
        self._in_reading = False
        self._begin_cell({})

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdecimal() and len(number) < 8 else self._row + 1  # noqa: PLR2004
            self._cells, self._next = [], 0
            self._rows += 1
        elif name == "c":
            self._count += 1
            self._begin_cell(attributes)
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._in_reading = True
        elif name in {"v", "t"} and not self._in_reading:
            self._text = []
        if self._rows > MOST_ROWS or self._count > MOST_CELLS:  # guard: sheet-size
            raise too_large()

    def end(self, name: str) -> None:
        if name in {"v", "t"} and self._text is not None:
            self._raw = (self._raw or "") + "".join(self._text)
            self._text = None
        elif name == "rPh":
            self._in_reading = False
        elif name == "c":
            self._place(self._value())
        elif name == "row" and any(cell is not None for cell in self._cells):
            self.ready.append((self._row, self._cells))

    def text(self, text: str) -> None:
        if self._text is not None:
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise too_large()
            self._text.append(text)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._attributes = attributes
        self._raw = None
        self._length = 0
        self._has_formula = False

    def _place(self, value: object) -> None:
        """Put a value under its column; an address that is none is refused."""
        column = self._next
        if address := self._attributes.get("r"):
            found = COLUMN.match(address)
            if found is None:
                raise damaged()
            column = 0
            for letter in found[1]:
                column = column * 26 + ord(letter) - 64
            column -= 1
        self._next = column + 1
        if value is None:
            return
        if column >= MOST_COLUMNS:
            raise too_large()
        self._cells.extend([None] * (column + 1 - len(self._cells)))
        self._cells[column] = value

    def _value(self) -> object:
        kind, raw = self._attributes.get("t", "n"), self._raw
        if kind == "e":
            return Unusable(_("holds the error %(error)s") % {"error": (raw or "")[:20]})
        if self._has_formula and not raw and kind != "str":
            return Unusable(
                _("holds a formula without its result; save the file again in a spreadsheet program")
            )
        if not raw:
            return None
        if kind in {"s", "str", "inlineStr"}:
            return unescaped(_plain(self._shared(raw) if kind == "s" else raw))
        if kind in {"b", "d"}:
            return raw.strip() == "1" if kind == "b" else raw
        return shown(raw, self.book.format_of(self._attributes.get("s")), is_1904=self.book.is_1904)

    def _shared(self, raw: str) -> str:
        place = raw.strip()
        if not place.isdecimal() or len(place) > 8 or int(place) >= len(self.book.texts):  # noqa: PLR2004
            raise damaged()
        return self.book.texts[int(place)]


def _plain(text: str) -> str:
    """Undo Excel's writing of control characters; halves of a character stay as they are written."""
    if "_x" not in text:
        return text
    return CODED.sub(lambda found: found[0] if found[1][0] in "dD" else chr(int(found[1], 16)), text)
