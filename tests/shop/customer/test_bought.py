"""Previously bought, and choosing lines of an order to buy again."""

import pytest
from django.urls import reverse

from shop.b2b.models import CompanyContact, CompanyRole
from shop.b2b.permissions import Level
from shop.order_statuses import CANCELLED
from tests.shop.catalogue.factories import vase
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory
from tests.shop.offer.makers import basket_with, make_offer
from tests.shop.shopping_lists.factories import a_buyer, a_company

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
        (True, "price was \u20ac10.00, is \u20ac12.00 (+20%)"),
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


def let_see_orders(user, level):
    """Give somebody a role of their company's that sees orders and places none."""
    contact = CompanyContact.objects.get(user=user)
    contact.role = CompanyRole.objects.create(
        company=contact.company, name=f"Reader {level}", grants={"orders.view": level}
    )
    contact.save()


def test_replacement_is_offered_and_taken(client, user):
    old, new = (
        ProductFactory(title="Old bowl"),
        ProductFactory(title="New bowl", order_multiple=6, num_in_stock=50),
    )
    order = OrderFactory(user=user, lines=[(old, 4)])
    type(old).objects.filter(pk=old.pk).update(is_public=False, replacement=new)
    page = reverse("customer:order-again", args=[order.number])

    (again,) = client.get(page).context["again"]
    assert (again.can_be_had, again.replacement.wish.product, again.replacement.wish.quantity) == (
        False,
        new,
        6,
    )

    client.post(page, {"instead": [again.line.pk]})
    assert list(user.baskets.get(status="Open").lines.values_list("product", "quantity")) == [(new.pk, 6)]


def test_variant_is_replaced_as_its_family_is(client, user):
    family, (variant, *_others) = vase(("Tide", "28 cm", "132", 5), ("Snow", "28 cm", "132", 5))
    order, new = OrderFactory(user=user, lines=[variant]), ProductFactory(title="New")
    type(family).objects.filter(pk=family.pk).update(is_public=False, replacement=new)

    (again,) = client.get(reverse("customer:order-again", args=[order.number])).context["again"]
    assert again.replacement.wish.product == new


def test_quantity_follows_the_rules_of_today(client, user):
    bowl = ProductFactory(title="Bowl", num_in_stock=90)
    order = OrderFactory(user=user, lines=[(bowl, 8)])
    type(bowl).objects.filter(pk=bowl.pk).update(order_multiple=6)
    page = reverse("customer:order-again", args=[order.number])

    (again,) = client.get(page).context["again"]
    assert (again.can_be_had, again.quantity) == (True, 6)
    assert again.words.endswith("adjusted to 6")

    assert client.post(page, {"lines": [again.line.pk], f"quantity-{again.line.pk}": "x"}).status_code == 422
    token = "6f9619ff-8b86-d011-b42d-00c04fc964ff"
    for _time in range(2):
        client.post(page, {"lines": [again.line.pk], f"quantity-{again.line.pk}": "12", "token": token})
    assert list(user.baskets.get(status="Open").lines.values_list("quantity", flat=True)) == [12]


def test_orders_of_colleagues_are_there_as_far_as_the_role_says(client):
    company = a_company()
    head, buyer = a_buyer(company, "A"), a_buyer(company, "B")
    bowl = ProductFactory(title="Bowl")
    order, other = OrderFactory(user=buyer, lines=[bowl]), OrderFactory(user=head, lines=[bowl])
    assert (order.company, other.company) == (company, company)
    let_see_orders(head, Level.COMPANY)
    let_see_orders(buyer, Level.OWN)

    client.force_login(head)
    assert client.get(reverse("customer:order-again", args=[order.number])).status_code == 200
    mine = [each.times for each in client.get(reverse("customer:bought")).context["bought"]]
    ours = [
        each.times for each in client.get(reverse("customer:bought"), {"of": "company"}).context["bought"]
    ]
    assert (mine, ours) == ([1], [2])

    client.force_login(buyer)
    assert client.get(reverse("customer:order-again", args=[other.number])).status_code == 404
    page = client.get(reverse("customer:bought"), {"of": "company"})
    assert [each.times for each in page.context["bought"]] == [1]
