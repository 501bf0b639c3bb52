from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.ordering.forecasts import compared, error_of, expected_soon, months_ahead
from partners.ordering.forms import MONTHLY, WEEKLY, cell_name, day_after
from partners.ordering.models import CallOff, PartnerForecast, ScheduledOrder
from shop.order.models import Order
from shop.time_zones import shop_day
from tests.partners.factories import PartnerAccountFactory
from tests.partners.ordering.factories import buyer, scheduled_by
from tests.shop.factories import OrderFactory, ProductFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LIST, NEW, FORECAST = "/partners/deliveries/", "/partners/deliveries/new/", "/partners/forecast/"


@pytest.fixture
def member(client):
    member = buyer()
    client.force_login(member.user)
    return member


def typed(member, **changes):
    return {
        "reference": "PO 9",
        "first_day": (shop_day() + timedelta(days=3)).isoformat(),
        "interval": WEEKLY,
        "deliveries": "2",
        "address": member.user.addresses.get().pk,
        "payment": "bank-transfer",
        "number": ["V1", ""],
        "quantity": ["6", ""],
        **changes,
    }


@pytest.mark.parametrize(
    ("first", "interval", "times", "day"),
    [
        (date(2027, 1, 31), MONTHLY, 1, date(2027, 2, 28)),
        (date(2026, 11, 5), MONTHLY, 2, date(2027, 1, 5)),
        (date(2026, 11, 5), WEEKLY, 2, date(2026, 11, 19)),
    ],
)
def test_days_follow_the_interval(first, interval, times, day):
    assert day_after(first, interval, times) == day


def test_deliveries_are_scheduled_and_shown(client, member):
    ProductFactory(code="V1", title="Vase", num_in_stock=100)
    assert client.get(NEW).status_code == 200

    page = client.post(NEW, typed(member)).headers["Location"]

    assert CallOff.objects.count() == 2
    html = client.get(page).content.decode()
    assert "stock reserved" in html
    assert "PO 9" in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": ["NOPE"]}, "There is no product with this number."),
        ({"quantity": ["some"]}, "whole number of pieces"),
        ({"number": [""], "quantity": [""]}, "at least one product"),
        ({"first_day": "2020-01-01"}, "from tomorrow"),
        ({"deliveries": "99"}, "less than or equal to"),
        ({"payment": "card"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_named_and_kept(client, member, changes, words):
    ProductFactory(code="V1")

    response = client.post(NEW, typed(member, **changes))

    assert response.status_code == 422
    html = response.content.decode()
    assert words in html
    assert 'value="PO 9"' in html
    assert not ScheduledOrder.objects.exists()


def test_delivery_is_moved_ordered_and_cancelled(client, member):
    product = ProductFactory(num_in_stock=100)
    scheduled = scheduled_by(member, {product.pk: 5}, days=(7, 14, 21))
    page = reverse("partner_ordering:scheduled", args=[scheduled.pk])
    first, second, third = scheduled.call_offs.all()
    day = shop_day() + timedelta(days=9)

    line = first.lines.get()
    client.post(page, {"delivery": first.pk, "day": day.isoformat(), f"quantity-{line.pk}": "8"})
    client.post(page, {"delivery": second.pk, "order": "1"})
    client.post(page, {"delivery": second.pk, "order": "1"})
    client.post(page, {"delivery": third.pk, "cancel": "1"})

    first.refresh_from_db()
    assert (first.release_on, first.lines.get().quantity) == (day, 8)
    assert Order.objects.get().lines.get().quantity == 5
    assert CallOff.objects.get(pk=third.pk).state == "cancelled"
    assert client.get(page).status_code == 200
    html = client.post(page, {"delivery": first.pk, "day": "never"}, follow=True).content.decode()
    assert "Please enter a day." in html


def test_another_partners_deliveries_are_not_found(client, member):
    other = buyer()
    theirs = scheduled_by(other, {ProductFactory(num_in_stock=50).pk: 5}, days=(7,))
    page = reverse("partner_ordering:scheduled", args=[theirs.pk])

    assert client.get(page).status_code == 404
    assert client.post(page, {"delivery": theirs.call_offs.get().pk, "cancel": "1"}).status_code == 404
    mine = scheduled_by(member, {ProductFactory(num_in_stock=50).pk: 5}, days=(7,))
    page = reverse("partner_ordering:scheduled", args=[mine.pk])
    assert client.post(page, {"delivery": theirs.call_offs.get().pk, "cancel": "1"}).status_code == 404
    assert theirs.call_offs.get().state == "planned"


def test_forecast_is_typed_into_the_grid(client, member):
    product = ProductFactory(code="V1", title="Vase")
    months = months_ahead(shop_day())
    html = client.get(FORECAST, {"add": "V1"}).content.decode()
    assert cell_name(product.pk, months[0]) in html
    assert "no product with this number" in client.get(FORECAST, {"add": "NOPE"}).content.decode()

    response = client.post(f"{FORECAST}?add=V1", {cell_name(product.pk, months[0]): "40"})
    assert response.status_code == 302
    assert 'value="40"' in client.get(FORECAST).content.decode()
    response = client.post(FORECAST, {cell_name(product.pk, months[0]): "lots"})

    assert response.status_code == 422
    assert 'value="lots"' in response.content.decode()
    assert PartnerForecast.objects.get().quantity == 40
    assert expected_soon([product.pk], None, []) == {product.pk: 40}
    assert expected_soon([product.pk], PartnerAccountFactory(), []) == {}


def test_staff_see_forecasts_beside_orders(client):
    product = ProductFactory(title="Vase", num_in_stock=100)
    account, this_month = PartnerAccountFactory(), shop_day().replace(day=1)
    PartnerForecast.objects.create(account=account, product=product, month=this_month, quantity=8)
    order = OrderFactory(lines=[(product, 10)])
    Order.objects.filter(pk=order.pk).update(company=account.company_id)
    OrderFactory(lines=[(product, 3)])
    client.force_login(StaffFactory(is_superuser=True))

    (row,) = compared(today=shop_day())

    assert (row.expected, row.actual, row.error) == (8, 10, 2)
    assert error_of([row]) == 20
    assert error_of([]) is None
    assert compared(today=shop_day(), account=PartnerAccountFactory()) == []
    assert "20 % of what was ordered" in client.get("/cms/partner-forecasts/").content.decode()
    assert "Vase" in client.get("/cms/partner-forecasts/?export=csv").content.decode()
    assert client.get("/cms/partner-deliveries/").status_code == 200


def test_list_costs_the_same_for_one_delivery_and_three(client, member, django_assert_num_queries):
    product = ProductFactory(num_in_stock=100)
    scheduled_by(member, {product.pk: 1}, days=(7,))
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    scheduled_by(member, {product.pk: 1}, days=(8, 9))

    with django_assert_num_queries(len(one)):
        client.get(LIST)
