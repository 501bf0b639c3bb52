"""The table inside a CSV file: its letters, its separator, and the row where its headings stand."""

import csv
import io
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from shop.payments.exceptions import StatementError
from shop.payments.statements.headings import HEADINGS, JOINED, direction_in, folded, without_currency

ENCODINGS = ("cp1252", "gb18030", "big5", "latin-1")
SEPARATORS = (";", ",", "\t", "|")
MOST_ROWS = 20_000
#: Headings stand at the top, behind a few lines about account and time.
LAST_HEADING = 60
MOST_COLUMNS = 200
HEAD = 65_536
#: Without one of these a row of headings is none; an amount may stand in two columns instead.
NEEDED = ("date", "amount", "text")


@dataclass(frozen=True, kw_only=True)
class Table:
    """The rows under the headings with their line numbers; `columns` tells where each kind of cell stands."""

    columns: dict[str, list[int]]
    currency: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    def cells(self, row: list[str], name: str) -> list[str]:
        """Return what stands in the columns of a kind, empty ones left out."""
        texts = (row[place].strip() for place in self.columns.get(name, ()) if place < len(row))
        return [text for text in texts if text]

    def cell(self, row: list[str], name: str) -> str:
        """Return what stands in the first column of a kind."""
        return next(iter(self.cells(row, name)), "")


def texts_of(data: bytes) -> list[str]:
    """Decode a file in each way that it may be meant, the likeliest first. Raises StatementError."""
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-32",)
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    elif data[:400].count(0) > len(data[:400]) // 3:
        encodings = ("utf-16-le", "utf-16-be") if data[1:2] == b"\0" else ("utf-16-be", "utf-16-le")
    else:
        encodings = ENCODINGS
        try:
            return [data.decode("utf-8-sig")]  # what happens to be valid UTF-8 is nothing else
        except UnicodeDecodeError:
            pass
    found = []
    for encoding in encodings:
        try:
            found.append(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    if not found:
        raise StatementError(_("The file's encoding cannot be read; please save it as CSV in UTF-8."))
    return found


def read_table(data: bytes) -> Table:
    """Find the headings and the rows below them. Raises StatementError, which says what is lacking."""
    lacking: list[str] = list(NEEDED)
    trouble = ""
    for text in texts_of(data):
        for separator in SEPARATORS:
            try:
                table, missing = _table(_rows(text[:HEAD], separator))
                if table is not None:
                    return _table(_rows(text, separator))[0] or table
            except csv.Error as error:
                trouble = str(error)
            else:
                lacking = min(lacking, missing, key=len)
    if trouble and lacking == list(NEEDED):
        raise StatementError(_("This CSV cannot be read: %(why)s") % {"why": trouble})
    raise StatementError(
        _("The file has no column for: %(names)s. A CSV needs headings for day, amount and purpose.")
        % {"names": ", ".join(lacking)}
    )


def _rows(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Split a text into rows that hold something, each with the line it ends in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found = []
    for row in reader:
        if any(cell.strip() for cell in row):
            found.append((reader.line_num, row[:MOST_COLUMNS]))
        if len(found) > MOST_ROWS:
            message = _("The file has more than %(most)d rows; please export a shorter period.")
            raise StatementError(message % {"most": MOST_ROWS})
    return found


def _table(rows: list[tuple[int, list[str]]]) -> tuple[Table | None, list[str]]:
    """Return the table, or what the row lacks that comes nearest to headings."""
    nearest = list(NEEDED)
    for place, (_line, row) in enumerate(rows[:LAST_HEADING]):
        columns, currency = _columns(row)
        lacking = [name for name in NEEDED if name not in columns]
        if "amount" in lacking and "credit" in columns:
            lacking.remove("amount")
        if not lacking:
            below = rows[place + 1 :]
            _add_marks(columns, row, below)
            return Table(columns=columns, currency=currency, rows=below), []
        nearest = min(nearest, lacking, key=len)
    return None, nearest


def _columns(row: list[str]) -> tuple[dict[str, list[int]], str]:
    """Tell where each kind of cell stands, and the currency that the amount's heading names."""
    names: dict[str, list[int]] = {}
    currencies: dict[int, str] = {}
    known = {name for kind in HEADINGS.values() for name in kind}
    for place, cell in enumerate(row):
        name = folded(cell[:100])
        if name not in known:
            name, currencies[place] = without_currency(name)
        if name not in known:
            name = name.rstrip("0123456789 ").removesuffix("zeile").strip()
        names.setdefault(name, []).append(place)
    columns: dict[str, list[int]] = {}
    for kind, theirs in HEADINGS.items():
        places = [place for name in theirs for place in names.get(name, ())]
        if places:
            columns[kind] = places if kind in JOINED else places[:1]
    if "date" in columns:
        # A value date beside the booking's tells a row that is not booked yet.
        columns["other date"] = [place for name in HEADINGS["date"] for place in names.get(name, ())][1:]
    if "text" not in columns and "id" in columns:
        columns["text"] = columns["id"]
    money = [*columns.get("amount", ()), *columns.get("credit", ())]
    return columns, next((currencies[place] for place in money if currencies.get(place)), "")


def _add_marks(columns: dict[str, list[int]], headings: list[str], rows: list[tuple[int, list[str]]]) -> None:
    """Find the column of S and H, D and C by what stands in it: some banks give it no heading, or "Type"."""

    def cells(place: int) -> list[str]:
        return [row[place] for _line, row in rows if place < len(row) and row[place].strip()]

    named = [place for place in columns.pop("direction", []) if any(map(_is_mark, cells(place)))]
    if not named:
        names = ("amount", "credit", "debit", "date", "other date", "currency")
        taken = {place for name in names for place in columns.get(name, ())}
        width = max([len(headings), *(len(row) for _line, row in rows[:LAST_HEADING])])
        free = (place for place in range(min(width, MOST_COLUMNS)) if place not in taken)
        named = [place for place in free if cells(place) and all(map(_is_mark, cells(place)))]
    if named:
        for kind, places in columns.items():
            columns[kind] = [place for place in places if place != named[0]]
        columns["direction"] = named[:1]


def _is_mark(cell: str) -> bool:
    return direction_in(cell) is not None
