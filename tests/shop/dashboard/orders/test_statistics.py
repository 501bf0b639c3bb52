from datetime import UTC, datetime

import pytest

from shop.order.models import Order
from tests.shop.factories import OrderFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
PAGE = "/cms/shop/orders/statistics/"


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({}, 2),
        ({"date_from": "2026-03-02"}, 1),
        ({"date_to": "2026-03-01"}, 1),
        ({"date_from": "2026-03-01", "date_to": "2026-03-02"}, 2),
    ],
)
def test_whole_days_are_counted(client, asked, number):
    for day, hour in ((1, 0), (2, 22)):
        placed = datetime(2026, 3, day, hour, 30, tzinfo=UTC)
        Order.objects.filter(pk=OrderFactory().pk).update(date_placed=placed)
    client.force_login(StaffFactory())

    assert client.get(PAGE, asked).context["total_orders"] == number


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "soon"])
def test_days_that_are_none_are_refused(client, day):
    client.force_login(StaffFactory())

    page = client.get(PAGE, {"date_from": "2026-01-01", "date_to": day})

    assert (page.status_code, "date_to" in page.context["form"].errors) == (200, True)
