"""Previously bought, and choosing lines of an order to buy again."""

import pytest
from django.urls import reverse

from shop.order_statuses import CANCELLED
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory
from tests.shop.offer.makers import basket_with, make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user)
    return user


def test_each_product_is_listed_once_with_how_often(client, user):
    bowl, jug = ProductFactory(title="Bowl"), ProductFactory(title="Jug")
    OrderFactory(user=user, lines=[(bowl, 2), jug])
    OrderFactory(user=user, lines=[bowl])
    OrderFactory(user=UserFactory(), lines=[jug])
    gone = OrderFactory(user=user, lines=[ProductFactory(title="Cup")])
    gone.set_status(CANCELLED)

    bought = client.get(reverse("customer:bought")).context["bought"]

    assert [(each.line.title, each.times, each.pieces) for each in bought] == [("Bowl", 2, 3), ("Jug", 1, 1)]


def test_list_takes_the_same_queries_for_any_number(client, user, django_assert_max_num_queries):
    OrderFactory(user=user, lines=[ProductFactory() for _number in range(6)])
    with django_assert_max_num_queries(25):
        client.get(reverse("customer:bought"))


def test_changed_lines_say_what_changed_and_ticked_ones_are_bought_again(client, user):
    same, dearer, out, hidden = (ProductFactory(title=title, price="10.00") for title in "ABCD")
    order = OrderFactory(user=user, lines=[same, dearer, out, hidden])
    dearer.stockrecords.update(price="12.00")
    out.stockrecords.update(num_in_stock=1)
    hidden.is_public = False
    hidden.save()
    page = reverse("customer:order-again", args=[order.number])

    again = client.get(page).context["again"]

    assert [(each.can_be_had, each.words) for each in again] == [
        (True, ""),
        (True, "price was \u20ac10.00, is \u20ac12.00"),
        (False, "sold out"),
        (False, "not sold any more"),
    ]
    line = order.lines.get(product=dearer)
    client.post(page, {"lines": [line.pk]})
    assert [each.product_id for each in user.baskets.get(status="Open").lines.all()] == [dearer.pk]


def test_orders_of_others_are_not_there(client, user):
    order = OrderFactory(user=UserFactory())
    assert client.get(reverse("customer:order-again", args=[order.number])).status_code == 404


@pytest.mark.usefixtures("site")
def test_gifts_were_not_bought_and_are_not_offered_again(client, user):
    make_offer(kind="Free gift", value=None, gift=ProductFactory(title="Brush", num_in_stock=9))
    order = OrderFactory(user=user, basket=basket_with(ProductFactory(title="Bowl"), owner=user))
    assert order.lines.count() == 2

    bought = client.get(reverse("customer:bought")).context["bought"]
    again = client.get(reverse("customer:order-again", args=[order.number])).context["again"]

    assert [each.line.title for each in (*bought, *again)] == ["Bowl", "Bowl"]
