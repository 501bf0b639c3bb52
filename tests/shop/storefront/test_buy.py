"""What stands above the button: what is there, and a day only where one can be promised."""

import datetime as dt

import pytest
from django.utils import timezone

from shop.partner.models import StockRecord
from shop.stock.queries import outdated_promises
from tests.shop.factories import ProductClassFactory, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def later(product, *, day, policy=StockRecord.Policy.BACKORDER):
    StockRecord.objects.filter(product=product).update(
        num_in_stock=0, policy=policy, backorder_cap=5, promise_date=day
    )


def line_of(client, product):
    page = client.get(product.get_absolute_url()).content.decode()
    start = page.index('<p class="stock is-')
    return page[page.index(">", start) + 1 : page.index("</p>", start)]


@pytest.mark.parametrize(
    ("policy", "days", "words"),
    [
        (StockRecord.Policy.BACKORDER, None, "On order: shipping date to be announced"),
        (StockRecord.Policy.PREORDER, None, "Pre-order: shipping date to be announced"),
        (StockRecord.Policy.BACKORDER, -1, "On order: shipping date to be announced"),
        (StockRecord.Policy.PREORDER, -400, "Pre-order: shipping date to be announced"),
    ],
)
def test_what_waits_says_so_and_names_no_day_that_is_none(client, policy, days, words):
    bowl = ProductFactory()
    later(bowl, policy=policy, day=None if days is None else timezone.localdate() + dt.timedelta(days=days))

    assert line_of(client, bowl) == words


def test_a_day_that_comes_is_named(client):
    bowl = ProductFactory()
    later(bowl, day=timezone.localdate() + dt.timedelta(days=30))

    assert line_of(client, bowl).startswith("On order: ships from ")
    assert "arrives by" not in line_of(client, bowl)


def test_what_is_not_sent_is_there_and_comes_on_no_day(client):
    course = ProductFactory(
        product_class=ProductClassFactory(slug="courses", name="Courses", requires_shipping=False)
    )

    assert line_of(client, course) == "10 in stock"


def test_a_day_that_has_passed_moves_nobody_s_promise(client):
    bowl = ProductFactory()
    later(bowl, day=timezone.localdate() - dt.timedelta(days=1))

    assert StockRecord.objects.get().promised_day is None
    assert outdated_promises(StockRecord.objects.get().pk) == []
