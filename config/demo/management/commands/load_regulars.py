"""`manage.py load_regulars`: the demo's three years of regular customers."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.demo.b2b import add_b2b
from config.demo.partners import add_partners
from config.demo.past import deliver_waiting
from config.demo.query_log import without_query_log
from config.demo.regular_history import add_regulars
from config.demo.regulars import COMPANIES, PEOPLE
from config.demo.sales import add_sales
from config.demo.signals import add_signals
from personalization.segments.services import install_shipped_segments, recompute_all


class Command(BaseCommand):
    help = "Add three years of regular customers to the demo shop (what is there already stays)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=PEOPLE)
        parser.add_argument("--companies", type=int, default=COMPANIES)
        parser.add_argument(
            "--deliver", action="store_true", help="deliver the events here: no worker is running"
        )

    def handle(self, *args: object, people: int, companies: int, deliver: bool, **options: object) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo loads with the development settings only.")
        with without_query_log():
            orders = add_regulars(people=people, companies=companies)
            sales = add_sales(now=timezone.now())
            signals = add_signals(now=timezone.now())
            companies_now = add_b2b(now=timezone.now())
            partners = add_partners(now=timezone.now())
            install_shipped_segments()
            recompute_all()
            if deliver:
                deliver_waiting()
        if orders:
            self.stdout.write(f"Demo: {orders} orders of {people} regulars and {companies} companies.")
        if sales:
            self.stdout.write(f"Demo: {sales} deals, with leads, activities, quotas and commissions.")
        self.stdout.write(f"Demo: {companies_now} companies with people, prices, limits, budgets and quotes.")
        self.stdout.write(
            f"Demo: {partners} distributors with tiers, deals, leads, reports, funds and statements."
        )
        if signals:
            self.stdout.write(f"Demo: {signals} order signals.")
