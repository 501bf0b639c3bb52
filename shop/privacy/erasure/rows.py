"""What erasers have in common: striking words out of rows, and finding rows that hold some."""

import json
from collections.abc import Iterable, Sequence

from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast, Lower

from shop.privacy.erasure.person import Person

#: Words of one question to the database; a person has few addresses.
CHUNK = 500


def holding(rows: QuerySet, fields: Sequence[str], words: Iterable[str]) -> QuerySet:
    """Return the rows of which one of these columns, texts or JSON, holds one of the words in any case."""
    wanted = Q(pk__in=())
    texts = {f"text_{name}": Cast(name, TextField()) for name in fields}
    for word in words:
        # JSON may hold what is not ASCII as escapes.
        for spelling in {word, json.dumps(word)[1:-1]}:
            for text in texts:
                wanted |= Q(**{f"{text}__icontains": spelling})
    return rows.alias(**texts).filter(wanted)


def redact_rows(rows: QuerySet, fields: Sequence[str], person: Person) -> int:
    """Strike out of these columns what names the person; return how many rows it was in."""
    model: type[Model] = rows.model
    patterns, changed = person.patterns(), 0
    if not patterns:
        return 0
    for row in rows.order_by().only("pk", *fields).iterator(chunk_size=CHUNK):
        values = {name: getattr(row, name) for name in fields}
        new = {name: person.redact(value, patterns) for name, value in values.items()}
        new = {name: _fitting(model, name, value) for name, value in new.items() if value != values[name]}
        if new:
            model._base_manager.filter(pk=row.pk).update(**new)
            changed += 1
    return changed


def _fitting(model: type[Model], name: str, value: object) -> object:
    """Cut a text to its column: what is struck out may be shorter than what stands for it."""
    length = getattr(model._meta.get_field(name), "max_length", None)
    return value[:length] if isinstance(value, str) and length else value


def blank(rows: QuerySet, fields: Sequence[str]) -> int:
    """Empty these text columns; return how many rows had anything in them."""
    filled = Q(pk__in=())
    for name in fields:
        filled |= ~Q(**{name: ""})
    return rows.filter(filled).update(**dict.fromkeys(fields, ""))


def by_address(model: type[Model], field: str, person: Person) -> QuerySet:
    """Return the rows that go by an address of the person."""
    rows: QuerySet = model._default_manager.all()
    return rows.alias(spelt_address=Lower(field)).filter(spelt_address__in=person.emails)


def deleted(rows: QuerySet) -> int:
    """Delete rows one by one model (their files go with them) and return how many of them there were."""
    number = rows.count()
    rows.delete()
    return number
