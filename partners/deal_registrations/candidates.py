"""Who may be an end customer: one statement by indexed keys, however many companies there are."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache

from django.db import connections, router

from partners.deal_registrations.keys import PartyKeys
from partners.deal_registrations.models import PartyKey

#: More rows than this under one weak key say that it tells nobody apart.
MOST_PER_KEY = 40
#: So many rows of strong keys are compared; who has more colleagues at one domain is found by the first.
MOST_ROWS = 300
#: The place of the weak key or -1, registration, company, customer.
_Row = tuple[int, int | None, int | None, int | None]
_SORTS = ("registration_id", "company_id", "customer_id")


@dataclass
class Candidates:
    """The keys of those who share a key, of each sort."""

    registrations: set[int] = field(default_factory=set)
    companies: set[int] = field(default_factory=set)
    customers: set[int] = field(default_factory=set)


def candidates_of(keys: PartyKeys) -> Candidates:
    """Return who shares a strong key or a telling weak one, each sort by itself: none crowds out another.

    One query. Of a weak key no more rows are read than tell that it is one of many.
    """
    found = Candidates()
    strong, weak = sorted(keys.strong), sorted(keys.weak)
    if not strong and not weak:
        return found
    rows = _rows(strong, weak)
    counts = [0] * len(weak)
    for place, *_whose in rows:
        if place >= 0:
            counts[place] += 1
    for place, registration, company, customer in rows:
        if place >= 0 and counts[place] > MOST_PER_KEY:
            continue
        _add(found.registrations, registration)
        _add(found.companies, company)
        _add(found.customers, customer)
    return found


def _add(found: set[int], pk: int | None) -> None:
    if pk is not None:
        found.add(pk)


def _rows(
    strong: Collection[int], weak: Collection[int]
) -> list[tuple[int, int | None, int | None, int | None]]:
    """Read rows as (place of the weak key or -1, registration, company, customer)."""
    alias = router.db_for_read(PartyKey)
    parameters = [*[key for _sort in _SORTS if strong for key in strong], *weak]
    with connections[alias].cursor() as cursor:
        cursor.execute(_statement(alias, len(strong), len(weak)), parameters)
        return list(cursor.fetchall())


@cache
def _statement(alias: str, strong: int, weak: int) -> str:
    """Write the statement for so many keys, its parameters: strong ones for each sort, then weak ones.

    By hand, since Django limits no parts of a union on SQLite. Only names and numbers of ours are in it.
    """
    quoted = connections[alias].ops.quote_name
    columns = ", ".join(map(quoted, _SORTS))
    source = f"{columns} FROM {quoted(PartyKey._meta.db_table)} WHERE {quoted('key')}"
    some = ", ".join(["%s"] * strong)
    parts = [
        f"SELECT -1, {source} IN ({some}) AND {quoted(sort)} IS NOT NULL LIMIT {MOST_ROWS}"
        for sort in _SORTS
        if strong
    ]
    parts += [f"SELECT {place}, {source} = %s LIMIT {MOST_PER_KEY + 1}" for place in range(weak)]
    whole = (f"SELECT * FROM ({part}) AS part{number}" for number, part in enumerate(parts))  # noqa: S608
    return " UNION ALL ".join(whole)
