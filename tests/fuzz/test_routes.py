"""Every address there is, asked with what no form offers: whatever it says, it is not a 500.

The suite asks some hundreds of a fixed choice; `make fuzz` asks ten thousand of each kind and prints
how often which status was answered.
"""

import logging
import random
import resource
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from tests.fuzz.asking import HOSTILE, QUERY, VISITORS, Asking, cookies_of, forms_in
from tests.fuzz.routes import routes
from tests.fuzz_examples import fuzz_examples
from tests.i18n.world import make_world

pytestmark = pytest.mark.django_db
SEED = 11
# A page costs many times what a parser does.
REQUESTS = fuzz_examples()
MOST_GROWTH = 400 * 1024  # KiB
Question = tuple[str, str, str, dict[str, str] | None]


FULL_TEXT = "wagtailsearch_indexentry_fts"


@pytest.fixture(scope="module")
def full_text_table(django_db_setup, django_db_blocker):
    """Wagtail's own migrations make its index of pages a virtual table; fast tests make it a plain one.

    Outside of the tests' transactions: in one that has changed a table SQLite reads its whole schema anew
    after each rollback, and here every request is rolled back.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        plain = cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [FULL_TEXT]).fetchone()[0]
        cursor.execute(f"DROP TABLE {FULL_TEXT}")
        cursor.execute(f"CREATE VIRTUAL TABLE {FULL_TEXT} USING fts5(title, body, autocomplete)")
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {FULL_TEXT}")
        cursor.execute(plain)


@pytest.fixture
def asking(full_text_table, site):
    """A shop with one of everything, and its four visitors."""
    world = make_world(site, "zh-hans")
    found = Asking(cookies_of(world))
    found.known = {
        "order_number": world.order.number,
        "number": world.order.number,
        "key": world.wishlist.key,
        "to_key": world.wishlist.key,
        "category_slug": world.category.slug,
        "product_slug": world.bowl.slug,
        "reference": str(world.commission.reference),
    }
    logging.disable(logging.CRITICAL)
    yield found
    logging.disable(logging.NOTSET)


def _paths(asking: Any) -> Iterator[Question]:
    for route in routes():
        for slot in route.slots:
            for value in HOSTILE:
                path = route.address({**asking.known, slot: quote(value, safe="")})
                yield from (
                    (visitor, method, path, None) for visitor in VISITORS for method in ("GET", "POST")
                )


def _pages(asking: Any, chosen: random.Random) -> Iterator[tuple[str, str, Any]]:
    every = [(visitor, route.address(asking.known)) for route in routes() for visitor in VISITORS]
    for visitor, path in chosen.sample(every, min(len(every), REQUESTS // 12)):
        yield visitor, path, asking.ask(visitor, "GET", path)


def _queries(asking: Any, chosen: random.Random) -> Iterator[Question]:
    for visitor, path, page in _pages(asking, chosen):
        names = {name for method, _action, fields in forms_in(page) if method == "GET" for name in fields}
        if page is not None and page.status_code == 200:
            for value in HOSTILE:
                yield visitor, "GET", path, dict.fromkeys(QUERY, value)
                yield from (
                    (visitor, "GET", path, {name: value}) for name in (names | set(QUERY)) - {"export"}
                )


def _posts(asking: Any, chosen: random.Random) -> Iterator[Question]:
    seen = set()
    for visitor, path, page in _pages(asking, chosen):
        yield from ((visitor, "POST", path, dict.fromkeys(QUERY, value)) for value in ("", *HOSTILE[::4]))
        for method, action, fields in forms_in(page):
            place = (visitor, action or path, tuple(sorted(fields)))
            if method != "POST" or place in seen:
                continue
            seen.add(place)
            for value in HOSTILE:
                yield visitor, "POST", action or path, dict.fromkeys(fields, value)
                yield from ((visitor, "POST", action or path, {**fields, name: value}) for name in fields)


@pytest.mark.parametrize("kind", ["paths", "queries", "posts"])
def test_no_address_breaks(asking, kind, capsys):
    chosen = random.Random(SEED)
    questions = list(_paths(asking) if kind == "paths" else globals()[f"_{kind}"](asking, chosen))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for question in chosen.sample(questions, min(len(questions), REQUESTS)):
        asking.ask(*question)

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    with capsys.disabled():
        if REQUESTS > 500:
            answers = {status: asking.statuses[status] for status in sorted(asking.statuses)}
            print(f"\n{kind}: {answers} of {len(questions)}, {grown} KiB more")  # noqa: T201 - the table
    assert not asking.failed, "\n".join(asking.failed)
    assert grown < MOST_GROWTH
