"""A partner's file as rows of text: headings are held against the template, values are not looked at."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files import File
from django.utils.translation import gettext as _

from partners.sell_through.columns import COLUMNS, ReportColumn, column_of
from shop.spreadsheets.cells import Unusable
from shop.spreadsheets.errors import BadSpreadsheetError
from shop.spreadsheets.reading import table_rows
from shop.uploads.fields import rereadable

MOST_ROWS = 10_000

Cells = dict[str, str]


class BadReportError(Exception):
    """The whole file cannot be used; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What a file says: its rows (number in the file, cells by column) and headings we do not know."""

    file_name: str
    rows: Sequence[tuple[int, Cells]]
    ignored: Sequence[str] = ()

    @property
    def digest(self) -> str:
        """What tells these rows from others, however the file was saved."""
        rows = [cells for _number, cells in self.rows]
        return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def read_report(upload: File, kind: str) -> Sheet:
    """Read a CSV or XLSX file. Raises BadReportError: it is no table, lacks columns, or is too long."""
    rows: list[tuple[int, Cells]] = []
    places: dict[int, ReportColumn] = {}
    ignored: list[str] = []
    try:
        for number, cells in table_rows(lambda: rereadable(upload)):
            if not places:
                places, ignored = _places(cells, kind)
                continue
            row = {
                column.name: text
                for place, column in places.items()
                if place < len(cells) and (text := cell_text(cells[place]))
            }
            if row:
                rows.append((number, row))
            if len(rows) > MOST_ROWS:
                raise BadReportError(
                    _("At most %(most)d rows in one file. Please send a shorter period.")
                    % {"most": MOST_ROWS}
                )
    except BadSpreadsheetError as error:
        raise BadReportError(str(error)) from error
    if not rows:
        raise BadReportError(_("There are no rows below the headings."))
    return Sheet(file_name=str(upload.name or "")[-120:], rows=rows, ignored=ignored)


def cell_text(cell: object) -> str:
    """Return a cell as text: whole numbers without a fraction, days as 2026-01-31."""
    if cell is None or isinstance(cell, Unusable):
        return "" if cell is None else "#N/A"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).replace("\x00", "").split())[:500]


def _places(headings: Sequence[object], kind: str) -> tuple[dict[int, ReportColumn], list[str]]:
    """Find the columns by their headings. Raises BadReportError where one is missing or there twice."""
    places: dict[int, ReportColumn] = {}
    ignored = []
    for place, heading in enumerate(headings):
        column = column_of(heading, kind) if heading is not None else None
        if column is None:
            ignored += [str(heading)] if heading else []
        elif column in places.values():
            raise BadReportError(
                _("Two columns mean “%(name)s”. Please remove one of them.") % {"name": column.label}
            )
        else:
            places[place] = column
    found = set(places.values())
    missing = [column for column in COLUMNS[kind] if column.is_needed and column not in found]
    if missing:
        names = ", ".join(column.name for column in missing)
        raise BadReportError(
            _("Columns are missing: %(names)s. The headings are: %(headings)s. Please use the template.")
            % {"names": names, "headings": ", ".join(str(h) for h in headings if h)[:200] or "–"}
        )
    return places, ignored
