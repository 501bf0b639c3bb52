"""How long a thousand invoices take and what they hold: `python -m bench.documents [--documents 1000] [--lines 3]`.

Works on a database of its own (SQLite in memory): orders are written, then invoices are issued (numbers, frozen data,
rows of tax), then each is drawn as PDF/A-3 with its XML inside, a third in each language, then all of them are read as
one ZIP as the back office streams it. Printed are seconds in all and milliseconds of each, the size of a file, and the
peak of memory before and after, so that what a thousand documents leave behind is seen. The first document of a
process reads the fonts; that is printed by itself.
"""

import argparse
import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django

LANGUAGES = ("en", "zh-hans", "zh-hant")
TITLES = ("Tide bowl", "青花瓷花瓶", "手拉胚茶壺")


def peak() -> float:
    """Return the most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def measured(what: str, count: int) -> Iterator[None]:
    """Print what a block took."""
    began, cpu, held = time.perf_counter(), time.process_time(), peak()
    yield
    seconds, busy = time.perf_counter() - began, time.process_time() - cpu
    print(
        f"{what:<34}{seconds:8.2f} s{busy:8.2f} s CPU{1000 * busy / count:9.2f} ms each"
        f"   peak {held:.0f} -> {peak():.0f} MB"
    )


def run(count: int, lines: int) -> None:
    """Fill, write, draw, pack."""
    from django.db import connection, transaction  # noqa: PLC0415

    from shop.documents.archive import zip_chunks  # noqa: PLC0415
    from shop.documents.models import Document  # noqa: PLC0415
    from shop.documents.rendering import document_pdf  # noqa: PLC0415
    from shop.documents.services import issue_invoice  # noqa: PLC0415
    from tests.shop.factories import OrderFactory, ProductFactory, make_seller  # noqa: PLC0415

    make_seller()
    products = [
        ProductFactory(title=f"{TITLES[number % 3]} {number}", num_in_stock=10 * count)
        for number in range(lines)
    ]
    orders: list[Any] = []
    with measured(f"{count} orders (not measured for)", count), transaction.atomic():
        for number in range(count):
            language = LANGUAGES[number % 3]
            orders.append(OrderFactory(lines=[(product, 2) for product in products], language=language))
        connection.run_on_commit.clear()  # mails and events are not what is measured
    with measured(f"{count} invoices written", count):
        for order in orders:
            issue_invoice(order)
    first = Document.objects.order_by("pk")[0]
    with measured("first PDF of the process", 1):
        document_pdf(first)
    sizes: list[int] = []
    with measured(f"{count} PDFs with XML", count):
        found = Document.objects.order_by("pk").iterator(chunk_size=100)
        sizes.extend(len(document_pdf(document)) for document in found)
    print(f"size of a PDF: {min(sizes):,} to {max(sizes):,} bytes")
    with measured(f"ZIP of {count}", count):
        packed = sum(len(chunk) for chunk in zip_chunks(Document.objects.order_by("pk")))
    print(f"size of the ZIP: {packed:,} bytes")


def main() -> None:
    """Read the arguments, make the database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--lines", type=int, default=3)
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    from django.test.utils import get_runner, setup_test_environment  # noqa: PLC0415

    setup_test_environment()
    runner: Any = get_runner(django.conf.settings)(verbosity=0, interactive=False)
    made = runner.setup_databases()
    work: Callable[[int, int], None] = run
    try:
        work(args.documents, args.lines)
    finally:
        runner.teardown_databases(made)


if __name__ == "__main__":
    main()
