"""How quick the CRM is at a million customers: list, search of everything, a customer's page; CLV; identity; memory.

    python -m bench.crm --postgres postgres://USER@HOST:PORT/postgres [--rows 1000000] [--rounds 20] [--keep DATABASE]
        [--identity 100000]

Makes a database on that server (`--keep` names one that stays and is used again), fills it by COPY, and asks each
address as a member of staff would, with Django's own test client: middleware, queries and template, no network. Of each it
prints the median and the 95th percentile in milliseconds, the processor time of this process and of the server's
(where it runs on this machine), which other work does not lengthen as it does the first two, and queries. "Page 100" is reached by following "Next". Targets: list and search 100 ms at p95, page of a customer with
10,000 entries 1 s. `--identity` also imports so many rows as `bench.identity` does. Ends with status 1 where a target
is missed.
"""

import argparse
import os
import random
import re
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg

FAST, PAGE = 100.0, 1000.0
CUSTOMERS = "/cms/customers/"
PAGES, ENTRIES = 99, 10_000
FITTED = 100_000
LISTS = {
    "first page": "",
    "filter: stage": "?stage=lost",
    "filter: type": "?kind=company",
    "filter: owner": "?owner={owner}",
    "sort: name": "?ordering=name",
    "sort: total spent": "?ordering=-spent",
    "sort: last order": "?ordering=-last_order_at",
    "sort: next order": "?ordering=next_order_on",
    "stage by total spent": "?stage=at_risk&ordering=-spent",
    "search: weber": "?q=weber",
    "search: zimmermann paul": "?q=zimmermann+paul",
    "search: 王淑芬": "?q=王淑芬",
}
QUERIES = (
    "weber",
    "anna weber",
    "zimmerm",
    "王淑芬",
    "淑芬王",
    "张伟",
    "許",
    "wang shufen",
    "wsf",
    "li",
    "mueller",
    "Jörg Kr",
    "O'Neill",
    "4711",
    "0151 000047",
    "+49 (0)160 0012",
    "anna.weber4@",
    "12345@mail",
    "keramik dresden",
    "nobody of that name",
)


@dataclass
class Result:
    """What one address took: milliseconds, sorted; processor time of this process; queries."""

    what: str
    times: list[float]
    busy: float
    server: float
    queries: int
    target: float

    @property
    def p95(self) -> float:
        """The 95th percentile."""
        return self.times[min(len(self.times) - 1, round(0.95 * len(self.times)))]

    def line(self) -> str:
        """Write it as a row of the table."""
        mark = f"  <-- over {self.target:.0f}" if self.p95 > self.target else ""
        median = statistics.median(self.times)
        return f"{median:>8.0f} {self.p95:>8.0f} {self.busy:>8.0f} {self.server:>8.0f} {self.queries:>8}  {self.what}{mark}"


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--postgres", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--keep", default="")
    parser.add_argument("--identity", type=int, default=0)
    options = parser.parse_args()
    name = options.keep or f"bench_crm_{os.getpid()}"
    with psycopg.connect(options.postgres, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f'CREATE DATABASE "{name}"')
        try:
            url = urlsplit(options.postgres)._replace(path=f"/{name}").geturl()
            with tempfile.TemporaryDirectory() as folder:
                sys.exit(_measure(url, folder, options))
        finally:
            if not options.keep:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _measure(url: str, folder: str, options: argparse.Namespace) -> int:
    os.environ |= {
        "DATABASE_URL": url,
        "KILN_VAR_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "bench.kiln_settings",
    }
    import django  # noqa: PLC0415

    django.setup()
    from django.test import Client  # noqa: PLC0415

    from shop.user.models import User  # noqa: PLC0415

    _fill(options.rows)
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(email="bench@example.com"))
    print(f"{'p50 ms':>8} {'p95 ms':>8} {'cpu ms':>8} {'server':>8} {'queries':>8}")
    results = [*_lists(client, options.rounds), *_searches(client, options.rounds)]
    results.append(_asked(client, "customer with 10,000 entries", _long_page(), options.rounds, PAGE))
    missed = sum(result.p95 > result.target for result in results)
    _fit(options.rows)
    if options.identity:
        from bench.identity import measure_import  # noqa: PLC0415

        measure_import(options.identity)
    print(f"memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return int(bool(missed))


def _fill(rows: int) -> None:
    """Migrate and write the customers, unless they are there; indexes of words are made afterwards."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from bench.crm_data import fill  # noqa: PLC0415
    from crm_core.customers.finding.indexes import INDEXES  # noqa: PLC0415
    from crm_core.customers.models import Customer  # noqa: PLC0415
    from shop.user.models import User  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    if Customer.objects.filter(pk=rows).exists():
        return
    started = time.perf_counter()
    User.objects.create(email="bench@example.com", is_staff=True, is_superuser=True)
    owners = [User.objects.create(email=f"rep{n}@example.com", is_staff=True).pk for n in range(20)]
    with connection.cursor() as cursor:
        for index in INDEXES:
            cursor.execute(f"DROP INDEX IF EXISTS {index.name}")
        fill(rows, owners)
        print(f"{rows:,} customers are there after {time.perf_counter() - started:.0f} s", flush=True)
        for index in INDEXES:
            index.install(connection)
        cursor.execute("VACUUM ANALYZE")
    print(f"with their indexes after {time.perf_counter() - started:.0f} s", flush=True)


def _asked(client: Any, what: str, address: str, rounds: int, target: float) -> Result:
    """Ask an address once to warm up and some times more."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from config.call_stack import with_room  # noqa: PLC0415

    get = with_room(client.get)  # as the server's entry point has it

    def ask() -> float:
        started = time.perf_counter()
        response = get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address}: {response.status_code}")
        return (time.perf_counter() - started) * 1000

    with CaptureQueriesContext(connection) as captured:
        ask()
        queries = len(captured)
    times, busy = [], []
    server = _server_time(connection)
    for _round in range(rounds):
        before = time.process_time()
        times.append(ask())
        busy.append((time.process_time() - before) * 1000)
    server = (_server_time(connection) - server) / rounds
    result = Result(what, sorted(times), statistics.median(busy), server, queries, target)
    print(result.line(), flush=True)
    return result


def _server_time(connection: Any) -> float:
    """Return the milliseconds of processor time that the server's process used so far; 0 where it is not here."""
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if not stat.exists() or "postgres" not in stat.read_text():
        return 0.0
    spent = stat.read_text().rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def _lists(client: Any, rounds: int) -> list[Result]:
    from crm_core.customers.models import Customer  # noqa: PLC0415

    owner = Customer.objects.exclude(owner=None).order_by("pk").values_list("owner", flat=True)[0]
    found = [
        _asked(client, f"list, {what}", CUSTOMERS + query.format(owner=owner), rounds, FAST)
        for what, query in LISTS.items()
    ]
    address = _following(client, PAGES)
    return [*found, _asked(client, "list, page 100 by Next", address, rounds, FAST)]


def _following(client: Any, pages: int) -> str:
    """Follow "Next" so many times; return the address one comes to."""
    address = CUSTOMERS
    for _page in range(pages):
        page = client.get(address).content.decode()
        found = re.search(r'<li class="next">\s*<a\s+href="([^"]+)"', page)
        if found is None:
            raise SystemExit(f"{address} has no next page")
        address = unescape(found.group(1))
    return address


def _searches(client: Any, rounds: int) -> list[Result]:
    return [
        _asked(
            client,
            f"search of everything: {text}",
            f"/cms/search/?{urlencode({'part': 1, 'q': text})}",
            rounds,
            FAST,
        )
        for text in QUERIES
    ]


def _long_page() -> str:
    """Give one customer 10,000 entries and return their page."""
    from django.utils import timezone  # noqa: PLC0415

    from crm_core.customers.models import Customer  # noqa: PLC0415
    from crm_core.timeline.models import TimelineEntry  # noqa: PLC0415

    customer, now = Customer.objects.order_by("pk")[0], timezone.now()
    there = TimelineEntry.objects.filter(customer=customer).count()
    TimelineEntry.objects.bulk_create(
        [
            TimelineEntry(
                customer=customer,
                kind="account.registered",
                occurred_at=now - timedelta(hours=number),
                source=f"bench:{number}",
            )
            for number in range(there, ENTRIES)
        ],
        batch_size=1000,
    )
    return f"{CUSTOMERS}{customer.pk}/"


def _fit(rows: int) -> None:
    """Print how long both models of CLV take to fit for a sample of the customers' size."""
    from datetime import date  # noqa: PLC0415
    from decimal import Decimal  # noqa: PLC0415

    from crm_core.scores.estimation import purchases_of  # noqa: PLC0415
    from crm_core.scores.fitting import fit_bg_nbd, fit_gamma_gamma  # noqa: PLC0415

    rng, today = random.Random(7), date(2026, 11, 30)
    number = min(rows, FITTED)
    known = []
    for _customer in range(number):
        first = today - timedelta(days=rng.randrange(30, 1000))
        days = {first: Decimal(rng.randrange(10, 300))}
        pause, day = rng.gammavariate(2, 40), first
        while rng.random() < 0.8:
            day += timedelta(days=1 + int(rng.expovariate(1 / pause)))
            if day > today:
                break
            days[day] = Decimal(rng.randrange(10, 300))
        known.append(purchases_of(days, today=today))
    for what, fit in (("BG/NBD", fit_bg_nbd), ("Gamma-Gamma", fit_gamma_gamma)):
        print(f"fit of {what} to {number:,} customers: {_seconds(fit, known):.1f} s of one core", flush=True)


def _seconds(call: Callable[[Any], object], argument: object) -> float:
    started = time.process_time()
    call(argument)
    return time.process_time() - started


if __name__ == "__main__":
    main()
