"""How quick the screens of activities are: my day, the list, the calendar and the team at a million activities.

    python -m bench.activities --postgres postgres://USER@HOST:PORT/postgres [--activities 1000000] [--customers 100000]
        [--rounds 20] [--keep DATABASE] [--plan]

Makes a database on that server (`--keep` names one that stays and is used again), fills it by statements of the server's
own, and asks each address as three colleagues would, with Django's own test client: somebody who sees everything, a
manager with a team, a representative who sees their own customers. Of each it prints the median and the 95th percentile
in milliseconds and the number of queries. Target: 150 ms at p95. Ends with status 1 where it is missed. `--plan` also
prints how PostgreSQL reads a day and the list.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg

TARGET = 150.0
REPS, TEAMS = 100, 10
#: Who asks: an address of theirs.
EVERYTHING, MANAGER, REP = "all@bench.example", "rep0@bench.example", "rep1@bench.example"
DAYS = {
    "my day": "/cms/my-day/",
    "list, open": "/cms/activities/",
    "list, overdue": "/cms/activities/?state=overdue",
    "list, done, latest": "/cms/activities/?state=done&ordering=-due_at",
    "list, everything": "/cms/activities/?state=all&ordering=-due_at",
    "list, a word": "/cms/activities/?q=Call+4711",
    "calendar, month": "/cms/activities/calendar/",
    "calendar, week": "/cms/activities/calendar/?view=week",
    "team": "/cms/activities/team/",
    "customers without next step": "/cms/customers/?no_next_step=true",
    "customers without contact": "/cms/customers/?no_contact=90",
    "customer": "/cms/customers/{customer}/",
    "start page": "/cms/",
}


def fill_people() -> None:
    """Make a superuser, a manager in the first team, and a hundred representatives in ten teams."""
    from django.contrib.auth.models import Group  # noqa: PLC0415

    from config.roles.services import set_up_roles  # noqa: PLC0415
    from crm_core.customers.models import Team  # noqa: PLC0415
    from shop.user.models import User  # noqa: PLC0415

    User.objects.create_superuser(EVERYTHING, None)
    set_up_roles()
    reps = User.objects.bulk_create(
        User(email=f"rep{n}@bench.example", is_staff=True, first_name=f"Rep {n}") for n in range(REPS)
    )
    Group.objects.get(name="sales representative").user_set.set(reps)
    teams = Team.objects.bulk_create(Team(name=f"Team {n}") for n in range(TEAMS))
    for number, team in enumerate(teams):
        team.members.set(reps[number::TEAMS])
    manager, _is_new = Group.objects.get_or_create(name="manager")
    manager.permissions.set(Group.objects.get(name="sales representative").permissions.all())
    manager.permissions.add(_permission("view_team_customer"))
    reps[0].groups.set([manager])


def _permission(codename: str) -> object:
    from django.contrib.auth.models import Permission  # noqa: PLC0415

    return Permission.objects.get(codename=codename)


def fill_customers(number: int) -> None:
    """Make customers whom the representatives own in turn."""
    from crm_core.customers.models import Customer  # noqa: PLC0415
    from shop.user.models import User  # noqa: PLC0415

    reps = list(User.objects.filter(email__startswith="rep").order_by("pk").values_list("pk", flat=True))
    Customer.objects.bulk_create(
        (
            Customer(name=f"Customer {n}", email=f"c{n}@bench.example", owner_id=reps[n % len(reps)])
            for n in range(number)
        ),
        batch_size=5000,
    )


#: A third is open, a hundredth of it overdue; what is done lies in the three years before.
ACTIVITIES = """
INSERT INTO activities_activity (kind, subject, note, customer_id, assignee_id, due_at, all_day, priority, state,
    outcome, result, reason, reason_data, source, created_at, created_by_id, done_at, done_by_id, repeat, repeat_every,
    repeat_number, repeat_zone)
SELECT (ARRAY['todo', 'call', 'meeting', 'mail', 'visit'])[1 + n %% 5], 'Call ' || n, '', c.id, c.owner_id, m.due_at,
    n %% 2 = 0, 1 + n %% 3, CASE WHEN m.is_open THEN 'open' ELSE 'done' END, '', '', 'bench',
    jsonb_build_object('text', 'No order for 45 days'), '', now() - interval '1100 days', c.owner_id,
    CASE WHEN m.is_open THEN NULL ELSE m.due_at END, CASE WHEN m.is_open THEN NULL ELSE c.owner_id END, '', 1, 1, ''
FROM generate_series(1::bigint, %(rows)s) AS n
JOIN (SELECT id, owner_id, row_number() OVER (ORDER BY id) AS place FROM customers_customer) AS c
    ON c.place = 1 + n %% %(customers)s
CROSS JOIN LATERAL (SELECT n %% 3 = 0 AS is_open, date_trunc('day', now()) + (CASE WHEN n %% 3 = 0
    THEN (n / 3 * 7919 %% 40000) / 100 - 4 ELSE -1 - (n * 7919 %% 1100) END) * interval '1 day'
    + (n %% 9) * interval '1 hour' AS due_at) AS m
"""


def fill_activities(rows: int) -> None:
    """Make activities in one statement."""
    from django.db import connection  # noqa: PLC0415

    from crm_core.customers.models import Customer  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(ACTIVITIES, {"rows": rows, "customers": Customer.objects.count()})
        cursor.execute("UPDATE activities_activity SET due_at = date_trunc('day', due_at) WHERE all_day")
        cursor.execute("VACUUM ANALYZE")


def ask_activities() -> Iterator[tuple[str, str, str]]:
    """Yield who asks, what and where."""
    from crm_core.customers.models import Customer  # noqa: PLC0415
    from shop.user.models import User  # noqa: PLC0415

    for who in (EVERYTHING, MANAGER, REP):
        customer = Customer.objects.filter(owner=User.objects.get(email=REP)).latest("pk")
        for what, address in DAYS.items():
            if "{" not in address or who != MANAGER:
                yield who, what, address.format(customer=customer.pk)


def plan() -> None:
    """Print how PostgreSQL reads a day and the first page of the list."""
    from django.utils import timezone  # noqa: PLC0415

    from crm_core.activities.access import activities_visible_to  # noqa: PLC0415
    from crm_core.activities.queries import local_midnight, open_activities  # noqa: PLC0415
    from shop.user.models import User  # noqa: PLC0415

    rep = User.objects.get(email=REP)
    mine = open_activities().filter(assignee=rep, due_at__lt=local_midnight(timezone.localdate()))
    for rows in (mine, open_activities()):
        print(activities_visible_to(rep, rows).order_by("due_at", "pk")[:51].explain(analyze=True), "\n")


def measure(rounds: int) -> bool:
    """Ask everything, print it, and return whether an address missed the target."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from config.call_stack import with_room  # noqa: PLC0415
    from shop.user.models import User  # noqa: PLC0415

    missed = False
    print(f"{'p50 ms':>8} {'p95 ms':>8} {'queries':>8}  what, who")
    for who, what, address in ask_activities():
        client = Client(HTTP_HOST="localhost")
        client.force_login(User.objects.get(email=who))
        times = []
        get = with_room(client.get)  # as the server's entry point has it
        get(address)
        for _turn in range(rounds):
            started = time.perf_counter()
            response = get(address)
            times.append((time.perf_counter() - started) * 1000)
            if response.status_code != 200:
                raise SystemExit(f"{address}: {response.status_code}")
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        times.sort()
        p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
        missed |= p95 > TARGET
        mark = f"  <-- over {TARGET:.0f}" if p95 > TARGET else ""
        row = f"{statistics.median(times):>8.0f} {p95:>8.0f} {len(captured):>8}"
        print(f"{row}  {what}, {who.partition('@')[0]}{mark}", flush=True)
    return missed


def _run(url: str, folder: str, options: argparse.Namespace) -> int:
    os.environ |= {
        "DATABASE_URL": url,
        "KILN_VAR_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "bench.kiln_settings",
    }
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from shop.user.models import User  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    if not User.objects.filter(email=EVERYTHING).exists():
        started = time.perf_counter()
        fill_people()
        fill_customers(options.customers)
        fill_activities(options.activities)
        print(f"filled in {time.perf_counter() - started:.0f} s")
    if options.plan:
        plan()
    return int(measure(options.rounds))


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--postgres", required=True)
    parser.add_argument("--activities", type=int, default=1_000_000)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--keep", default="")
    parser.add_argument("--plan", action="store_true")
    options = parser.parse_args()
    name = options.keep or f"bench_activities_{os.getpid()}"
    with psycopg.connect(options.postgres, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f'CREATE DATABASE "{name}"')
        try:
            url = urlsplit(options.postgres)._replace(path=f"/{name}").geturl()
            with tempfile.TemporaryDirectory() as folder:
                sys.exit(_run(url, folder, options))
        finally:
            if not options.keep:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


if __name__ == "__main__":
    main()
