"""How quick rules are: events through fifty active rules, and a schedule over a million customers, on PostgreSQL.

    python -m bench.automation --postgres postgres://USER@HOST:PORT/postgres [--rows 1000000] [--listeners 100000]
        [--events 2000] [--runs 1000] [--keep DATABASE]

Makes a database on that server (`--keep` names one that stays and is used again) and fills it by COPY. "Schedule" goes
through `--rows` customers with a rule whose conditions the database answers ("ordered monthly, not for 45 days, not
lost, without a tag"), and with one of which a part is answered in Python (the number of open activities); each
customer who matches gets a run. "Again" is the next day's pass, where nobody is new. "Steps" carries out `--runs` of the
runs (an activity for the owner each). "Events" publishes `--events` events about `--listeners` customers, of ten kinds
with five rules each, and delivers them to the rules alone. Wall time, processor time of this process and of the server.
Target: the schedule in under 60 s of processor time of both together. Ends with status 1 where it is missed.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import psycopg

TARGET = 60.0
NOW = datetime.now(UTC)
KINDS = (
    *("LifecycleStageChanged", "CustomerProfileChanged", "CustomersMerged", "IdentityConflictNoted"),
    *("ActivityPlanned", "ActivityCompleted", "ActivityCancelled", "CustomerOwnerAssigned"),
    *("CustomersUnmerged", "IdentityFactsChanged"),
)
CONDITIONS: list[dict[str, object]] = [
    {"field": "customer.interval", "is": "at_most", "value": "35"},
    {"field": "customer.last_order", "is": "ago_at_least", "value": "45"},
    {"field": "customer.orders", "is": "at_least", "value": "3"},
    {"field": "customer.stage", "is": "none_of", "value": ["lost"]},
]


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--postgres", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--listeners", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--keep", default="")
    options = parser.parse_args()
    name = options.keep or f"bench_automation_{os.getpid()}"
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
    _fill(options.rows)
    took = [_schedule(CONDITIONS, "schedule"), _schedule(CONDITIONS, "again", days=1)]
    mixed = [*CONDITIONS, {"field": "customer.open_activities", "is": "at_most", "value": "0"}]
    took.append(_schedule(mixed, "schedule, a part in Python"))
    _steps(options.runs)
    _events(options.events, min(options.listeners, options.rows))
    return int(max(took) > TARGET)


def _timed(what: str, call: Callable[[], object], number: int = 0) -> float:
    """Call, print how long it took; return the processor time of this process and of the server."""
    from django.db import connection  # noqa: PLC0415

    server, cpu, wall = _server_time(connection), time.process_time(), time.perf_counter()
    found = call()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    server = _server_time(connection) - server
    rate = f"{number / (cpu + server):9.0f}/s of processor time" if number else ""
    print(
        f"{what:<30} {found!s:>9}  {wall:7.1f} s  cpu {cpu:6.1f} s  server {server:6.1f} s {rate}", flush=True
    )
    return cpu + server


def _server_time(connection: Any) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123
            fields = stat.read().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _fill(rows: int) -> None:
    """Migrate and write the customers with their scores, unless they are there."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from crm_core.customers.models import Customer  # noqa: PLC0415
    from shop.user.models import User  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    owner, _is_new = User.objects.get_or_create(
        email="bench@example.com", defaults={"is_staff": True, "is_superuser": True}
    )
    if Customer.records.count() >= rows:
        return
    for table, columns, lines in (
        (
            "customers_customer",
            (
                "id, kind, name, email, phone, owner_id, language, created_at, orders_count, spent, "
                "last_order_at, stage, next_order_on"
            ),
            _customers(rows, owner.pk),
        ),
        (
            "scores_customerscore",
            "customer_id, calculated_at, orders, order_days, spent, margin_revenue, revenue, interval",
            _scores(rows),
        ),
    ):
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('customers_customer_id_seq', %s)", [rows])
        cursor.execute("ANALYZE")


def _customers(rows: int, owner: int) -> Iterator[tuple[object, ...]]:
    rng = random.Random(16)
    for number in range(1, rows + 1):
        orders = rng.choice((0, 1, 1, 2, 4, 9))
        last = NOW - timedelta(days=rng.randrange(1, 400)) if orders else None
        stage = rng.choice(("new", "active", "loyal", "at_risk", "lost")) if orders else "prospect"
        created = NOW - timedelta(days=500)
        yield (
            *(number, "person", f"Customer {number}", f"c{number}@bench.example", "", owner, "en", created),
            *(orders, orders * 40, last, stage, None),
        )


def _scores(rows: int) -> Iterator[tuple[object, ...]]:
    rng = random.Random(17)
    for number in range(1, rows + 1):
        yield (number, NOW, 3, 3, 100, 0, 100, rng.choice((None, 14.0, 28.0, 60.0, 120.0)))


def _rule(conditions: list[dict[str, object]], trigger: dict[str, object], name: str) -> Any:
    from crm_core.automation.models import Rule  # noqa: PLC0415
    from crm_core.automation.services import save_rule, turn_on  # noqa: PLC0415
    from shop.user.models import User  # noqa: PLC0415

    owner = User.objects.get(email="bench@example.com")
    call = {
        "id": "s1",
        "do": "create_activity",
        "with": {"kind": "call", "subject": "Call {name}", "days": 0},
    }
    call["with"] |= {"assignee": "owner", "priority": "2"}  # type: ignore[operator]
    made = Rule.objects.filter(name=name).first()
    if made is not None:
        return made
    definition = {
        "trigger": trigger,
        "conditions": {"all": conditions},
        "steps": [call],
        "once_per": "customer.last_order" if trigger["start"] == "schedule" else "fact",
    }
    return turn_on(save_rule(None, definition, name=name, by=None, owner=owner).rule, by=None)


def _schedule(conditions: list[dict[str, object]], what: str, *, days: int = 0) -> float:
    from crm_core.automation.models import ScheduledPass  # noqa: PLC0415
    from crm_core.automation.schedules import work  # noqa: PLC0415

    trigger = {"start": "schedule", "name": "every-customer"}
    rule = _rule(conditions, trigger, f"schedule {len(conditions)}")
    latest = ScheduledPass.objects.filter(rule=rule).order_by("-due_at").first()
    due = (latest.due_at if latest is not None else NOW) + timedelta(days=days or (1 if latest else 0))
    row = ScheduledPass.objects.create(rule=rule, version=rule.current, due_at=due)
    took = _timed(what, lambda: work(row.pk, seconds=3600))
    row.refresh_from_db()
    print(f"{'':<30} {row.matched} matched, {row.started} runs started")
    return took


def _steps(number: int) -> None:
    from django.utils import timezone  # noqa: PLC0415

    from crm_core.automation.engine import advance, due_runs  # noqa: PLC0415

    due = due_runs(timezone.now(), limit=number)
    _timed("steps", lambda: [advance(pk) for pk in due] and len(due), len(due))


def _events(number: int, customers: int) -> None:
    from crm_core.automation.models import RuleRun  # noqa: PLC0415
    from shop.events.registry import EVENTS, SUBSCRIBERS  # noqa: PLC0415
    from shop.events.services import publish_all  # noqa: PLC0415
    from shop.events.tasks import deliver_due  # noqa: PLC0415

    SUBSCRIBERS.clear()  # the rules alone
    for kind in KINDS:
        for place in range(5):
            conditions = [
                CONDITIONS[0],
                {"field": "customer.orders", "is": "at_least", "value": str(3 + place)},
            ]
            _rule(conditions, {"start": "event", "name": kind}, f"{kind} {place}")
    rng = random.Random(18)
    events = []
    for _each in range(number):
        kind = EVENTS[rng.choice(KINDS)]
        values = {field.name: _value(field.name, str(field.type), rng) for field in fields(kind)}
        values["customer_id"] = rng.randrange(1, customers + 1)
        events.append(kind(**values))
    before = RuleRun.objects.count()
    publish_all(events)

    def deliver() -> int:
        from shop.events.models import Delivery  # noqa: PLC0415

        while Delivery.objects.filter(state="pending").exists():
            deliver_due()
        return RuleRun.objects.count() - before

    _timed(f"events through {len(KINDS) * 5} rules", deliver, number)


def _value(name: str, kind: str, rng: random.Random) -> object:
    if "str" in kind:
        return "new"
    return rng.randrange(10**9, 2 * 10**9) if name != "customer_id" else 0


if __name__ == "__main__":
    main()
