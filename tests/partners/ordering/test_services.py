from datetime import date, timedelta
from decimal import Decimal

import pytest

from partners.ordering.models import CallOff, PartnerForecast, ScheduledOrder
from partners.ordering.services import (
    PlannedDelivery,
    ScheduleError,
    cancel,
    change,
    due,
    hold_stock,
    release,
    schedule,
    share_forecast,
)
from partners.ordering.tasks import release_due_deliveries
from shop.b2b.models import CompanyContact
from shop.basket.models import Basket
from shop.mail.models import Mail
from shop.order.models import Order
from shop.partner.models import StockRecord
from shop.stock.models import ReservationLine
from shop.time_zones import shop_day
from tests.partners.factories import PartnerAccountFactory
from tests.partners.ordering.factories import buyer, scheduled_by
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
DAY = timedelta(days=1)


@pytest.fixture
def product():
    return ProductFactory(price="24.00", num_in_stock=20)


def test_near_deliveries_hold_stock_all_or_none(product):
    scheduled = scheduled_by(buyer(), {product.pk: 15}, days=(7, 14, 200))

    assert [one.is_reserved for one in scheduled.call_offs.all()] == [True, False, False]
    assert ReservationLine.objects.get().quantity == 15


def test_delivery_becomes_an_order_once_with_what_was_held(product):
    call_off = scheduled_by(buyer(), {product.pk: 15}).call_offs.first()

    first, again = release(call_off), release(call_off)

    assert first == again == Order.objects.get()
    call_off.refresh_from_db()
    assert (call_off.state, call_off.order) == ("released", first)
    assert (first.user, first.po_number) == (call_off.scheduled.created_by, "PO 7")
    assert first.lines.get().quantity == 15
    assert first.shipping_address.line1 == call_off.scheduled.address.line1
    assert first.sources.get().source_type.code == "bank-transfer"
    assert not ReservationLine.objects.exists()


def test_price_is_that_of_the_day(product):
    call_off = scheduled_by(buyer(), {product.pk: 1}).call_offs.first()
    StockRecord.objects.update(price=Decimal("30.00"))

    order = release(call_off)

    assert order.lines.get().unit_price_incl_tax == Decimal("30.00")


def test_what_cannot_be_had_stops_the_delivery_and_tells_the_buyer_once(product):
    member = buyer()
    call_off = scheduled_by(member, {product.pk: 50}).call_offs.first()

    for _twice in range(2):
        assert release(call_off) is None

    call_off.refresh_from_db()
    assert call_off.state == "stopped"
    assert call_off.problem
    assert Mail.objects.filter(to=member.user.email, kind="scheduled-delivery-stopped").count() == 1
    assert not Order.objects.exists()
    assert not Basket.objects.filter(status=Basket.SUBMITTED).exists()


@pytest.mark.parametrize("change_of", ["address", "account", "payment", "active"])
def test_delivery_stops_when_what_it_needs_is_gone(product, change_of):
    member = buyer()
    call_off = scheduled_by(member, {product.pk: 1}).call_offs.first()
    if change_of == "address":
        member.user.addresses.all().delete()
    elif change_of == "account":
        CompanyContact.objects.filter(user=member.user).update(is_active=False)
    elif change_of == "payment":
        ScheduledOrder.objects.update(payment="gone")
    else:
        type(member.user).objects.filter(pk=member.user.pk).update(is_active=False)

    assert release(CallOff.objects.get(pk=call_off.pk)) is None
    assert not Order.objects.exists()


def test_moved_delivery_waits_for_its_new_day_and_holds_its_new_pieces(product):
    call_off = scheduled_by(buyer(), {product.pk: 15}, days=(7,)).call_offs.get()
    today = shop_day()

    change(call_off, day=today + 9 * DAY, pieces={product.pk: 4}, today=today)

    call_off.refresh_from_db()
    assert (call_off.release_on, call_off.is_reserved) == (today + 9 * DAY, True)
    assert ReservationLine.objects.get().quantity == 4
    assert due(today=today + 8 * DAY) == []
    assert due(today=today + 9 * DAY) == [call_off]


def test_cancelled_delivery_frees_stock_and_is_not_ordered(product):
    call_off = scheduled_by(buyer(), {product.pk: 15}, days=(7,)).call_offs.get()

    cancel(call_off)

    assert release(call_off) is None
    assert not Order.objects.exists()
    assert not ReservationLine.objects.exists()
    with pytest.raises(ScheduleError):
        cancel(call_off)


def test_ordered_delivery_is_neither_moved_nor_cancelled(product):
    call_off = scheduled_by(buyer(), {product.pk: 1}, days=(7,)).call_offs.get()
    release(call_off)

    with pytest.raises(ScheduleError):
        cancel(call_off)
    with pytest.raises(ScheduleError):
        change(call_off, day=shop_day() + DAY, pieces={product.pk: 1}, today=shop_day())


@pytest.mark.parametrize(("days", "pieces"), [((0,), 1), ((500,), 1), ((7,), 0), ((), 1), ((7,) * 25, 1)])
def test_plan_that_cannot_be_is_refused_whole(product, days, pieces):
    with pytest.raises(ScheduleError):
        scheduled_by(buyer(), {product.pk: pieces}, days=days)

    assert not ScheduledOrder.objects.exists()


def test_task_orders_what_is_due_and_holds_what_comes_near(product):
    scheduled = scheduled_by(buyer(), {product.pk: 2}, days=(7, 14))
    first, second = scheduled.call_offs.all()
    CallOff.objects.filter(pk=first.pk).update(release_on=shop_day())

    release_due_deliveries()
    release_due_deliveries()

    first.refresh_from_db()
    assert (first.state, Order.objects.count()) == ("released", 1)
    assert hold_stock(second, today=shop_day()) is False


def test_forecast_is_kept_changed_and_taken_back(product):
    account, user, today = PartnerAccountFactory(), UserFactory(), date(2026, 11, 30)
    december, january = date(2026, 12, 1), date(2027, 1, 1)

    typed = {(product.pk, december): 10, (product.pk, january): 0}
    assert share_forecast(account, typed, by=user, today=today) == 2
    assert share_forecast(account, typed, by=user, today=today) == 0
    assert share_forecast(account, {(product.pk, december): None}, by=user, today=today) == 1
    assert [row.month for row in PartnerForecast.objects.all()] == [january]


def test_month_that_has_begun_keeps_its_forecast(product):
    account, user = PartnerAccountFactory(), UserFactory()
    november = date(2026, 11, 1)
    share_forecast(account, {(product.pk, november): 10}, by=user, today=date(2026, 10, 31))

    assert share_forecast(account, {(product.pk, november): 99}, by=user, today=november) == 0
    assert PartnerForecast.objects.get().quantity == 10


def test_another_schedule_of_an_unsaved_order_is_written_once(product):
    member = buyer()
    order = ScheduledOrder(account=member.account, created_by=member.user, payment="bank-transfer")
    planned = [PlannedDelivery(day=shop_day() + DAY, pieces={product.pk: 1})]

    assert schedule(order, planned, today=shop_day()).call_offs.count() == 1
