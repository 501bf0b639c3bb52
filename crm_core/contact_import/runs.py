"""Going through a file, batch after batch: checking it, importing it."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from django.db import DataError, IntegrityError, reset_queries
from django.utils.translation import gettext as _

from crm_core.contact_import.models import ContactFile
from crm_core.contact_import.reading import RowReader
from crm_core.contact_import.rows import Row
from crm_core.contact_import.sources import contact_rows
from crm_core.contact_import.writing import BatchWriter, Refused
from shop.imports.errors import BadValueError

BATCH = 500
MOST_TOLD = 30
Progress = Callable[[int], object]


class ContactRun:
    """One pass over a file. A dry one writes each batch and takes it back."""

    def __init__(self, file: ContactFile, path: Path, *, is_dry: bool) -> None:
        self.file, self.path, self.is_dry = file, path, is_dry
        self.reader = RowReader(file.mapping, region=file.region)
        self.writer = BatchWriter(file, is_dry=is_dry)
        self.told: list[dict[str, object]] = []

    def run(self, progress: Progress, *, after: int = 0) -> None:
        """Read the file twice: for how it writes numbers and dates, then what stands behind row `after`.

        Raises ImportFailedError before anything is written where the file cannot be read.
        """
        for _number, row in contact_rows(self.path, encoding=self.file.encoding):
            if isinstance(row, dict):
                self.reader.look_at(row)
        for rows, problems, last in self._batches(after, progress):
            self._write(rows, problems, last)
            reset_queries()

    def _batches(self, after: int, progress: Progress) -> Iterator[tuple[list[Row], Refused, int]]:
        rows: list[Row] = []
        problems: Refused = []
        count = last = 0
        for number, raw in contact_rows(self.path, encoding=self.file.encoding):
            progress(1)
            if number <= after:
                continue
            last, count = number, count + 1
            self._read(number, raw, rows, problems)
            if count >= BATCH:
                yield rows, problems, last
                rows, problems, count = [], [], 0
        if count:
            yield rows, problems, last

    def _read(self, number: int, raw: object, rows: list[Row], problems: Refused) -> None:
        if not isinstance(raw, dict):
            error = raw if isinstance(raw, BadValueError) else BadValueError("", str(raw))
            problems.append((number, error, True))
            return
        contact, found = self.reader.read(raw)
        problems += [(number, error, False) for error in found]
        if contact.is_empty:
            reason = _("names nobody: no name, no address, no number that can be read")
            problems.append((number, BadValueError("", reason), True))
            return
        rows.append(Row(number=number, contact=contact, key=contact.key(self.file.layout)))

    def _write(self, rows: list[Row], problems: Refused, last: int) -> None:
        """Write a batch; one that the database refuses is written row by row, to name the row."""
        try:
            self._write_together(rows, problems, last)
        except (IntegrityError, DataError) as error:
            if len(rows) <= 1:
                reason = _("the database refused it: %(error)s") % {"error": str(error).splitlines()[0][:200]}
                refused = [(row.number, BadValueError("", reason), True) for row in rows]
                self._write_together([], [*problems, *refused], last)
                return
            for row in rows:
                fresh = Row(number=row.number, contact=row.contact, key=row.key)
                mine = [entry for entry in problems if entry[0] == row.number]
                self._write([fresh], mine, row.number)
            left = {row.number for row in rows}
            self._write_together([], [entry for entry in problems if entry[0] not in left], last)

    def _write_together(self, rows: list[Row], problems: Refused, last: int) -> None:
        self.writer.write(rows, problems, last)
        if self.is_dry:
            self.writer.keep_place()
            self._tell(rows)

    def _tell(self, rows: list[Row]) -> None:
        made = {row.customer for row in rows if row.is_new}  # gone again with the batch
        for row in rows[: MOST_TOLD - len(self.told)]:
            contact = asdict(row.contact)
            points = [point["value"] for point in contact["points"]]
            self.told.append(
                {
                    "row": row.number,
                    "name": row.contact.name,
                    "points": points[:3],
                    "company": row.contact.company,
                    "outcome": row.outcome,
                    "band": row.band,
                    "customer": 0 if row.customer in made else row.customer,
                }
            )
