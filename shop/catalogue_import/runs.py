"""Going through a file: batch after batch, each in a transaction with the note of how far it got."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DatabaseError, DataError, IntegrityError, reset_queries, transaction
from django.db.models import F
from django.utils import timezone

from shop.catalogue.models import ImportProblem, ImportRun
from shop.catalogue.services import announce_products
from shop.catalogue_import.items import Item, Reader
from shop.catalogue_import.mapping import Mapping
from shop.catalogue_import.pictures import PictureFolder
from shop.catalogue_import.related import write_related
from shop.catalogue_import.writer import BATCH, Draft, Existing, Writer
from shop.imports import values
from shop.imports.errors import BadValueError, ImportFailedError
from shop.imports.sources import Row, digest_of, rows_of
from shop.spreadsheets.cells import SafeWriter

MOST_SHOWN = 1000
Checked = tuple[int, list[Item] | BadValueError]


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
        self, path: Path, mapping: Mapping, album: PictureFolder, options: ImportOptions, digest: str = ""
    ) -> None:
        """Take the file and its mapping; `digest` stands for both and finds an earlier load again."""
        self.path, self.mapping, self.options = path, mapping, options
        self.digest = digest or digest_of(path)
        self.reader = Reader(mapping)
        self.writer = Writer(mapping, album)
        self.seen: set[int] = set()
        self.problems: list[ImportProblem] = []

    def run(self, progress: Callable[[int], Any] = lambda _rows: None) -> ImportRun:
        """Load the file and return the finished run; `problems` holds the first of the whole file's.

        Effects in order: batches of products, each with its problems, announcement and place in the
        file in one transaction; then recommendations; then the report. A dry run and a strict one
        with problems take all of it back but the report. Raises ImportFailedError when the
        file cannot be read.
        """
        whole: AbstractContextManager[Any] = nullcontext()
        if self.options.is_dry or self.options.is_strict:
            whole = transaction.atomic()
        with whole:
            run = self._begin()
            for batch in self._batches(run.last_row, progress):
                self._write(run, batch)
                # With DEBUG, Django keeps the text of thousands of queries.
                reset_queries()
            if self._names_related():
                self._relate(run)
            run.finished_at = timezone.now()
            run.save(update_fields=["finished_at"])
            run.refresh_from_db()
            if self.options.report and run.refused:
                write_report(run, self.options.report)
            self.problems = list(run.problems.all()[:MOST_SHOWN])
            if self.options.is_dry or (self.options.is_strict and run.refused):
                transaction.set_rollback(True)
        return run

    def _begin(self) -> ImportRun:
        if self.options.resume:
            run = ImportRun.objects.filter(digest=self.digest, finished_at=None).order_by("-pk").first()
            if run is not None:
                return run
        return ImportRun.objects.create(digest=self.digest, file_name=self.path.name[:255])

    def _batches(self, last_row: int, progress: Callable[[int], object]) -> Iterator[list[Checked]]:
        batch: list[Checked] = []
        size = 0
        for number, row in rows_of(self.path, encoding=self.options.encoding):
            progress(1)
            if number <= last_row:
                self.seen.update(hash(sku) for sku in self._skus(row))
                continue
            batch.append((number, self._checked(number, row)))
            size += len(batch[-1][1]) if isinstance(batch[-1][1], list) else 1
            if size >= self.options.batch:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _checked(self, number: int, row: Row | BadValueError) -> list[Item] | BadValueError:
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
        for item in items:
            key = hash(item.sku)
            if key in self.seen:
                raise BadValueError(self.mapping.fields["sku"].column, f"“{item.sku}” was named before")
            self.seen.add(key)

    def _skus(self, row: Row | BadValueError) -> list[str]:
        if isinstance(row, BadValueError):
            return []
        try:
            return [item.sku for item in self.reader.items(0, row)]
        except BadValueError:
            return []

    def _write(self, run: ImportRun, batch: list[Checked]) -> None:
        """Write a batch in one transaction; when the database refuses a value in it, row by row.

        Raises ImportFailedError when the database itself is in trouble: no other row would fare better.
        """
        try:
            with transaction.atomic():
                self._write_together(run, batch)
        except (IntegrityError, DataError) as error:
            self.writer.reference_data.forget()
            if len(batch) > 1:
                for entry in batch:
                    self._write(run, [entry])
            else:
                reason = BadValueError("", f"the database refused it: {str(error).splitlines()[0]}")
                with transaction.atomic():
                    self._write_together(run, [(batch[0][0], reason)])
        except DatabaseError as error:
            message = f"The database failed at row {batch[0][0]}: {error}"
            raise ImportFailedError(
                f"{message}. What was loaded before is kept; --resume goes on."
            ) from error

    def _write_together(self, run: ImportRun, batch: list[Checked]) -> None:
        items = [item for _number, row in batch if isinstance(row, list) for item in row]
        existing = self.writer.existing(items)
        drafts, problems = self._drafts(batch, existing)
        outcome = self.writer.write(drafts, existing)
        ImportProblem.objects.bulk_create(
            ImportProblem(run=run, row=number, column=error.column[:255], reason=error.reason[:500])
            for number, error in problems
        )
        announce_products(outcome.created | outcome.updated)
        ImportRun.objects.filter(pk=run.pk).update(
            last_row=batch[-1][0],
            created=F("created") + len(outcome.created),
            updated=F("updated") + len(outcome.updated),
            unchanged=F("unchanged") + outcome.unchanged,
            refused=F("refused") + len(problems),
        )

    def _drafts(
        self, batch: list[Checked], existing: Existing
    ) -> tuple[list[Draft], list[tuple[int, BadValueError]]]:
        """Resolve a batch; of a row with a mistake nothing is written."""
        drafts: list[Draft] = []
        problems: list[tuple[int, BadValueError]] = []
        known = set(existing.by_sku)
        upcs: set[str] = set()
        for number, row in batch:
            try:
                if isinstance(row, BadValueError):
                    raise row
                found = [self._draft(item, known | {row[0].sku}, upcs, existing) for item in row]
            except BadValueError as error:
                problems.append((number, error))
                continue
            drafts += found
            known.update(item.sku for item in row)
            upcs.update(item.upc or "" for item in row)
        return drafts, problems

    def _draft(self, item: Item, known: set[str], upcs: set[str], existing: Existing) -> Draft:
        if item.parent_sku and item.parent_sku not in known:
            raise BadValueError("parent_sku", f"there is no product “{item.parent_sku}” before it")
        if item.upc and item.upc in upcs:
            raise BadValueError("upc", f"“{item.upc}” was named before")
        return self.writer.draft(item, existing)

    def _names_related(self) -> bool:
        return "related" in self.mapping.fields

    def _relate(self, run: ImportRun) -> None:
        """Write recommendations in a second pass, when every product is there."""
        batch: dict[str, tuple[str, ...]] = {}
        numbers: dict[str, int] = {}
        sku, related = self.mapping.fields["sku"], self.mapping.fields["related"]
        for number, row in rows_of(self.path, encoding=self.options.encoding):
            if isinstance(row, BadValueError):
                continue
            try:
                names = values.text_list(values.value_of(row, related) or [], related.column)
                key = values.code(values.value_of(row, sku) or "", sku.column)
            except BadValueError:
                continue
            batch[key], numbers[key] = tuple(names), number
            if len(batch) >= BATCH:
                self._relate_batch(run, batch, numbers)
                batch, numbers = {}, {}
        self._relate_batch(run, batch, numbers)

    @transaction.atomic
    def _relate_batch(
        self, run: ImportRun, batch: dict[str, tuple[str, ...]], numbers: dict[str, int]
    ) -> None:
        _changed, missing = write_related(batch)
        column = self.mapping.fields["related"].column
        ImportProblem.objects.bulk_create(
            ImportProblem(run=run, row=numbers[sku], column=column, reason=f"there is no product “{named}”")
            for sku, named in missing
        )


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
        raise ImportFailedError(f"The report cannot be written to {path}: {error}") from error
