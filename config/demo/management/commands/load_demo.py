"""`manage.py load_demo`: the demo business, loaded as often as you like."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from config.demo.carriers import add_carriers
from config.demo.consents import add_consents
from config.demo.customers import add_customers
from config.demo.documents import add_documents, add_seller
from config.demo.files import CATALOGUE, PICTURES
from config.demo.fulfilment import add_fulfilment
from config.demo.gift_cards import add_gift_cards
from config.demo.offers import add_offers
from config.demo.order_changes import change_orders
from config.demo.order_history import add_orders
from config.demo.own import add_own
from config.demo.pages import PageWriter
from config.demo.past import add_clicks, add_visits, deliver_past, index_past, settle_commissions
from config.demo.people import add_people
from config.demo.promotions import add_promotions
from config.demo.purchasing import add_purchasing
from config.demo.query_log import without_query_log
from config.demo.ranges import add_ranges
from config.demo.returns import add_returns
from config.demo.reviews import add_reviews
from config.demo.shelves import order_categories
from config.demo.shop import add_delivery, add_voice
from config.demo.warranties import add_warranties
from shop.catalogue.models import ImportRun
from shop.imports.sources import digest_of
from shop.setup.services import complete_setup


class Command(BaseCommand):
    help = "Load the demo shop: catalogue, pages, people and a partner (what is there already stays)"

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demo has well-known passwords; it loads with the development settings only."
            )
        call_command("load_countries", verbosity=0)
        call_command("setup_roles", verbosity=0)
        with without_query_log():
            add_voice()
            add_delivery()
            add_seller()
            _add_catalogue()
            add_carriers()
            add_ranges()
            pages = PageWriter().write()
            people = add_people()
            orders, reviews = _add_past()
            add_fulfilment(now=timezone.now())
            add_returns(now=timezone.now())
            add_warranties()
            change_orders(now=timezone.now())
            complete_setup()
            index_past()
        self.stdout.write(
            f"Demo: {pages} new pages, {people} new people, {orders} new orders, {reviews} new reviews."
        )


def _add_catalogue() -> None:
    """Load the catalogue unless this very one is loaded: stock has moved since, prices are the staff's."""
    file, mapping = CATALOGUE / "products.jsonl", CATALOGUE / "mapping.json"
    if not ImportRun.objects.filter(digest=digest_of(file, mapping), finished_at__isnull=False).exists():
        call_command("import_catalogue", file, mapping=str(mapping), images=PICTURES)
        order_categories()


@transaction.atomic
def _add_past() -> tuple[int, int]:
    """Write the business' last year, all of it or nothing; return the new orders and reviews."""
    now = timezone.now()
    add_customers(now=now)
    orders = add_orders(now=now)
    if orders:
        add_visits(now=now)
        add_consents(now=now)
        add_clicks(now=now)
    reviews = add_reviews(now=now)
    add_own(now=now)
    add_purchasing(now=now)
    # After the orders: the past knew nothing of today's offers.
    add_offers(now=now)
    add_gift_cards(now=now)
    add_promotions(now=now)
    if orders or reviews:
        deliver_past()
        settle_commissions(now=now)
        add_documents()
    return orders, reviews
