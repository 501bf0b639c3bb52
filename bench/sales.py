"""How quick the screens of sales are at 100,000 deals: the board, the list and the page of a deal.

    python -m bench.sales --postgres postgres://USER@HOST:PORT/postgres [--deals 100000] [--customers 20000]
        [--rounds 20] [--keep DATABASE]

Makes a database on that server (`--keep` names one that stays and is used again), fills it, and asks each address as a
member of staff would, with Django's own test client. Of each it prints the median and the 95th percentile in
milliseconds and the number of queries; with `--sql` the slowest statement of each. Target: 300 ms at p95. Ends with
status 1 where one is missed.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import psycopg

TARGET = 300.0
BATCH = 5000
NAMES = ("Vases for the lobby", "Spring order", "Tableware", "Replacement", "New branch", "Gifts for guests")


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--postgres", required=True)
    parser.add_argument("--deals", type=int, default=100_000)
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--keep", default="")
    parser.add_argument("--sql", action="store_true")
    options = parser.parse_args()
    name = options.keep or f"bench_sales_{os.getpid()}"
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
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    _staff()
    fill_deals(options.customers, options.deals)
    print(f"{'p50 ms':>8} {'p95 ms':>8} {'queries':>8}")
    return int(any(part(options) for part in (board,)))


def _staff() -> None:
    """Make an administrator who sees everything, and representatives who own the customers."""
    from shop.user.models import User  # noqa: PLC0415

    for email, is_head in (
        ("bench@example.com", True),
        *((f"rep{number}@example.com", False) for number in range(20)),
    ):
        User.objects.get_or_create(email=email, defaults={"is_staff": True, "is_superuser": is_head})


def fill_deals(customers: int, deals: int) -> None:
    """Write customers and deals, four in ten of them open, unless they are there."""
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from crm_core.activities.models import Activity  # noqa: PLC0415
    from crm_core.customers.models import Customer  # noqa: PLC0415
    from crm_core.pipeline.models import Deal, LossReason, Pipeline  # noqa: PLC0415
    from crm_core.pipeline.stages import stages_of  # noqa: PLC0415
    from shop.user.models import User  # noqa: PLC0415

    if Deal.objects.count() >= deals:
        return
    started, rng, now = time.perf_counter(), random.Random(7), timezone.now()
    reps = list(User.objects.filter(email__startswith="rep").order_by("pk"))
    Customer.objects.bulk_create(
        [
            Customer(name=f"Account {number}", kind="company", owner=reps[number % len(reps)])
            for number in range(customers)
        ],
        batch_size=BATCH,
    )
    accounts = list(Customer.objects.order_by("pk").values_list("pk", "owner"))
    ways = [(pipeline, list(stages_of(pipeline))) for pipeline in Pipeline.objects.order_by("pk")]
    reasons = list(LossReason.objects.values_list("pk", flat=True))

    def one(number: int) -> Deal:
        account, owner = accounts[rng.randrange(len(accounts))]
        pipeline, stages = ways[number % len(ways)]
        stage = rng.choice(stages[:-2]) if rng.random() < 0.4 else rng.choice(stages[-2:])
        created = now - timedelta(days=rng.randrange(1, 1000))
        since = created + (now - created) * rng.random()
        return Deal(
            title=f"{rng.choice(NAMES)} {number}",
            customer_id=account,
            owner_id=owner,
            pipeline=pipeline,
            stage=stage,
            state=stage.kind,
            amount=rng.randrange(100, 90_000),
            expected_close_on=(now + timedelta(days=rng.randrange(-30, 90))).date(),
            stage_since=since,
            created_at=created,
            closed_at=None if stage.is_open else since,
            loss_reason_id=rng.choice(reasons) if stage.kind == "lost" else None,
        )

    for first in range(0, deals, BATCH):
        Deal.objects.bulk_create([one(number) for number in range(first, min(first + BATCH, deals))])
    _steps(Deal, Activity, now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"{deals:,} deals are there after {time.perf_counter() - started:.0f} s", flush=True)


def _steps(deal_model: Any, activity_model: Any, now: Any) -> None:
    """Plan a next step for two of three open deals."""
    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415

    kind = ContentType.objects.get_for_model(deal_model)
    open_deals = deal_model.objects.filter(state="open").values_list("pk", "customer", "owner")
    activity_model.objects.bulk_create(
        [
            activity_model(
                subject="Call them",
                kind="call",
                customer_id=customer,
                content_type=kind,
                object_id=pk,
                assignee_id=owner,
                due_at=now + timedelta(days=pk % 30),
            )
            for pk, customer, owner in open_deals
            if pk % 3
        ],
        batch_size=BATCH,
    )


def board(options: argparse.Namespace) -> bool:
    """Measure board, list, page and reports for who sees everything, and the board of a representative."""
    from django.contrib.auth.models import Permission  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from crm_core.pipeline.models import Deal, Pipeline  # noqa: PLC0415
    from shop.user.models import User  # noqa: PLC0415

    head, rep = Client(HTTP_HOST="localhost"), Client(HTTP_HOST="localhost")
    head.force_login(User.objects.get(email="bench@example.com"))
    user = User.objects.get(email="rep0@example.com")
    codes = ("access_admin", "view_customer", "view_deal", "change_deal")
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    rep.force_login(user)
    second = Pipeline.objects.order_by("pk")[1].pk
    deal = Deal.objects.filter(state="open").order_by("pk")[0]
    asked: list[tuple[Any, str, str]] = [
        (head, "board", reverse("deals:board")),
        (head, "board, the other pipeline", f"{reverse('deals:board')}?pipeline={second}"),
        (head, "board, one owner", f"{reverse('deals:board')}?owner={user.pk}"),
        (head, "board, stuck", f"{reverse('deals:board')}?mark=stuck"),
        (head, "board, without a next step", f"{reverse('deals:board')}?mark=no_step"),
        (head, "board, search", f"{reverse('deals:board')}?q=lobby+4711"),
        (rep, "board of a representative", reverse("deals:board")),
        (head, "list", reverse("deals:index")),
        (head, "list, open by amount", f"{reverse('deals:index')}?state=open&ordering=-amount"),
        (head, "list, without a next step", f"{reverse('deals:index')}?mark=no_step"),
        (head, "page of a deal", reverse("deals:inspect", args=[deal.pk])),
    ]
    missed = [_asked(client, what, address, options) > TARGET for client, what, address in asked]
    return any(missed)


def _asked(client: Any, what: str, address: str, options: argparse.Namespace) -> float:
    """Ask an address once to warm up and some times more; print and return the 95th percentile."""
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
        queries = list(captured.captured_queries)
    times = sorted(ask() for _round in range(options.rounds))
    p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
    mark = f"  <-- over {TARGET:.0f}" if p95 > TARGET else ""
    print(f"{statistics.median(times):>8.0f} {p95:>8.0f} {len(queries):>8}  {what}{mark}", flush=True)
    if options.sql:
        slowest = max(queries, key=lambda query: float(query["time"]))
        spent = sum(float(query["time"]) for query in queries)
        print(f"{'':>27}{spent:.3f} s of SQL; {slowest['time']} s: {slowest['sql'][:1500]}", flush=True)
    return p95


if __name__ == "__main__":
    main()
