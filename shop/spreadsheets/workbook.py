"""The parts of a workbook beside its sheet: which sheet comes first, shared texts, formats of numbers."""

import posixpath
import zipfile
from dataclasses import dataclass, field
from typing import Any

from shop.spreadsheets.formats import GENERAL, built_in
from shop.spreadsheets.limits import LONGEST_CELL, MOST_SMALL_PART, MOST_STYLES, MOST_TEXT, MOST_TEXTS
from shop.spreadsheets.xml import Handler, check_part, damaged, read, too_large

OFFICE_DOCUMENT, SHEET = "/officeDocument", "/worksheet"
TEXTS, STYLES = "/sharedStrings", "/styles"
MOST_STYLE_DIGITS = 7


@dataclass
class Workbook:
    """What the sheet's cells refer to; `formats` by a cell's style."""

    sheet: zipfile.ZipInfo
    texts: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    is_1904: bool = False

    def format_of(self, style: str | None) -> str:
        """Return the format of a cell's style."""
        place = 0
        if style and style.isdecimal() and len(style) <= MOST_STYLE_DIGITS:
            place = int(style)
        return self.formats[place] if place < len(self.formats) else GENERAL


def open_workbook(archive: zipfile.ZipFile) -> Workbook:
    """Read the small parts and find the first sheet that is shown. Raises BadSpreadsheetError."""
    start = _targets(archive, "").get(OFFICE_DOCUMENT) or "xl/workbook.xml"
    book = _Sheets()
    read(archive, _member(archive, start), book)
    links = _Links()
    read(archive, _member(archive, _links_of(start)), links)
    by_id = {key: _resolved(start, target) for key, (_kind, target) in links.found.items()}
    shown = [link for link in book.sheets if links.found.get(link, ("", ""))[0].endswith(SHEET)]
    if not shown:
        raise damaged()
    result = Workbook(_member(archive, by_id[shown[0]], most=None), is_1904=book.is_1904)
    by_kind = {kind[kind.rfind("/") :]: _resolved(start, target) for kind, target in links.found.values()}
    if TEXTS in by_kind:
        texts = _Texts()
        read(archive, _member(archive, by_kind[TEXTS], most=MOST_TEXT * 4), texts)
        result.texts = texts.found
    if STYLES in by_kind:
        styles = _Styles()
        read(archive, _member(archive, by_kind[STYLES]), styles)
        result.formats = styles.formats()
    return result


def _member(archive: zipfile.ZipFile, name: str, most: int | None = MOST_SMALL_PART) -> zipfile.ZipInfo:
    try:
        member = archive.getinfo(name)
    except KeyError as error:
        raise damaged() from error
    check_part(member, most) if most else check_part(member)
    return member


def _links_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(part: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    links = _Links()
    read(archive, _member(archive, _links_of(part)), links)
    return {kind[kind.rfind("/") :]: _resolved(part, target) for kind, target in links.found.values()}


class _Links(Handler):
    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            key = attributes.get("Id", "")
            self.found[key] = (attributes.get("Type", ""), attributes.get("Target", ""))
            if len(self.found) > MOST_STYLES:
                raise too_large()


class _Sheets(Handler):
    def __init__(self) -> None:
        self.sheets: list[str] = []
        self.is_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.is_1904 = attributes.get("date1904", "") in {"1", "true"}
        elif name == "sheet" and attributes.get("state", "visible") == "visible":
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append(link)
            if len(self.sheets) > MOST_STYLES:
                raise too_large()


class _Texts(Handler):
    """Shared texts; runs of one text are joined, readings (furigana, pinyin) left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._is_text = False
        self._in_reading = False
        self._length = self._total = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._parts, self._length = [], 0
        elif name == "rPh":
            self._in_reading = True
        self._is_text = name == "t" and not self._in_reading

    def end(self, name: str) -> None:
        self._is_text = False
        if name == "rPh":
            self._in_reading = False
        elif name == "si":
            self.found.append("".join(self._parts))
            if len(self.found) > MOST_TEXTS:
                raise too_large()

    def text(self, text: str) -> None:
        if self._is_text:
            self._parts.append(text)
            self._length += len(text)
            self._total += len(text)
            if self._length > LONGEST_CELL or self._total > MOST_TEXT:
                raise too_large()


class _Styles(Handler):
    def __init__(self) -> None:
        self._own: dict[int, str] = {}
        self._cells: list[int] = []
        self._in_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "cellXfs":
            self._in_cells = True
        elif name == "numFmt":
            self._own[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", GENERAL)[:255]
        elif name == "xf" and self._in_cells:
            self._cells.append(_number(attributes.get("numFmtId")))
        if len(self._cells) > MOST_STYLES or len(self._own) > MOST_STYLES:
            raise too_large()

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def formats(self) -> list[str]:
        return [self._own.get(number) or built_in(number) for number in self._cells]


def _number(text: Any) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else 0  # noqa: PLR2004 - ids are short
