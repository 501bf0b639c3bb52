"""`manage.py load_demo`: the demo business, loaded as often as you like."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from config.demo.customers import add_customers
from config.demo.files import CATALOGUE
from config.demo.order_history import add_orders
from config.demo.pages import PICTURES, PageWriter
from config.demo.past import add_clicks, add_visits, deliver_past, settle_commissions
from config.demo.people import add_people
from config.demo.reviews import add_reviews


class Command(BaseCommand):
    help = "Load the demo shop: catalogue, pages, people and a partner (what is there already stays)"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demo has well-known passwords; it loads with the development settings only."
            )
        call_command("load_countries", verbosity=0)
        call_command("setup_roles", verbosity=0)
        call_command(
            "import_catalogue",
            CATALOGUE / "products.jsonl",
            mapping=str(CATALOGUE / "mapping.json"),
            images=PICTURES,
        )
        pages = PageWriter().write()
        people = add_people()
        orders, reviews = _add_past()
        self.stdout.write(
            f"Demo: {pages} new pages, {people} new people, {orders} new orders, {reviews} new reviews."
        )


@transaction.atomic
def _add_past() -> tuple[int, int]:
    """Write the business' last year, all of it or nothing; return the new orders and reviews."""
    now = timezone.now()
    add_customers(now=now)
    orders = add_orders(now=now)
    if orders:
        add_visits(now=now)
        add_clicks(now=now)
    reviews = add_reviews(now=now)
    if orders or reviews:
        deliver_past()
        settle_commissions(now=now)
    return orders, reviews
