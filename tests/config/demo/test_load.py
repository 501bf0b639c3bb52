"""The demo shop's catalogue, people and past, loaded for real."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from config.demo.customers import add_customers
from config.demo.files import CATALOGUE
from config.demo.order_history import add_orders
from config.demo.past import add_visits, deliver_past, settle_commissions
from config.demo.people import LOGINS, add_people
from config.demo.reviews import add_reviews
from crm_core.customers.models import Customer
from crm_core.timeline.models import TimelineEntry
from partners.commissions.models import Commission
from personalization.interactions.models import Interaction
from shop.catalogue.models import Category, Product
from shop.events.models import Delivery
from shop.mail.models import Mail
from shop.order.models import Order
from shop.partner.models import StockRecord
from shop.reviews.models import ProductReview
from shop.reviews.queries import buyers_among
from shop.stock.consistency import differences
from shop.stock.models import StockLevel
from shop.user.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def load(now):
    call_command("load_countries", verbosity=0)
    call_command("setup_roles", verbosity=0)
    call_command(
        "import_catalogue",
        CATALOGUE / "products.jsonl",
        mapping=str(CATALOGUE / "mapping.json"),
        verbosity=0,
    )
    add_people()
    add_customers(now=now)
    orders = add_orders(now=now)
    add_visits(now=now)
    reviews = add_reviews(now=now)
    deliver_past()
    settle_commissions(now=now)
    return orders, reviews


def test_a_lived_in_business_that_adds_up_and_is_loaded_once(mailoutbox):
    now = timezone.now()
    orders, reviews = load(now)

    assert Category.objects.filter(depth=2).count() == 12
    assert Product.objects.filter(structure=Product.PARENT).count() >= 60
    assert StockRecord.objects.filter(price__gt=F("cost")).count() >= 300
    assert StockLevel.objects.values("warehouse").distinct().count() == 2

    # Orders in every state, whose totals, stock and stories agree; nothing is of tomorrow.
    assert orders == Order.objects.count() >= 150
    assert min(Counter(Order.objects.values_list("status", flat=True)).values()) >= 1
    for order in Order.objects.prefetch_related("lines"):
        lines = sum(line.line_price_incl_tax for line in order.lines.all())
        assert (order.number, order.total_incl_tax) == (order.number, lines + order.shipping_incl_tax)
    assert list(differences()) == []
    assert TimelineEntry.objects.filter(kind="order.placed").count() == orders
    assert not TimelineEntry.objects.filter(occurred_at__gt=timezone.now()).exists()
    waiting = Delivery.objects.exclude(state=Delivery.State.DONE)
    assert not waiting.exclude(subscriber__startswith="search.subscribers.elasticsearch.").exists()
    assert set(Commission.objects.values_list("status", flat=True)) >= {"paid", "pending"}
    assert Interaction.objects.filter(kind="purchase").exists()

    assert not Customer.objects.filter(customer_orders__order__date_placed__lt=F("created_at")).exists()
    assert Customer.objects.filter(created_at__lt=now - timedelta(days=200)).exists()
    stages = set(Customer.objects.filter(orders_count__gt=0).values_list("stage", flat=True))
    assert {"new", "active"} <= stages <= set(Customer.Stage.values) - {"prospect"}

    # Nobody is written to about the past, neither now nor by the next turn of the outbox.
    assert mailoutbox == []
    assert not Mail.objects.exclude(status=Mail.Status.SENT).exists()

    review = ProductReview.objects.filter(user__email="hannah.brandt@mail.example").first()
    assert reviews == ProductReview.objects.count() >= 50
    assert buyers_among([review.user_id], review.product) == {review.user_id}

    assert User.objects.filter(email__in=[login.email for login in LOGINS]).count() == len(LOGINS)
    assert (add_people(), add_customers(now=now)) == (0, 0)
    assert (add_orders(now=now + timedelta(days=1)), add_reviews(now=now)) == (0, 0)
