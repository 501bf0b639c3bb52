"""Starting a change of all rows that match, doing its batches, stopping it.

A batch is one transaction that holds the run: rows, the place up to which they are done and the numbers are
written together. So a message that is lost or comes twice, and two workers at once, change no row twice; a
worker that dies loses at most its batch, and the schedule goes on from there.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.http import QueryDict
from django.utils import timezone

from shop.backoffice.bulk.registry import BULK_CHANGES, BulkChange
from shop.backoffice.lists.queries import normalised
from shop.backoffice.models import BulkRun
from shop.backoffice.row_limits import limited
from shop.backoffice.signals import rows_changed

BATCH = 500
#: A run that no worker touched for so long is taken up by the schedule.
FORGOTTEN = timedelta(minutes=3)


def start(change: BulkChange, *, by: Any, query: str, data: Mapping[str, list[str]]) -> BulkRun | None:
    """Begin a change of all rows that `by` sees and `query` matches; None where there are none.

    `data` is what was typed into the change's form, which was valid. Rows made later are not changed.
    """
    query = normalised(query)
    last = limited(by, change.select(by, QueryDict(query))).aggregate(last=Max("pk"))["last"]
    if last is None:
        return None
    return BulkRun.objects.create(
        change=BULK_CHANGES.key(change), query=query, by=by, data=dict(data), until_pk=last
    )


def do_batch(pk: int) -> bool:
    """Change the next rows of a run; say whether there are more. Rights are asked anew for each batch."""
    with transaction.atomic():
        run = BulkRun.objects.select_for_update().filter(pk=pk).first()
        if run is None or run.state != BulkRun.State.RUNNING:  # guard: bulk-once
            return False
        change, form = BULK_CHANGES.get(run.change), None
        if change is not None and run.by is not None and run.by.has_perm(change.permission):
            form = change.form_class(_data(run))
        if change is None or form is None or not form.is_valid():
            return _end(run, BulkRun.State.REFUSED)
        rows = _next_rows(change, run, run.by)
        if rows:
            keys = [row.pk for row in rows]
            rows_changed.send(type(rows[0]), model=type(rows[0]), user=run.by, action=run.change, keys=keys)
            changed = change.apply(rows, run.by, form.cleaned_data)
            run.done_pk = rows[-1].pk
            run.changed += changed
            run.left += len(rows) - changed
        if len(rows) < BATCH:
            return _end(run, BulkRun.State.DONE)
        run.touched_at = timezone.now()
        run.save()
        return True


def _data(run: BulkRun) -> QueryDict:
    data = QueryDict("", mutable=True)
    for name, values in run.data.items():
        data.setlist(name, values)
    return data


def _next_rows(change: BulkChange, run: BulkRun, by: Any) -> list[Model]:
    """Read and hold the next rows that match still, in the order of their keys."""
    selected = limited(by, change.select(by, QueryDict(run.query)))
    keys = (
        selected.filter(pk__gt=run.done_pk, pk__lte=run.until_pk).order_by("pk").values_list("pk", flat=True)
    )
    rows: QuerySet[Model] = selected.model._base_manager.select_for_update()
    return list(rows.filter(pk__in=list(keys[:BATCH])).order_by("pk"))


def _end(run: BulkRun, state: str) -> bool:
    run.state, run.touched_at = state, timezone.now()
    run.save()
    return False


def stop(run: BulkRun) -> bool:
    """Stop a run after the batch that is being done; what was changed stays. Say whether it was running."""
    running = BulkRun.objects.filter(pk=run.pk, state=BulkRun.State.RUNNING)
    return bool(running.update(state=BulkRun.State.STOPPED, touched_at=timezone.now()))


def forgotten_runs() -> list[int]:
    """List the runs that no worker looks after."""
    before = timezone.now() - FORGOTTEN
    rows = BulkRun.objects.filter(state=BulkRun.State.RUNNING, touched_at__lt=before)
    return list(rows.order_by("pk").values_list("pk", flat=True))
