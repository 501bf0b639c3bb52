"""A batch of rows: resolved against the shop, its problems, what is noted of it and reported."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from django.db.models import F
from django.utils.translation import gettext as _

from shop.catalogue.models import ImportProblem, ImportRun
from shop.catalogue_import.item import Item
from shop.catalogue_import.writer import Draft, Existing, Outcome, Writer
from shop.imports.errors import BadValueError, ImportFailedError
from shop.spreadsheets.cells import SafeWriter

Problem = tuple[int, BadValueError]


class Row(NamedTuple):
    """A row as it was read: what it describes, or why it cannot be used; `rows` are those of the file."""

    number: int
    rows: tuple[int, ...]
    found: list[Item] | BadValueError


class Resolver:
    """Resolves rows of one batch after the other; `filled` are the barcodes that those before have taken."""

    def __init__(self, writer: Writer, filled: set[int]) -> None:
        self.writer, self.filled = writer, filled

    def resolve(self, batch: Sequence[Row], existing: Existing) -> tuple[list[Draft], list[Problem]]:
        """Resolve a batch; of a row with a mistake nothing is written."""
        drafts: list[Draft] = []
        problems: list[Problem] = []
        self.known, self.upcs, self.existing = set(existing.by_sku), set[str](), existing
        for row in batch:
            if isinstance(row.found, BadValueError):
                problems += problems_of(row, row.found)
                continue
            try:
                drafts += self._product(row.found)
            except BadValueError as error:
                problems += problems_of(row, error)
                continue
            self.known.update(item.sku for item in row.found)
            self.upcs.update(item.upc or "" for item in row.found)
        return drafts, problems

    def _product(self, items: list[Item]) -> list[Draft]:
        """Resolve a product with its variants. Raises BadValueError with the row of the mistake."""
        drafts: list[Draft] = []
        mine: set[str] = set()
        for item in items:
            try:
                self._check(item, {items[0].sku}, mine)
                drafts.append(self.writer.draft(item, self.existing))
            except BadValueError as error:
                error.row = error.row or item.row
                raise
            mine.add(item.upc or "")
        return drafts

    def _check(self, item: Item, heads: set[str], upcs: set[str]) -> None:
        if item.parent_sku and item.parent_sku not in self.known | heads:
            raise BadValueError(
                "parent_sku", _("there is no product “%(sku)s” before it") % {"sku": item.parent_sku}
            )
        if item.upc and (item.upc in self.upcs | upcs or hash(item.upc) in self.filled):
            raise BadValueError("upc", _("“%(value)s” appears twice") % {"value": item.upc})


def note_batch(
    run: ImportRun, last_row: int, outcome: Outcome, problems: list[tuple[int, BadValueError]]
) -> None:
    """Write a batch's problems, its numbers and its place in the file."""
    ImportProblem.objects.bulk_create(
        ImportProblem(run=run, row=number, column=error.column[:255], reason=error.reason[:500])
        for number, error in problems
    )
    ImportRun.objects.filter(pk=run.pk).update(
        last_row=last_row,
        created=F("created") + len(outcome.created),
        updated=F("updated") + len(outcome.updated),
        unchanged=F("unchanged") + len(outcome.unchanged),
        refused=F("refused") + len({number for number, _error in problems}),
    )


def refused_by_database(error: Exception) -> BadValueError:
    """Return what the database said as the mistake of a row."""
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return BadValueError("", _("the database refused it: %(error)s") % {"error": reason})


def problems_of(row: Row, error: BadValueError) -> list[tuple[int, BadValueError]]:
    """Return a mistake with its row, and for the product's other rows that they wait for that one."""
    here = error.row or row.rows[0]
    others = BadValueError(
        "", _("skipped, because row %(row)d, to which it belongs, was refused") % {"row": here}
    )
    return [(here, error), *((number, others) for number in row.rows if number != here)]


def write_report(run: ImportRun, path: Path) -> None:
    """Write all problems of a run as CSV: row, column, reason. Raises ImportFailedError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = SafeWriter(file)
            writer.writerow(["row", "column", "reason"])
            rows = run.problems.values_list("row", "column", "reason")
            writer.writerows(rows.iterator())
    except OSError as error:
        raise ImportFailedError(
            _("The report cannot be written to %(path)s: %(error)s") % {"path": path, "error": error}
        ) from error
