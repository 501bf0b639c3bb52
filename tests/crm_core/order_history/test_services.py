from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail

from crm_core.customers.models import Customer, CustomerOrder
from crm_core.order_history.articles import Articles
from crm_core.order_history.past_orders import PastCancellation, PastLine, PastOrder
from crm_core.order_history.services import PastWriter, count_again
from crm_core.scores.models import CustomerScore, StageChange
from crm_core.timeline.models import TimelineEntry
from shop.catalogue.models import Product
from shop.events.models import Delivery, Event
from shop.events.registry import handler_named
from shop.mail.models import Mail
from shop.order.events import OrderPlaced
from shop.order.models import Line, Order
from shop.order_statuses import CANCELLED, COMPLETE
from shop.stock.models import StockMovement

pytestmark = pytest.mark.django_db
THEN = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
EMAIL = "mara@lindt.example"
BOWL = PastLine(sku="85123A", title="BOWL", quantity=6, price=Decimal("2.55"))
MUG = PastLine(sku="71053", title="MUG", quantity=2, price=Decimal("3.39"))


@pytest.fixture
def writer():
    return PastWriter(articles=Articles("Attic", currency="EUR"), currency="EUR", language="en")


def past(number="A1", *, lines=(BOWL, MUG), days=0, email=EMAIL):
    return PastOrder(
        number=number, placed_at=THEN + timedelta(days=days), email=email, name="Mara Lindt", lines=lines
    )


def cancelled(number="C1", *lines, days=5):
    return PastCancellation(number=number, cancelled_at=THEN + timedelta(days=days), email=EMAIL, lines=lines)


def test_order_is_written_whole(writer):
    assert writer.write([past()]) == 1

    order = Order.objects.get()
    assert (order.number, order.status, order.date_placed) == ("A1", COMPLETE, THEN)
    assert (order.total_incl_tax, order.currency, order.guest_email) == (Decimal("22.08"), "EUR", EMAIL)
    assert list(order.lines.order_by("pk").values_list("partner_sku", "quantity", "line_price_incl_tax")) == [
        ("85123A", 6, Decimal("15.30")),
        ("71053", 2, Decimal("6.78")),
    ]
    assert CustomerOrder.objects.get().customer == Customer.objects.get(email=EMAIL, name="Mara Lindt")


def test_nobody_is_written_to_and_no_stock_moves(writer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        writer.write([past()])

    assert (mail.outbox, Mail.objects.count(), StockMovement.objects.count()) == ([], 0, 0)
    assert not Delivery.objects.exclude(state=Delivery.State.DONE).exists()
    assert not Product.objects.filter(is_public=True).exists()


def test_event_is_dated_and_heard_by_all_its_subscribers(writer):
    writer.write([past()])

    event = Event.objects.get(name="OrderPlaced")
    assert (event.published_at, event.payload) == (THEN, {"order_id": Order.objects.get().pk})
    assert event.deliveries.filter(subscriber="crm_core.customers.subscribers.on_order_placed").exists()


@pytest.mark.parametrize(
    "subscriber",
    ["crm_core.customers.subscribers.on_order_placed", "crm_core.timeline.subscribers.on_order_placed"],
)
def test_subscribers_have_nothing_to_add(writer, subscriber):
    """What was written in bulk is what the event's own subscribers write."""
    writer.write([past()])
    count_again(writer.customers.values())

    def everything():
        return [
            list(model.objects.order_by("pk").values())
            for model in (Customer, CustomerOrder, TimelineEntry, Order, Line)
        ]

    before = everything()
    event = OrderPlaced(order_id=Order.objects.get().pk)
    handler_named(subscriber, event_name="OrderPlaced")(event)
    assert everything() == before

    if "timeline" in subscriber:
        TimelineEntry.objects.all().delete()
        handler_named(subscriber, event_name="OrderPlaced")(event)
        assert [{**row, "id": 0} for row in everything()[2]] == [{**row, "id": 0} for row in before[2]]


def test_same_order_twice_is_one(writer):
    writer.write([past()])

    assert writer.write([past(), past("A2", days=1)]) == 1
    assert (Order.objects.count(), Line.objects.count(), Product.objects.count()) == (2, 4, 2)


def test_order_in_two_pieces_is_one(writer):
    assert writer.write([past(lines=(BOWL,)), past("A2"), past(lines=(MUG,))]) == 2

    assert (Order.objects.get(number="A1").lines.count(), Order.objects.get(number="A1").total_incl_tax) == (
        2,
        Decimal("22.08"),
    )


def test_two_buyers_share_no_customer(writer):
    writer.write([past(), past("A2", email="paul@okafor.example")])

    assert sorted(Customer.objects.values_list("email", flat=True)) == [EMAIL, "paul@okafor.example"]


def test_cancelled_pieces_leave_the_latest_order_first(writer):
    writer.write([past(), past("A2", days=1)])

    found = writer.cancel([cancelled("C1", PastLine(sku="71053", title="MUG", quantity=3, price=Decimal(1)))])

    assert found == (3, 0)
    lines = Line.objects.filter(partner_sku="71053").order_by("order__number")
    assert list(lines.values_list("order__number", "num_cancelled")) == [("A1", 1), ("A2", 2)]
    entry = TimelineEntry.objects.get(kind="order.pieces_cancelled")
    assert entry.data["lines"] == [{"title": "MUG", "quantity": 3}]


def test_cancellation_twice_takes_once(writer):
    writer.write([past()])
    one = cancelled("C1", PastLine(sku="71053", title="MUG", quantity=1, price=Decimal(1)))

    assert (writer.cancel([one]), writer.cancel([one])) == ((1, 0), (0, 0))
    assert Line.objects.get(partner_sku="71053").num_cancelled == 1


def test_pieces_of_a_later_order_or_of_none_are_missed(writer):
    writer.write([past(days=9)])

    assert writer.cancel([cancelled("C1", MUG), cancelled("C2", BOWL, days=1)]) == (0, 8)
    assert not Line.objects.filter(num_cancelled__gt=0).exists()


def test_order_that_keeps_no_piece_is_cancelled_on_that_day(writer):
    writer.write([past(), past("A2", lines=(MUG,), days=1)])

    writer.cancel([cancelled("C1", MUG)])
    count_again(writer.customers.values())

    order = Order.objects.get(number="A2")
    assert order.status == CANCELLED
    assert order.status_changes.get().date_created == THEN + timedelta(days=5)
    assert Event.objects.get(name="OrderCancelled").published_at == THEN + timedelta(days=5)
    assert TimelineEntry.objects.get(kind="order.cancelled").occurred_at == THEN + timedelta(days=5)
    assert Customer.objects.get().orders_count == 1


def test_figures_scores_and_stages_are_as_if_it_had_happened(writer):
    writer.write([past(), past("A2", days=30), past("A3", days=60)])

    count_again(writer.customers.values())

    mara = Customer.objects.get()
    assert (mara.orders_count, mara.spent, mara.created_at) == (3, Decimal("66.24"), THEN)
    assert (CustomerScore.objects.get().orders, round(CustomerScore.objects.get().interval)) == (3, 43)
    changes = list(StageChange.objects.order_by("pk").values_list("new_stage", flat=True))
    assert changes[:2] == ["new", "active"]
    assert mara.stage == changes[-1]
