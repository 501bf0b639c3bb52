"""The rows of a CSV file; its encoding, separator and escapes are found out before the first row is given.

The whole file is looked through first, so that a file that cannot be read is refused before a
single row of it was used. Memory does not grow with the file.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shop.spreadsheets.cells import unescaped
from shop.spreadsheets.errors import BadSpreadsheetError
from shop.spreadsheets.limits import LONGEST_LINE, MOST_COLUMNS

SEPARATORS = ",;\t|"
# The longest first: the mark of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEP_LINE = re.compile(r'"?sep=(.)"?[ \t]*(?:\r\n|\n|\r|\Z)', re.IGNORECASE)
HEAD, CHUNK = 64 * 1024, 1 << 20
# Encodings a person may name; a file that is not UTF-8 does not say which of them it is in.
ENCODINGS = {"cp1252": "Windows-1252", "gb18030": "GB18030", "big5": "Big5", "shift_jis": "Shift-JIS"}
CJK = re.compile(r"[\u4e00-\u9fff\u3000-\u30ff\uff01-\uff5e]")

Opener = Callable[[], Any]


@dataclass(frozen=True)
class CsvFormat:
    """How a file is written; `skipped` are the lines before its headings."""

    encoding: str
    separator: str
    skipped: int
    escape: str | None = None


def delimited_rows(opener: Opener, *, encoding: str = "") -> Iterator[tuple[int, list[str]]]:
    """Yield (number of the line where it ends, cells) for each row that is not empty, headings first.

    `opener` opens the file (binary) anew; `encoding` is one that a person named. Raises
    BadSpreadsheetError before the first row.
    """
    form = _csv_format(opener, encoding)
    for number, cells in _rows(opener, form):
        yield number, [unescaped(cell) for cell in cells]


def _csv_format(opener: Opener, named: str) -> CsvFormat:
    encoding = _encoding(opener, named)
    with opener() as file:
        head = file.read(HEAD)
    text = codecs.getincrementaldecoder(encoding)().decode(head)
    sep = SEP_LINE.match(text)
    separator = sep[1] if sep else _separator(text)
    form = CsvFormat(encoding, separator, 1 if sep else 0)
    problem = _problem(opener, form)
    if problem and "\\" in text:
        other = CsvFormat(encoding, separator, form.skipped, escape="\\")
        if not _problem(opener, other):
            return other
    if problem:
        raise BadSpreadsheetError(problem)
    return form


def _encoding(opener: Opener, named: str) -> str:
    """Return the encoding: by the file's mark, the one that was named, or UTF-8 where all of it is."""
    with opener() as file:
        head = file.read(HEAD)
    marked = next((encoding for mark, encoding in MARKS if head.startswith(mark)), "")
    if not marked and not named and head[1::2].count(0) * 3 > len(head[1::2]):
        marked = "utf-16-le"
    elif not marked and not named and head[::2].count(0) * 3 > len(head[::2]):
        marked = "utf-16-be"
    encoding = marked or named or "utf-8"
    line, bad = _undecodable(opener, encoding)
    if line:
        if marked or named:
            words = _("The file is damaged or not in the encoding %(encoding)s (line %(line)d).")
            raise BadSpreadsheetError(words % {"encoding": encoding.upper(), "line": line})
        raise BadSpreadsheetError(
            _(
                "The file is not saved as UTF-8 but probably as %(guess)s (line %(line)d). "
                "Save it as “CSV UTF-8”, or say in which encoding it is."
            )
            % {"guess": guess_encoding(bad), "line": line}
        )
    return encoding


def _undecodable(opener: Opener, encoding: str) -> tuple[int, bytes]:
    """Return the line of the first bytes that are not of the encoding and some around them; 0 if all are."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with opener() as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                here = chunk[: error.start].count(b"\n")
                return line + here, chunk[max(0, error.start - 40) : error.start + 40]
            if not chunk:
                return 0, b""
            line += chunk.count(b"\n")


def guess_encoding(around: bytes) -> str:
    """Name what the bytes look like; only to tell a person, nothing is read by it."""
    high = sum(byte > 127 for byte in around)  # noqa: PLR2004 - beyond ASCII
    for encoding in ("gb18030", "big5"):
        text = around.decode(encoding, errors="ignore")
        if high > 3 and len(CJK.findall(text)) * 2 >= high - 2:  # noqa: PLR2004 - a cut character at each end
            return ENCODINGS[encoding]
    return ENCODINGS["cp1252"]


def _separator(text: str) -> str:
    """Return what divides the headings, counted outside of quotation marks up to the end of their row."""
    counts = dict.fromkeys(SEPARATORS, 0)
    is_quoted = is_begun = False
    for sign in text:
        if sign == '"':
            is_quoted = not is_quoted
        elif not is_quoted and sign in "\r\n":
            if is_begun:
                break
        elif not is_quoted and sign in counts:
            counts[sign] += 1
        is_begun = is_begun or not sign.isspace()
    return max(counts, key=lambda sign: counts[sign])


def _problem(opener: Opener, form: CsvFormat) -> str:
    """Read the whole file and return what is wrong with it, in words; empty if nothing is."""
    line = 1
    try:
        for number, cells in _rows(opener, form):
            line = number + 1
            if len(cells) > MOST_COLUMNS:
                return _("Row %(line)d has more than %(most)d cells.") % {
                    "line": number,
                    "most": MOST_COLUMNS,
                }
    except csv.Error as error:
        if "field limit" in str(error):
            words = _("A cell after line %(line)d is too long; perhaps a quotation mark is not closed.")
        else:
            words = _("A quotation mark after line %(line)d is not closed, or stands where none belongs.")
        return words % {"line": line}
    return ""


def _rows(opener: Opener, form: CsvFormat) -> Iterator[tuple[int, list[str]]]:
    with opener() as file, io.TextIOWrapper(file, encoding=form.encoding, newline="") as text:
        lines = _lines(text)
        for _line in range(form.skipped):
            next(lines, "")
        reader = csv.reader(
            lines,
            delimiter=form.separator,
            doublequote=form.escape is None,
            escapechar=form.escape,
            strict=True,
        )
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num + form.skipped, cells


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise csv.Error("field limit: a line without end")
        yield line
