"""Writing the timeline."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from crm_core.customers.models import Customer
from crm_core.customers.records.trees import locked_survivor
from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.search_text import search_text


@transaction.atomic
def record(
    customer: Customer,
    *,
    kind: str,
    occurred_at: datetime,
    source: str,
    title: str = "",
    data: Mapping[str, object] | None = None,
    **written: object,
) -> TimelineEntry:
    """Write that something happened to `customer` at `occurred_at` (aware); once per `source`.

    What is told of a merged record stands with the one that it went into, which is held until the transaction
    ends. Told again, the first row stands as it is and is returned: what a person has moved or
    merged, a replay must not undo. `data` is plain JSON (amounts as decimal strings beside
    their "currency"); the words come from the kind's template, so `title` is only for words
    that are part of the fact itself; `written` are the fields that only what a person wrote has (text,
    author, mail ...). Raises nothing of its own.
    """
    told = TimelineEntry.objects.filter(source=source).first()
    if told is not None:
        return told
    customer = locked_survivor(customer.pk)
    entry, _created = TimelineEntry.objects.get_or_create(
        source=source,
        defaults={
            "customer": customer,
            "kind": kind,
            "occurred_at": occurred_at,
            "title": title[:255],
            "data": dict(data or {}),
            "search_text": search_text(title[:255], str(written.get("text", "")), dict(data or {})),
            **written,
        },
    )
    return entry


def record_all(entries: Iterable[TimelineEntry]) -> int:
    """Write many entries, 500 a query; a fact that is told already stays. Returns how many were given.

    The entries are as `record` would make them; it is for what happened long ago and is told at once.
    """
    rows = list(entries)
    for row in rows:
        row.search_text = search_text(row.title, row.text, row.data)
    TimelineEntry.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)
