"""Files from the back office: taken, checked, loaded, each step once, by a worker where they are large.

A file's state changes by conditional updates alone: two clicks, two workers and a click during the work
do one thing. Whoever dies in the middle leaves the row up to which was written; the next one goes on.
"""

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shop.catalogue.models import ImportRun
from shop.catalogue_import.layouts import layout_of
from shop.catalogue_import.models import CatalogueFile
from shop.catalogue_import.pictures import PictureFolder
from shop.catalogue_import.runs import CatalogueImport, ImportOptions
from shop.imports.errors import ImportFailedError
from shop.imports.sources import count_rows
from shop.user.models import User

State = CatalogueFile.State
SUFFIXES = {".csv", ".xlsx"}
STALE = timedelta(minutes=5)
KEPT = timedelta(days=30)
STEP = 100


def accept_file(
    upload: Any, *, layout: str = "", encoding: str = "", user: User | None = None, language: str = ""
) -> CatalogueFile:
    """Keep an uploaded file, to be checked. Raises ImportFailedError for one that cannot be read at all."""
    name = Path(upload.name).name[-255:]
    if Path(name).suffix.lower() not in SUFFIXES:  # an archive may unpack to anything
        raise ImportFailedError(_("Choose a CSV or XLSX file."))
    content = b"".join(upload.chunks())
    with _on_disk(name, content) as path:
        found = layout_of(path, layout, encoding=encoding)
        total = count_rows(path) or 0
    return CatalogueFile.objects.create(
        name=name,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        layout=found.name,
        encoding=encoding,
        language=language,
        ignored=found.ignored,
        rows_total=total,
        by=user,
    )


def confirm(file: CatalogueFile) -> bool:
    """Say yes to a checked file; False where somebody has said so already, or it is in no such state."""
    changed = CatalogueFile.objects.filter(pk=file.pk, state=State.CHECKED).update(
        state=State.QUEUED, rows_done=0, touched_at=timezone.now()
    )
    return bool(changed)


def go_on(file: CatalogueFile) -> bool:
    """Say yes to going on behind the last row that a stopped load wrote; False where there is none."""
    stopped = CatalogueFile.objects.filter(pk=file.pk, state=State.FAILED, load_run__finished_at=None)
    changed = stopped.exclude(load_run=None).update(
        state=State.QUEUED, failure="", rows_done=0, touched_at=timezone.now()
    )
    return bool(changed)


def discard(file: CatalogueFile) -> bool:
    """Forget a file of which nothing was loaded; False where it is being read or was loaded."""
    idle = CatalogueFile.objects.filter(pk=file.pk, load_run=None).exclude(
        state__in=[State.CHECKING, State.QUEUED, State.LOADING]
    )
    run = file.check_run_id
    deleted, _rows = idle.delete()
    if deleted and run is not None:
        ImportRun.objects.filter(pk=run).delete()
    return bool(deleted)


def work_on(pk: int) -> None:
    """Do the next step of a file, if it is still to be done and nobody else does it."""
    for before, during, step in (
        (State.WAITING, State.CHECKING, _check),
        (State.QUEUED, State.LOADING, _load),
    ):
        claimed = CatalogueFile.objects.filter(pk=pk, state=before).update(
            state=during, touched_at=timezone.now()
        )
        if claimed:
            file = CatalogueFile.objects.get(pk=pk)
            with translation.override(file.language or translation.get_language()):
                _step(file, during, step)
            return


def _step(file: CatalogueFile, during: str, step: Callable[[CatalogueFile, CatalogueImport], None]) -> None:
    """Do a step; whatever goes wrong is kept with the file, for who waits for it."""
    mine = CatalogueFile.objects.filter(pk=file.pk, state=during)
    try:
        with _on_disk(file.name, bytes(file.content)) as path:
            layout = layout_of(path, file.layout, encoding=file.encoding)
            options = ImportOptions(resume=during == State.LOADING, encoding=file.encoding)
            load = CatalogueImport(
                path, layout.mapping(), PictureFolder(None), options, _digest(file), layout
            )
            step(file, load)
    except ImportFailedError as error:
        mine.update(state=State.FAILED, failure=error.reason, touched_at=timezone.now())
    except Exception:
        mine.update(state=State.FAILED, failure=_("An unexpected error."), touched_at=timezone.now())
        raise


def _digest(file: CatalogueFile) -> str:
    return hashlib.sha256(f"file {file.pk} {file.digest}".encode()).hexdigest()


def _check(file: CatalogueFile, load: CatalogueImport) -> None:
    run = load.check(_Progress(file.pk))
    CatalogueFile.objects.filter(pk=file.pk, state=State.CHECKING).update(
        state=State.CHECKED,
        check_run=run,
        told=[asdict(told) for told in load.told],
        touched_at=timezone.now(),
    )


def _load(file: CatalogueFile, load: CatalogueImport) -> None:
    if file.load_run is None:
        file.load_run = ImportRun.objects.create(digest=load.digest, file_name=file.name)
        CatalogueFile.objects.filter(pk=file.pk).update(load_run=file.load_run)
    load.run(_Progress(file.pk))
    CatalogueFile.objects.filter(pk=file.pk, state=State.LOADING).update(
        state=State.DONE, failure="", touched_at=timezone.now()
    )


class _Progress:
    """Writes how many rows were read, not at each of them."""

    def __init__(self, pk: int) -> None:
        self.pk, self.rows, self.written = pk, 0, 0

    def __call__(self, rows: int) -> None:
        self.rows += rows
        if self.rows - self.written >= STEP:
            self.written = self.rows
            CatalogueFile.objects.filter(pk=self.pk).update(rows_done=self.rows, touched_at=timezone.now())


class _on_disk:  # noqa: N801 - a context manager, used as a function
    """The content of a file as a file on disk, under its own name, for as long as it is read."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name, self.content = name, content

    def __enter__(self) -> Path:
        self._folder = tempfile.TemporaryDirectory(prefix="kiln-import-")
        path = Path(self._folder.name) / (Path(self.name).name or "file.csv")
        path.write_bytes(self.content)
        return path

    def __exit__(self, *_error: object) -> None:
        self._folder.cleanup()


def look_after() -> int:
    """Take up files that nobody works on any more and forget old ones; return how many were taken up."""
    late = timezone.now() - STALE
    for during, before in ((State.CHECKING, State.WAITING), (State.LOADING, State.QUEUED)):
        CatalogueFile.objects.filter(state=during, touched_at__lt=late).update(state=before)
    waiting = CatalogueFile.objects.filter(
        state__in=[State.WAITING, State.QUEUED], touched_at__lt=timezone.now() - timedelta(seconds=30)
    )
    keys = list(waiting.order_by("pk").values_list("pk", flat=True))
    for pk in keys:
        work_on(pk)
    CatalogueFile.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(content=b"").update(
        content=b""
    )
    return len(keys)
