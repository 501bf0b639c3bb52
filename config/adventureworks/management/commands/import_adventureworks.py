"""`manage.py import_adventureworks FOLDER`: a maker's resellers, prices, people, orders."""

import resource
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from oscar.apps.address.models import Country

from config.adventureworks.companies import add_resellers, give_owners
from config.adventureworks.files import Files, months_until
from config.adventureworks.orders import articles_of, consumers_orders, resellers_orders
from config.adventureworks.prices import add_dealer_prices
from config.adventureworks.products import import_products
from config.adventureworks.team import add_quotas, add_sellers
from crm_core.forecast.backtest import keep_backtest
from crm_core.forecast.run_rate import forecast_all
from crm_core.order_history.articles import SoldArticles
from crm_core.order_history.past_orders import PastOrder
from crm_core.order_history.services import PastWriter, count_again
from crm_core.scores.management.commands.rescore_customers import told
from crm_core.scores.services import refit
from shop.configuration.queries import shop_currency
from shop.imports.errors import ImportFailedError

ORDERS_A_TIME = 250
MEGABYTE = 1024


class Command(BaseCommand):
    help = "Import AdventureWorks: products, dealer prices, resellers, people, orders, quotas; safe to repeat"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where DimProduct.csv.gz and the other tables lie")
        parser.add_argument(
            "--keep-dates",
            action="store_true",
            help="leave everything in 2010 to 2014; without it whole quarters are added",
        )
        parser.add_argument("--orders", type=int, help="so many orders of each kind only")

    def handle(
        self, *args: object, folder: Path, keep_dates: bool, orders: int | None, **options: object
    ) -> None:
        started = time.perf_counter()
        files = Files(folder=folder, months_later=0 if keep_dates else months_until(timezone.localdate()))
        try:
            files.check()
            run = import_products(files)
        except (FileNotFoundError, ImportFailedError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Products: {run.created} new, {run.updated} changed, {run.refused} rows refused.")
        sellers = add_sellers(files)
        resellers = add_resellers(files, sellers)
        prices = add_dealer_prices(
            files, {group for one in resellers.values() if (group := one.company.group)}
        )
        self.stdout.write(
            f"{len(resellers)} resellers, {prices} dealer prices, {len(sellers.people)} representatives in "
            f"{len(sellers.territories)} territories, {add_quotas(files, sellers)} quotas."
        )
        countries = frozenset(Country.objects.values_list("iso_3166_1_a2", flat=True))
        articles, currency = articles_of(files), shop_currency()
        writer = PastWriter(articles=SoldArticles(), currency=currency, language="en")
        written = self._write(
            writer,
            chain(
                islice(resellers_orders(files, resellers, articles, countries), orders),
                islice(consumers_orders(files, articles, countries), orders),
            ),
        )
        owned = give_owners(resellers, sellers)
        self.stdout.write(
            f"{written} new orders of {len(writer.customers)} customers, {owned} with a representative. "
            f"Amounts, dollars without tax in the data, are written in {currency} as they stand."
        )
        self.stdout.write(told(refit()))
        count_again(writer.customers.values())
        keep_backtest()
        forecast_all()
        self.stdout.write(
            f"Done in {time.perf_counter() - started:.0f} s; memory at most "
            f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE:.0f} MB."
        )

    def _write(self, writer: PastWriter, orders: Iterator[PastOrder]) -> int:
        written = 0
        while batch := list(islice(orders, ORDERS_A_TIME)):
            written += writer.write(batch)
        return written
