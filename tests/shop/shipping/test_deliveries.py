"""Where an order is picked up and on which day it comes: kept, given back, handed over."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from shop.events.models import Event
from shop.order.services import cancel_order
from shop.shipping.deliveries import (
    delivery_for,
    free_days,
    keep_choice,
    mark_picked_up,
    mark_ready,
    release_choice,
)
from shop.shipping.exceptions import DeliveryUnavailableError, PickupError
from shop.shipping.methods import DeliveryMethod, choice_of
from shop.shipping.order_models import DeliveryDay, OrderDelivery
from shop.shipping.repository import Repository
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory
from tests.shop.shipping.pickup_world import picked_up, point, shipped
from tests.shop.stock.factories import WarehouseFactory, levels, stocked

pytestmark = pytest.mark.django_db
#: A Monday morning.
MONDAY = datetime(2026, 11, 30, 9, tzinfo=ZoneInfo("Europe/Berlin"))


def events(name):
    return Event.objects.filter(name=name).count()


def pickups(*lines):
    return Repository().get_shipping_methods(BasketFactory(lines=lines), pickup=True)


def chosen(order, **facts):
    return OrderDelivery.objects.create(order=order, code="ABC234", **facts)


@time_machine.travel(MONDAY, tick=False)
def test_what_is_there_is_ready_today_what_is_elsewhere_after_its_transfer():
    picked_up(pickup_price="1.50")
    here, there = point(), WarehouseFactory(code="far")
    both, only_there = stocked({here: 2, there: 2}), stocked({there: 2})

    (method,) = pickups((both, 2))
    (mixed,) = pickups((both, 1), (only_there, 1))

    assert (choice_of(method), method.arrives_on()) == (f"pickup@{here.pk}", date(2026, 11, 30))
    assert mixed.arrives_on() == date(2026, 12, 2)
    assert str(method.calculate(BasketFactory(lines=[both])).incl_tax) == "1.50"


@pytest.mark.parametrize(
    ("facts", "ready"),
    [
        ({}, date(2026, 11, 30)),
        ({"pickup_lead_days": 1}, date(2026, 12, 1)),
        ({"cutoff_time": "08:00"}, date(2026, 12, 1)),
        ({"working_days": "26"}, date(2026, 12, 1)),
        ({"working_days": "6", "pickup_lead_days": 1}, date(2026, 12, 12)),
    ],
    ids=["today", "lead", "cutoff", "shut", "saturdays"],
)
@time_machine.travel(MONDAY, tick=False)
def test_it_is_ready_by_the_places_own_days(facts, ready):
    picked_up()
    here = point(**facts)
    here.refresh_from_db()

    (method,) = pickups(stocked({here: 1}))

    assert method.arrives_on() == ready


def test_only_open_places_of_the_goods_own_seller_are_offered():
    picked_up()
    product = stocked({point(): 1})
    point("shut", is_active=False)
    WarehouseFactory(code="no-counter", country="DE")
    other = point("other", seller__code="else", seller__name="Else")

    found = pickups(product)

    assert [method.pickup_point.code for method in found] == ["shop"]
    assert other.seller_id != found[0].pickup_point.seller_id


def test_a_pickup_is_no_delivery_and_the_other_way_round():
    picked_up()
    shipped()
    product = stocked({point(): 1})

    assert [method.code for method in Repository().get_shipping_methods(BasketFactory(lines=[product]))] == [
        "parcel"
    ]


def test_points_cost_the_same_queries_however_many_there_are():
    picked_up()
    here = point()
    basket = BasketFactory(lines=[stocked({here: 1})])
    for number in range(4):
        point(f"more-{number}")

    with CaptureQueriesContext(connection) as asked:
        found = Repository().get_shipping_methods(basket, pickup=True)
        assert len([method.arrives_on() for method in found]) == 5

    # What is kept in memory (methods, currency) may be read once more, in whichever test comes first.
    tables = [
        name
        for query in asked
        for name in ("warehouse", "stocklevel")
        if f'FROM "stock_{name}"' in query["sql"]
    ]
    assert tables == ["warehouse", "stocklevel"]


def test_an_order_takes_what_lies_at_its_pickup_point_first():
    picked_up()
    here, there = point(priority=200), WarehouseFactory(code="far", country="DE", priority=1)
    product = stocked({here: 1, there: 5})
    basket = BasketFactory(lines=[(product, 3)])
    (method,) = Repository().get_shipping_methods(basket, pickup=True)

    order = OrderFactory(basket=basket, shipping_method=method)

    assert levels(product) == {"far": (5, 2), "shop": (1, 1)}
    delivery = delivery_for(order)
    assert (delivery.pickup_point, len(delivery.code), delivery.ready_on) == (here, 6, method.arrives_on())


def test_a_ready_pickup_is_told_once_and_handed_over_once():
    delivery = chosen(OrderFactory(), pickup_point=point())

    assert [mark_ready(delivery), mark_ready(delivery)] == [True, False]
    assert [mark_picked_up(delivery, by=None, code=" abc 234"), mark_picked_up(delivery, by=None)] == [
        True,
        False,
    ]
    assert (events("PickupReady"), events("PickedUp")) == (1, 1)


@pytest.mark.parametrize("code", ["ABC235", "", "ÄBC234"])
def test_another_code_hands_nothing_over(code):
    delivery = chosen(OrderFactory(), pickup_point=point())

    with pytest.raises(PickupError, match="not the code"):
        mark_picked_up(delivery, by=None, code=code)

    delivery.refresh_from_db()
    assert (delivery.picked_up_at, events("PickedUp")) == (None, 0)


def test_a_cancelled_order_is_not_handed_over():
    order = OrderFactory()
    delivery = chosen(order, pickup_point=point())
    cancel_order(order)
    delivery.refresh_from_db()

    with pytest.raises(PickupError):
        mark_picked_up(delivery, by=None)
    assert (mark_ready(delivery), events("PickupReady")) == (False, 0)


@pytest.fixture
def by_day():
    """A method with days, two deliveries each, Tuesdays and Thursdays."""
    return shipped("van", offers_days=True, delivery_weekdays="24", days_shown=3, daily_capacity=2)


def method_of(code="van"):
    return DeliveryMethod(code=code, country="DE", postcode="01662")


@time_machine.travel(MONDAY, tick=False)
def test_days_begin_with_the_first_arrival_and_leave_out_holidays(by_day):
    assert method_of().possible_days() == [date(2026, 12, 3), date(2026, 12, 8), date(2026, 12, 10)]
    with time_machine.travel(datetime(2026, 12, 21, 15, tzinfo=MONDAY.tzinfo), tick=False):
        # Ordered after the cut-off; Friday 25 December is a holiday, and so are no Tuesdays or Thursdays.
        assert method_of().possible_days() == [date(2026, 12, 24), date(2026, 12, 29), date(2026, 12, 31)]


@time_machine.travel(MONDAY, tick=False)
def test_the_last_delivery_of_a_day_is_sold_once(by_day):
    orders = [OrderFactory() for _order in range(3)]
    method = method_of()
    method.day = date(2026, 12, 3)
    for order in orders[:2]:
        keep_choice(order, method)

    assert free_days(method) == [date(2026, 12, 8), date(2026, 12, 10)]
    with pytest.raises(DeliveryUnavailableError, match="no longer available"):
        keep_choice(orders[2], method)

    assert (OrderDelivery.objects.count(), DeliveryDay.objects.get().booked) == (2, 2)


@time_machine.travel(MONDAY, tick=False)
def test_a_cancelled_order_gives_its_day_back_once(by_day):
    order = OrderFactory()
    method = method_of()
    method.day = date(2026, 12, 3)
    keep_choice(order, method)

    cancel_order(order)

    assert (release_choice(order), DeliveryDay.objects.get().booked) == (False, 0)


@pytest.mark.parametrize("day", [date(2026, 12, 1), date(2026, 12, 4), date(2027, 6, 1)])
@time_machine.travel(MONDAY, tick=False)
def test_a_day_that_is_not_offered_is_refused(by_day, day):
    method = method_of()
    method.day = day

    with pytest.raises(DeliveryUnavailableError):
        keep_choice(OrderFactory(), method)

    assert DeliveryDay.objects.count() == 0


@time_machine.travel(MONDAY, tick=False)
def test_a_capacity_that_staff_lower_closes_the_day_and_keeps_what_is_booked(by_day):
    method = method_of()
    method.day = date(2026, 12, 3)
    for _order in range(2):
        keep_choice(OrderFactory(), method)
    by_day.daily_capacity = 1
    by_day.save()

    with pytest.raises(DeliveryUnavailableError):
        keep_choice(OrderFactory(), method)

    row = DeliveryDay.objects.get()
    assert (row.booked, row.capacity) == (2, 2)


def test_the_database_holds_the_capacity(by_day):
    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryDay.objects.create(option=by_day, day=date(2026, 12, 3), capacity=1, booked=2)


def test_an_ordinary_order_keeps_nothing():
    order = OrderFactory(lines=[ProductFactory()])

    assert (delivery_for(order), OrderDelivery.objects.count()) == (None, 0)
