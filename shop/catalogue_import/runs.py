"""Going through a file: batch after batch, each in a transaction with the note of how far it got."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DatabaseError, DataError, IntegrityError, reset_queries, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.catalogue.models import ImportProblem, ImportRun
from shop.catalogue.services import announce_places
from shop.catalogue_import import batches
from shop.catalogue_import.batches import Resolver, Row, note_batch, problems_of
from shop.catalogue_import.item import Item
from shop.catalogue_import.items import NUMBERS, Reader
from shop.catalogue_import.layouts import OWN, Layout
from shop.catalogue_import.mapping import Mapping
from shop.catalogue_import.pictures import PictureFolder
from shop.catalogue_import.second_pass import SecondPass
from shop.catalogue_import.writer import BATCH, TITLE, Draft, Existing, Outcome, Writer
from shop.imports.errors import BadValueError, ImportFailedError
from shop.imports.numbers import NumberStyle
from shop.imports.sources import Numbered, SourceRow, digest_of, kind_of, rows_of

MOST_SHOWN = 1000
MOST_TOLD = 50
Progress = Callable[[int], object]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What becomes of a product, for a person who looks at a preview."""

    row: int
    sku: str
    title: str
    outcome: str
    """created, updated or unchanged."""


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """How to load: nothing kept (`is_dry`), all or nothing (`is_strict`), on from where a load stopped.

    `encoding` is that of a CSV file that is not UTF-8.
    """

    is_dry: bool = False
    is_strict: bool = False
    resume: bool = False
    batch: int = BATCH
    report: Path | None = None
    encoding: str = ""


class CatalogueImport:
    """One load of one file."""

    def __init__(
        self,
        path: Path,
        mapping: Mapping,
        album: PictureFolder,
        options: ImportOptions,
        digest: str = "",
        layout: Layout = OWN,
    ) -> None:
        """Take the file and its mapping; `digest` stands for both and finds an earlier load again.

        `layout` brings the rows of another program's export into products.
        """
        self.path, self.mapping, self.options, self.layout = path, mapping, options, layout
        self.digest = digest or digest_of(path)
        self.style = NumberStyle()
        self.reader = Reader(mapping, self.style if kind_of(path) == "table" else None)
        self.writer = Writer(mapping, album)
        self.seen: set[int] = set()
        self.upcs: set[int] = set()
        self.accepted: set[int] = set()
        self.resolver = Resolver(self.writer, self.upcs)
        self.problems: list[ImportProblem] = []
        self.told: list[Told] = []
        self.second_pass = SecondPass(
            reader=self.reader, mapping=mapping, rows=self._rows, accepted=self.accepted
        )

    def run(self, progress: Progress = lambda _rows: None) -> ImportRun:
        """Load the file and return the finished run; `problems` holds the first of the whole file's.

        Effects in order: the file is read to its end once, so that one that cannot be read is refused
        before anything is written; batches of products, each with its problems, announcement and place
        in the file in one transaction; then recommendations; then the report. A strict run with
        problems takes all of it back but the report; of a dry one `check` tells. Raises
        ImportFailedError when the file cannot be read.
        """
        if self.options.is_dry:
            return self.check(progress)
        self._look_through()
        whole: AbstractContextManager[object] = (
            transaction.atomic() if self.options.is_strict else nullcontext()
        )
        with whole:
            run = self._begin()
            for batch in self._batches(run.last_row, progress):
                self._write(run, batch)
                # With DEBUG, Django keeps the text of thousands of queries.
                reset_queries()
            if self.second_pass.is_needed:
                self.second_pass.run(run)
            self._finish(run)
            if self.options.is_strict and run.refused:
                transaction.set_rollback(True)
        return run

    def check(self, progress: Progress = lambda _rows: None) -> ImportRun:
        """Tell what a load would do, and keep nothing but the run with its problems.

        Each batch is written and taken back, so that nobody waits for rows longer than for a batch's. Rows
        of a batch see of those before them the parents alone, which are written and taken back with it.
        """
        self._look_through()
        run = ImportRun.objects.create(file_name=self.path.name[:255])
        parents: dict[str, Row] = {}
        for batch in self._batches(0, progress):
            self._try(run, batch, parents)
            reset_queries()
        if self.second_pass.is_needed:
            self.second_pass.run(run, is_dry=True)
        self._finish(run)
        return run

    def _finish(self, run: ImportRun) -> None:
        run.finished_at = timezone.now()
        run.save(update_fields=["finished_at"])
        run.refresh_from_db()
        if self.options.report and run.problems.exists():
            batches.write_report(run, self.options.report)
        self.problems = list(run.problems.all()[:MOST_SHOWN])

    def _look_through(self) -> None:
        """Read the file to its end and note how it writes numbers. Raises ImportFailedError."""
        columns = self.layout.number_columns | self._number_columns()
        for _number, row in rows_of(self.path, encoding=self.options.encoding):
            if isinstance(row, dict):
                self.style.look_at(
                    row, columns | {name for name in row if name.endswith((":float", ":integer"))}
                )

    def _number_columns(self) -> set[str]:
        fields = [self.mapping.fields.get(name) for name in ("price", "cost")]
        attributes = [entry.source for entry in self.mapping.attributes if entry.type in NUMBERS]
        return {source.path for source in (*fields, *attributes) if source is not None}

    def _begin(self) -> ImportRun:
        if self.options.resume:
            run = ImportRun.objects.filter(digest=self.digest, finished_at=None).order_by("-pk").first()
            if run is not None:
                return run
        return ImportRun.objects.create(digest=self.digest, file_name=self.path.name[:255])

    def _rows(self) -> Iterator[Numbered]:
        return self.layout.rows(lambda: rows_of(self.path, encoding=self.options.encoding), self.style)

    def _batches(self, last_row: int, progress: Progress) -> Iterator[list[Row]]:
        batch: list[Row] = []
        size = 0
        for number, row in self._rows():
            rows = row.numbers if isinstance(row, SourceRow) else (getattr(row, "rows", ()) or (number,))
            progress(len(rows))
            if number <= last_row:
                self.seen.update(hash(sku) for sku in self._skus(row))
                continue
            batch.append(Row(number, rows, self._checked(number, row)))
            size += len(found) if isinstance(found := batch[-1].found, list) else 1
            if size >= self.options.batch:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _checked(
        self, number: int, row: SourceRow | dict[str, Any] | BadValueError
    ) -> list[Item] | BadValueError:
        """Read a row and refuse a SKU that the file has named before."""
        if isinstance(row, BadValueError):
            return row
        try:
            items = self.reader.items(number, row)
            self._note_skus(items)
        except BadValueError as error:
            return error
        return items

    def _note_skus(self, items: list[Item]) -> None:
        mine: set[int] = set()
        for item in items:
            key = hash(item.sku)
            if key in self.seen or key in mine:
                column = self.mapping.fields["sku"].column
                reason = _("“%(sku)s” appears twice") % {"sku": item.sku}
                raise BadValueError(column, reason, row=item.row)
            mine.add(key)
        self.seen |= mine

    def _skus(self, row: dict[str, object] | BadValueError) -> list[str]:
        if isinstance(row, BadValueError):
            return []
        try:
            return [item.sku for item in self.reader.items(0, row)]
        except BadValueError:
            return []

    def _write(self, run: ImportRun, batch: list[Row]) -> None:
        """Write a batch in one transaction; when the database refuses a value in it, row by row.

        Raises ImportFailedError when the database itself is in trouble: no other row would fare better.
        """
        try:
            with transaction.atomic():
                drafts = self._write_together(run, batch)
            self._settle(drafts)
        except (IntegrityError, DataError) as error:
            self.writer.reference_data.forget()
            if len(batch) > 1:
                for entry in batch:
                    self._write(run, [entry])
            else:
                with transaction.atomic():
                    self._write_together(run, [batch[0]._replace(found=batches.refused_by_database(error))])
        except DatabaseError as error:
            raise ImportFailedError(
                _(
                    "The database failed at row %(row)d: %(error)s. "
                    "Rows up to %(last)d are imported; go on from there."
                )
                % {"row": batch[0].rows[0], "error": error, "last": self._last_row(run)}
            ) from error

    @staticmethod
    def _last_row(run: ImportRun) -> int:
        try:
            return ImportRun.objects.values_list("last_row", flat=True).get(pk=run.pk)
        except DatabaseError:
            return run.last_row

    def _write_together(self, run: ImportRun, batch: list[Row]) -> list[Draft]:
        existing = self._existing(batch)
        drafts, problems = self.resolver.resolve(batch, existing)
        outcome = self.writer.write(drafts, existing)
        announce_places(outcome.created | outcome.updated)
        note_batch(run, batch[-1].number, outcome, problems)
        return drafts

    def _try(self, run: ImportRun, batch: list[Row], parents: dict[str, Row]) -> None:
        """Write a batch and take it back; note in a transaction of its own what became of it.

        A batch that the database refuses is tried row by row. `parents` are those of rows before it.
        """
        here = {item.sku for row in batch if isinstance(row.found, list) for item in row.found}
        named = {item.parent_sku for row in batch if isinstance(row.found, list) for item in row.found}
        above = [parents[sku] for sku in sorted(named - here - {""}) if sku in parents]
        before = {item.sku for row in above if isinstance(row.found, list) for item in row.found}
        new: set[str] = set()
        try:
            with transaction.atomic():
                existing = self._existing([*above, *batch])
                new = here - existing.by_sku.keys()
                drafts, problems = self.resolver.resolve([*above, *batch], existing)
                outcome = self.writer.write(drafts, existing)
                transaction.set_rollback(True)
        except (IntegrityError, DataError) as error:
            self.writer.reference_data.forget()
            if len(batch) > 1:
                for entry in batch:
                    self._try(run, [entry], parents)
                return
            drafts, outcome = [], Outcome()
            problems = problems_of(batch[0], batches.refused_by_database(error))
        self.writer.reference_data.forget()
        others = {draft.product.pk for draft in drafts if draft.product and draft.item.sku in before}
        with transaction.atomic():
            note_batch(run, batch[-1].number, outcome.without(others), problems)
        mine = [draft for draft in drafts if draft.item.sku not in before]
        self._settle(mine)
        self._tell(mine, outcome)
        for draft in mine if not self.mapping.variant_path else ():
            if not draft.item.parent_sku and draft.item.sku in new:
                slim = Item(row=draft.item.row, sku=draft.item.sku, texts=draft.item.texts)
                parents[slim.sku] = Row(slim.row, (slim.row,), [slim])

    def _tell(self, drafts: list[Draft], outcome: Outcome) -> None:
        """Keep the first products for the preview."""
        for draft in drafts[: MOST_TOLD - len(self.told)]:
            if draft.product is not None:
                item = draft.item
                title = getattr(draft.product, TITLE) or item.parent_sku
                self.told.append(
                    Told(row=item.row, sku=item.sku, title=title, outcome=outcome.of(draft.product.pk))
                )

    def _settle(self, drafts: list[Draft]) -> None:
        """Note, once a batch is done, the SKUs and barcodes that the file has filled."""
        self.upcs.update(hash(draft.item.upc) for draft in drafts if draft.item.upc)
        self.accepted.update(hash(draft.item.sku) for draft in drafts)

    def _existing(self, batch: list[Row]) -> Existing:
        return self.writer.existing(
            [item for row in batch if isinstance(row.found, list) for item in row.found]
        )
