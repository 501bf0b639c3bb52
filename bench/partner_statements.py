"""How quick a partner's statement is with 100,000 order lines.

    python -m bench.partner_statements --postgres postgres://USER@HOST:PORT/postgres [--lines 100000] [--rounds 5]
        [--keep DATABASE]

Makes a database on that server (`--keep` names one that stays and is used again), fills it with one partner whose
month has as many lines in as many entries, and prints the slowest of the rounds in seconds: adding the month up,
drawing the statement up, its page in the portal, and its CSV. Target: 2 s each, of the CSV 10 s. Ends with status 1
where one is missed.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import urlsplit

import psycopg

TARGET, FILE_TARGET = 2.0, 10.0
LINES_EACH, BATCH = 10, 5000
MONTH = date(2026, 3, 1)


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--postgres", required=True)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", default="")
    options = parser.parse_args()
    name = options.keep or f"bench_statements_{os.getpid()}"
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
    user_id = fill(options.lines)
    missed = False
    for label, work, target in parts(user_id):
        slowest = max(_seconds(work) for _round in range(options.rounds))
        missed |= slowest > target
        print(f"{label:<24} {slowest:>7.2f} s (target {target:.0f} s)")
    return int(missed)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def fill(lines: int) -> int:
    """Write a partner with its orders, lines, accruals and entries; return its user's key."""
    from django.db import connection  # noqa: PLC0415

    from partners.accounts.models import PartnerAccount  # noqa: PLC0415
    from partners.accounts.services import add_person  # noqa: PLC0415
    from partners.rewards.models import LedgerEntry, RewardAccrual, RewardRule  # noqa: PLC0415
    from shop.b2b.models import Company  # noqa: PLC0415
    from shop.b2b.presets import ADMINISTRATOR  # noqa: PLC0415
    from shop.order.models import Line, Order  # noqa: PLC0415
    from shop.user.models import User  # noqa: PLC0415

    user, is_new = User.objects.get_or_create(email="bench@partner.example")
    if not is_new:
        return int(user.pk)
    account = PartnerAccount.objects.create(
        company=Company.objects.create(name="Bench"), code="bench", commission_rate=8
    )
    add_person(account, user, preset=ADMINISTRATOR)
    rule = RewardRule.objects.create(
        name="SPIF", kind="spif", currency="EUR", amount=Decimal(1), valid_from=date(2026, 1, 1)
    )
    booked = datetime(2026, 3, 10, 12, tzinfo=UTC)
    money = {"total_incl_tax": 119, "total_excl_tax": 100}
    orders = Order.objects.bulk_create(
        [
            Order(number=f"B{number}", currency="EUR", date_placed=booked, **money)
            for number in range(lines // LINES_EACH)
        ],
        batch_size=BATCH,
    )
    price = {"line_price_incl_tax": Decimal("11.90"), "line_price_excl_tax": Decimal(10)}
    before = {
        "line_price_before_discounts_incl_tax": Decimal("11.90"),
        "line_price_before_discounts_excl_tax": Decimal(10),
    }
    rows = Line.objects.bulk_create(
        [
            Line(order=order, partner_sku="B", title="Cup", quantity=1, num_allocated=0, **price, **before)
            for order in orders
            for _line in range(LINES_EACH)
        ],
        batch_size=BATCH,
    )
    mine = {"account": account, "currency": "EUR", "period_start": date(2026, 1, 1), "rule": rule}
    RewardAccrual.objects.bulk_create(
        [
            RewardAccrual(order_id=row.order_id, line=row, base=10, quantity=1, amount=1, **mine)
            for row in rows
        ],
        batch_size=BATCH,
    )
    LedgerEntry.objects.bulk_create(
        [
            LedgerEntry(
                order_id=row.order_id, kind="reward", why="earned", amount=1, booked_at=booked, **mine
            )
            for row in rows
        ],
        batch_size=BATCH,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return int(user.pk)


def parts(user_id: int) -> list[tuple[str, Callable[[], object], float]]:
    """List what is measured, each with its target in seconds."""
    from django.test import Client  # noqa: PLC0415

    from partners.accounts.models import PartnerAccount  # noqa: PLC0415
    from partners.rewards.queries import sums_of_month  # noqa: PLC0415
    from partners.rewards.services.statements import draw_statements  # noqa: PLC0415
    from shop.user.models import User  # noqa: PLC0415

    account = PartnerAccount.objects.get(code="bench")
    client = Client()
    client.force_login(User.objects.get(pk=user_id))

    def ask(path: str) -> None:
        answer = client.get(path, secure=True)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status_code}")

    page = "/partners/statements/EUR/2026-03/"
    return [
        ("month added up", lambda: sums_of_month(account, "EUR", MONTH), TARGET),
        ("statements drawn up", lambda: draw_statements(now=datetime(2026, 4, 2, tzinfo=UTC)), TARGET),
        ("page of the statement", lambda: ask(page), TARGET),
        ("list of statements", lambda: ask("/partners/statements/"), TARGET),
        ("CSV of the statement", lambda: ask(f"{page}csv/"), FILE_TARGET),
    ]


if __name__ == "__main__":
    main()
