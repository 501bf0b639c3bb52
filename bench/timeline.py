"""How long the page of a customer with 10,000 entries takes, and pages deep in its timeline.

    python -m bench.timeline [--entries 10000] [--rounds 7] [--postgres postgres://USER@HOST:PORT/postgres]

Fills a database of its own with two hundred customers and a timeline of so many entries each for the first and the last
(orders, mails with their text, notes), then asks as a member of staff would, with Django's own test client. For each
address it prints the median and the 95th percentile in milliseconds and the number of queries; with PostgreSQL also how
the first page and a deep one are read. Ends with status 1 when an address takes more than a second.
"""

import argparse
import contextlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bench.backoffice import database

TARGET = 1000.0
OTHERS = 200


def fill(entries: int) -> int:
    """Write the customers and the timelines; return the number of the customer to look at."""
    from django.utils import timezone  # noqa: PLC0415

    from crm_core.customers.models import Customer, CustomerIdentifier  # noqa: PLC0415
    from crm_core.timeline.models import TimelineEntry  # noqa: PLC0415
    from crm_core.timeline.services import record_all  # noqa: PLC0415
    from shop.mail.models import Mail  # noqa: PLC0415
    from shop.user.models import User  # noqa: PLC0415

    User.objects.create_superuser("bench@example.com", None)
    customers = Customer.objects.bulk_create(
        Customer(name=f"Customer {number}", email=f"c{number}@bench.example") for number in range(OTHERS)
    )
    CustomerIdentifier.objects.bulk_create(
        CustomerIdentifier(customer=one, kind="email", value=one.email) for one in customers
    )
    now = timezone.now()
    for customer in (customers[0], customers[-1]):
        mails = Mail.objects.bulk_create(
            (
                Mail(
                    key=f"bench:{customer.pk}:{number}",
                    kind="order-dispatch",
                    to=customer.email,
                    language="en",
                    subject=f"Your order {number}",
                    text=f"Order {number} is on its way. " * 20,
                    html="<p>On its way</p>" * 200,
                    status=Mail.Status.SENT,
                    due_at=now,
                )
                for number in range(entries // 4)
            ),
            batch_size=500,
        )
        order = {"total": "12.00", "currency": "EUR", "lines": [{"title": "Vase", "quantity": 1}]}
        record_all(
            TimelineEntry(
                customer=customer,
                kind=("mail.written", "order.placed", "order.paid", "note")[number % 4],
                occurred_at=now - timedelta(hours=number),
                source=f"bench:{customer.pk}:{number}",
                text=f"Note {number}: likes celadon" if number % 4 == 3 else "",
                mail=mails[number // 4] if number % 4 == 0 and number // 4 < len(mails) else None,
                data={"number": f"K-{number}", **order} if number % 4 in {1, 2} else {},
            )
            for number in range(entries)
        )
    return customers[-1].pk


def addresses(customer: int) -> list[str]:
    """Return what is asked: the page, the timeline's first, middle and last page, filters, a search."""
    from crm_core.timeline.models import TimelineEntry  # noqa: PLC0415
    from crm_core.timeline.queries import cursor_of  # noqa: PLC0415

    page = f"/cms/customers/{customer}/"
    entries = TimelineEntry.objects.filter(customer=customer)
    middle = entries[entries.count() // 2]
    cursor = cursor_of(middle).replace("+", "%2B")
    return [
        page,
        f"{page}timeline/",
        f"{page}timeline/?before={cursor}",
        f"{page}timeline/?after={cursor}",
        f"{page}timeline/?entry={middle.pk}",
        f"{page}timeline/?group=talks",
        f"{page}timeline/?kind=mail.written",
        f"{page}timeline/?text=celadon",
        f"{page}timeline/?text=nothing+of+the+kind",
    ]


def explain(customer: int) -> None:
    """Print how PostgreSQL reads the first page and one from the middle."""
    from django.db import connection  # noqa: PLC0415

    from crm_core.timeline.models import TimelineEntry  # noqa: PLC0415
    from crm_core.timeline.queries import Selection, cursor_of, timeline_of  # noqa: PLC0415
    from shop.user.models import User  # noqa: PLC0415

    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    entries = timeline_of(
        TimelineEntry.objects.filter(customer=customer)[0].customer,
        User.objects.get(email="bench@example.com"),
        Selection(),
    )
    middle = entries.order_by("-occurred_at", "-pk")[entries.count() // 2]
    deep = entries.filter(occurred_at__lte=middle.occurred_at).exclude(
        occurred_at=middle.occurred_at, pk__gte=middle.pk
    )
    print(cursor_of(middle))
    for rows in (entries, deep):
        print(rows.order_by("-occurred_at", "-pk")[:21].explain(analyze=True))


def measure(asked: list[str], rounds: int) -> Iterator[tuple[str, float, float, int]]:
    """Ask every address; yield it with its median, its 95th percentile and its queries."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from shop.user.models import User  # noqa: PLC0415

    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(email="bench@example.com"))
    for address in asked:
        times = []
        client.get(address)
        for _turn in range(rounds):
            started = time.perf_counter()
            response = client.get(address)
            times.append((time.perf_counter() - started) * 1000)
            if response.status_code != 200:
                raise SystemExit(f"{address}: {response.status_code}")
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        times.sort()
        p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
        yield address, statistics.median(times), p95, len(captured)


def main() -> None:
    """Fill, measure, print; ends with status 1 when an address is over the target."""
    parser = argparse.ArgumentParser(description="The page of a customer with many entries")
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--postgres", default="")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ["DATABASE_URL"] = stack.enter_context(database(folder, options.postgres))
        os.environ["KILN_VAR_DIR"] = str(folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.kiln_settings"
        import django  # noqa: PLC0415

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        customer = fill(options.entries)
        explain(customer)
        print(f"{'p50 ms':>8} {'p95 ms':>8} {'queries':>8}  address")
        slow = 0
        for address, median, p95, queries in measure(addresses(customer), options.rounds):
            slow += p95 > TARGET
            print(f"{median:>8.0f} {p95:>8.0f} {queries:>8}  {address}", flush=True)
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
