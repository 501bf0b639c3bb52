"""Files of contacts: taken, mapped, checked, imported, undone; each step once, large ones by a worker.

A file's state changes by conditional updates alone: two clicks, two workers and a click during the work do
one thing. Whoever dies in the middle leaves the row up to which was written; the next one goes on behind it.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from crm_core.contact_import.models import ContactFile, RememberedMapping
from crm_core.contact_import.recognition import fingerprint, layout_of, proposed
from crm_core.contact_import.runs import ContactRun
from crm_core.contact_import.sources import VCARD, contact_rows, is_vcard_file
from crm_core.contact_import.undo import undo_rows
from crm_core.custom_fields.queries import fields_for
from shop.backoffice.languages import in_every_language
from shop.imports.errors import ImportFailedError
from shop.user.models import User

State = ContactFile.State
SUFFIXES = {".csv", ".xlsx", ".vcf", ".txt"}
STALE = timedelta(minutes=5)
KEPT = timedelta(days=30)
STEP = 200
SAMPLES, LONGEST_SAMPLE = 3, 80
#: A file of cards has no headings of its own: those of so many cards are looked at.
MOST_CARDS = 2000


def accept_file(
    upload: Any, *, encoding: str = "", region: str = "", user: User | None = None, language: str = ""
) -> ContactFile:
    """Keep an uploaded file with a proposed mapping: as confirmed last for these headings, else by them.

    Raises ImportFailedError, before anything is kept, for one that cannot be read.
    """
    name = Path(upload.name).name[-255:]
    if Path(name).suffix.lower() not in SUFFIXES:
        raise ImportFailedError(_("Choose a CSV, XLSX or vCard file."))
    content = b"".join(upload.chunks())
    with on_disk(name, content) as path:
        is_cards = is_vcard_file(path)
        rows = (row for _number, row in contact_rows(path, encoding=encoding) if isinstance(row, dict))
        first = list(islice(rows, MOST_CARDS if is_cards else SAMPLES))
        total = len(first) + sum(1 for _row in rows)
    if not first:
        raise ImportFailedError(_("There is no contact in this file."))
    headings = list(dict.fromkeys(heading for row in first for heading in row))
    return ContactFile.objects.create(
        name=name,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        layout=VCARD if is_cards else layout_of(headings),
        encoding=encoding,
        region=region,
        language=language,
        headings=headings,
        samples={heading: _samples(heading, first) for heading in headings},
        mapping=mapping_for(headings),
        rows_total=total,
        by=user,
    )


def _samples(heading: str, rows: Sequence[Mapping[str, object]]) -> list[str]:
    cells = (str(row.get(heading) or "").strip() for row in rows)
    return [cell[:LONGEST_SAMPLE] for cell in dict.fromkeys(cells) if cell][:SAMPLES]


def mapping_for(headings: list[str]) -> dict[str, str]:
    """Return what columns are: as confirmed last for these headings, else as their names say."""
    custom = [
        (field.code, [getattr(field, name) or "" for name in in_every_language("label")])
        for field in fields_for()
    ]
    guessed = proposed(headings, custom)
    known = RememberedMapping.objects.filter(fingerprint=fingerprint(headings)).first()
    return (
        guessed | {name: target for name, target in known.mapping.items() if name in guessed}
        if known
        else guessed
    )


def set_mapping(
    file: ContactFile,
    mapping: Mapping[str, str],
    *,
    replaces: bool,
    region: str,
    follow_ons: Sequence[str] = (),
) -> bool:
    """Confirm what the columns are, remember it for these headings, and have the file checked.

    False, and nothing is changed, where the file is being read or was imported already.
    """
    waiting = ContactFile.objects.filter(
        pk=file.pk, state__in=[State.MAPPING, State.CHECKED, State.FAILED], is_begun=False
    )
    changed = waiting.update(
        mapping=dict(mapping),
        replaces=replaces,
        region=region,
        follow_ons=list(follow_ons),
        state=State.WAITING,
        failure="",
        touched_at=timezone.now(),
    )
    if changed:
        RememberedMapping.objects.update_or_create(
            fingerprint=fingerprint(file.headings), defaults={"mapping": dict(mapping)}
        )
    return bool(changed)


def confirm(file: ContactFile) -> bool:
    """Say yes to a checked file; False where somebody has said so already, or it is in no such state."""
    return _move(file, [State.CHECKED], State.QUEUED, rows_done=0)


def go_on(file: ContactFile) -> bool:
    """Say yes to going on behind the last row that a stopped import wrote; False where there is none."""
    stopped = ContactFile.objects.filter(pk=file.pk, state=State.FAILED, is_begun=True)
    return bool(stopped.update(state=State.QUEUED, failure="", rows_done=0, touched_at=timezone.now()))


def ask_undo(file: ContactFile) -> bool:
    """Say yes to taking an import back; False where there is nothing, or it is at work."""
    begun = ContactFile.objects.filter(pk=file.pk, state__in=[State.DONE, State.FAILED], is_begun=True)
    return bool(begun.update(state=State.UNDOING, touched_at=timezone.now()))


def discard(file: ContactFile) -> bool:
    """Forget a file of which nothing was imported; False where it is being read or was imported."""
    idle = ContactFile.objects.filter(
        pk=file.pk, is_begun=False, state__in=[State.MAPPING, State.CHECKED, State.FAILED]
    )
    deleted, _rows = idle.delete()
    return bool(deleted)


def _move(file: ContactFile, before: list[State], after: State, **values: object) -> bool:
    found = ContactFile.objects.filter(pk=file.pk, state__in=before)
    return bool(found.update(state=after, touched_at=timezone.now(), **values))


def work_on(pk: int) -> None:
    """Do the next step of a file, if it is still to be done and nobody else does it."""
    for before, during in ((State.WAITING, State.CHECKING), (State.QUEUED, State.LOADING)):
        if ContactFile.objects.filter(pk=pk, state=before).update(state=during, touched_at=timezone.now()):
            _step(ContactFile.objects.get(pk=pk), during)
            return
    undoing = ContactFile.objects.filter(pk=pk, state=State.UNDOING)
    if undoing.exists():
        _undo(undoing.get())


def _step(file: ContactFile, during: State) -> None:
    mine = ContactFile.objects.filter(pk=file.pk, state=during)
    try:
        with (
            translation.override(file.language or translation.get_language()),
            on_disk(file.name, bytes(file.content)) as path,
        ):
            (_check if during == State.CHECKING else _load)(file, path)
    except ImportFailedError as error:
        mine.update(state=State.FAILED, failure=error.reason, touched_at=timezone.now())
    except Exception:
        mine.update(state=State.FAILED, failure=_("An unexpected error."), touched_at=timezone.now())
        raise


def _check(file: ContactFile, path: Path) -> None:
    file.problems.all().delete()
    file.counts, file.last_row = {}, 0
    run = ContactRun(file, path, is_dry=True)
    run.run(Ticker(file.pk))
    ContactFile.objects.filter(pk=file.pk, state=State.CHECKING).update(
        state=State.CHECKED, told=run.told, last_row=0, touched_at=timezone.now()
    )


def _load(file: ContactFile, path: Path) -> None:
    if not file.is_begun:
        file.problems.all().delete()
        file.counts, file.last_row, file.is_begun = {}, 0, True
        file.save(update_fields=["counts", "last_row", "is_begun"])
    ContactRun(file, path, is_dry=False).run(Ticker(file.pk), after=file.last_row)
    ContactFile.objects.filter(pk=file.pk, state=State.LOADING).update(
        state=State.DONE, failure="", touched_at=timezone.now()
    )


def _undo(file: ContactFile) -> None:
    counts = undo_rows(file, Ticker(file.pk))
    ContactFile.objects.filter(pk=file.pk, state=State.UNDOING).update(
        state=State.UNDONE, counts=file.counts | counts, touched_at=timezone.now()
    )


class Ticker:
    """Writes how many rows were read, not at each of them."""

    def __init__(self, pk: int) -> None:
        self.pk, self.rows, self.written = pk, 0, 0

    def __call__(self, rows: int) -> None:
        """Count rows that were read."""
        self.rows += rows
        if self.rows - self.written >= STEP:
            self.written = self.rows
            ContactFile.objects.filter(pk=self.pk).update(rows_done=self.rows, touched_at=timezone.now())


@contextmanager
def on_disk(name: str, content: bytes) -> Iterator[Path]:
    """Give the content of a file as a file on disk, under its own name, for as long as it is read."""
    with tempfile.TemporaryDirectory(prefix="kiln-import-") as folder:
        path = Path(folder) / (Path(name).name or "file.csv")
        path.write_bytes(content)
        yield path


def look_after() -> int:
    """Take up files that nobody works on any more and forget old contents; return how many were taken up."""
    late = timezone.now() - STALE
    for during, before in ((State.CHECKING, State.WAITING), (State.LOADING, State.QUEUED)):
        ContactFile.objects.filter(state=during, touched_at__lt=late).update(state=before)
    waiting = ContactFile.objects.filter(
        state__in=[State.WAITING, State.QUEUED], touched_at__lt=timezone.now() - timedelta(seconds=30)
    ) | ContactFile.objects.filter(state=State.UNDOING, touched_at__lt=late)
    keys = list(waiting.order_by("pk").values_list("pk", flat=True))
    for pk in keys:
        work_on(pk)
    ContactFile.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(content=b"").update(
        content=b"", samples={}, told=[]
    )
    return len(keys)
