"""`manage.py import_online_retail FOLDER`: a year of real orders, written as if they had happened here."""

import resource
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm_core.order_history.articles import Articles
from crm_core.order_history.online_retail import ENDS, Skipped, read_invoices
from crm_core.order_history.past_orders import PastCancellation, PastOrder
from crm_core.order_history.services import PastWriter, count_again
from crm_core.scores.management.commands.rescore_customers import told
from crm_core.scores.services import refit
from shop.configuration.queries import shop_currency

NAME = "Online Retail"
INVOICES_A_TIME = 250
WEEK = 7


class Command(BaseCommand):
    help = "Import UCI Online Retail: customers, orders, timeline, stages and scores; safe to repeat"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where transactions_to_2011-10-31.csv.gz lies")
        parser.add_argument(
            "--keep-dates",
            action="store_true",
            help="leave the orders in 2010 and 2011; without it the last day becomes one of the last seven",
        )
        parser.add_argument("--invoices", type=int, help="so many invoices only")

    def handle(
        self, *args: object, folder: Path, keep_dates: bool, invoices: int | None, **options: object
    ) -> None:
        started = time.perf_counter()
        currency = shop_currency()
        writer = PastWriter(articles=Articles(NAME, currency=currency), currency=currency, language="en")
        skipped = Skipped()
        later = timedelta() if keep_dates else _shift()
        try:
            read = islice(read_invoices(folder, later=later, skipped=skipped), invoices)
            orders, found, missed = self._write(writer, read)
        except FileNotFoundError as error:
            raise CommandError(str(error)) from error
        seconds, buyers = time.perf_counter() - started, len(writer.customers)
        self.stdout.write(
            f"{orders} new orders of {buyers} customers in {seconds:.0f} s; "
            f"{found} pieces cancelled, {missed} cancelled of orders that are not here.\n"
            f"Left out: {skipped.anonymous} lines without a customer, {skipped.no_goods} of postage or fees, "
            f"{skipped.repeated} repeated.\n"
            f"Amounts, pounds in the data, are written in {currency} as they stand."
        )
        self.stdout.write(told(refit()))
        count_again(writer.customers.values())
        self.stdout.write(
            f"Done in {time.perf_counter() - started:.0f} s; memory at most "
            f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB. "
            "The worker tells the timeline of the stages."
        )

    def _write(
        self, writer: PastWriter, invoices: Iterator[PastOrder | PastCancellation]
    ) -> tuple[int, int, int]:
        """Write invoices in slices; cancellations after the orders of their slice. Return the counts."""
        orders = found = missed = 0
        while batch := list(islice(invoices, INVOICES_A_TIME)):
            orders += writer.write([one for one in batch if isinstance(one, PastOrder)])
            taken, left = writer.cancel([one for one in batch if isinstance(one, PastCancellation)])
            found, missed = found + taken, missed + left
        return orders, found, missed


def _shift() -> timedelta:
    """Return by how many whole weeks the data moves, so that it ends before today and weekdays stay."""
    days = (timezone.localdate() - ENDS.date()).days - 1
    return timedelta(days=days - days % WEEK)
