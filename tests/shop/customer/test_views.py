import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model

from shop.customer.models import ProductAlert
from tests.shop.catalogue.factories import picture, vase
from tests.shop.factories import (
    OrderFactory,
    ProductFactory,
    UserAddressFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
WishList = get_model("wishlists", "WishList")

PAGES = ["summary", "order-list", "address-list", "address-create", "wishlists-list", "alerts-list"]


@pytest.fixture
def user(client):
    user = UserFactory(first_name="Mei")
    client.force_login(user)
    return user


@pytest.mark.parametrize("name", [*PAGES, "profile-update", "profile-view"])
def test_a_stranger_is_asked_to_log_in(client, name):
    response = client.get(reverse(f"customer:{name}"))

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_the_account_open(client, user, name):
    assert client.get(reverse(f"customer:{name}")).status_code == 200


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("login", "/accounts/login/?next=/shop/"),
        ("register", "/accounts/signup/?next=/shop/"),
        ("logout", "/accounts/logout/?next=/shop/"),
        ("change-password", "/accounts/password/change/?next=/shop/"),
    ],
)
def test_oscars_login_pages_lead_to_allauth(client, name, target):
    response = client.get(reverse(f"customer:{name}"), {"next": "/shop/"})

    assert (response.status_code, response["Location"].replace("%2F", "/")) == (302, target)


@pytest.mark.parametrize("path", ["emails/", "notifications/inbox/", "profile/delete/"])
def test_pages_without_a_face_are_gone(client, user, path):
    assert client.get(reverse("customer:summary") + path).status_code == 404


def test_an_order_is_its_buyers_only(client, user):
    own, other = OrderFactory(user=user), OrderFactory(user=UserFactory())

    mine = client.get(reverse("customer:order", args=[own.number]))

    assert [line.quantity for line in mine.context["lines"]] == [1]
    assert client.get(reverse("customer:order", args=[other.number])).status_code == 404


def test_orders_take_as_many_queries_for_one_as_for_three(client, user):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("customer:order-list"))
        return len(captured)

    OrderFactory(user=user)
    queries()
    with_one = queries()
    OrderFactory(user=user)
    OrderFactory(user=user)

    assert queries() == with_one


def test_an_address_is_its_owners_only(client, user):
    other = UserAddressFactory()

    for name in ("address-detail", "address-delete"):
        assert client.get(reverse(f"customer:{name}", args=[other.pk])).status_code == 404
    change = reverse("customer:address-change-status", args=[other.pk, "default_for_shipping"])
    assert client.post(change).status_code == 404


def test_looking_at_a_link_changes_no_address(client, user):
    address = UserAddressFactory(user=user)
    change = reverse("customer:address-change-status", args=[address.pk, "default_for_shipping"])

    assert client.get(change).status_code == 405
    address.refresh_from_db()
    assert address.is_default_for_shipping is False
    client.post(change)
    address.refresh_from_db()
    assert address.is_default_for_shipping is True


def test_a_name_can_be_changed(client, user):
    client.post(reverse("customer:profile-update"), {"first_name": "Lin", "last_name": "Mei"})

    user.refresh_from_db()
    assert (user.first_name, user.last_name) == ("Lin", "Mei")


def test_a_product_is_kept_once_on_a_wish_list(client, user):
    product = ProductFactory()
    keep = reverse("customer:wishlists-add-product", args=[product.pk])

    assert client.get(keep).status_code == 200
    assert not user.wishlists.exists()
    client.post(keep)
    client.post(keep)

    (line,) = user.wishlists.get().lines.all()
    assert (line.product, line.quantity) == (product, 1)


def test_nobody_changes_anothers_wish_list(client, user):
    product = ProductFactory()
    wishlist = WishList.objects.create(owner=UserFactory(), name="Wedding", visibility=WishList.PUBLIC)
    wishlist.add(product)
    line = wishlist.lines.get()

    for name, args in [
        ("wishlists-update", [wishlist.key]),
        ("wishlists-delete", [wishlist.key]),
        ("wishlists-add-product", [wishlist.key, product.pk]),
        ("wishlists-remove-product", [wishlist.key, line.pk]),
    ]:
        kwargs = dict(zip(("key", "line_pk" if "remove" in name else "product_pk"), args, strict=False))
        assert client.post(reverse(f"customer:{name}", kwargs=kwargs)).status_code == 404
    assert wishlist.lines.count() == 1


def test_an_alert_is_set_and_taken_back_by_its_owner(client, user):
    product = ProductFactory(num_in_stock=0)

    client.post(reverse("customer:alert-create", args=[product.pk]), {})
    alert = ProductAlert.objects.get()
    assert (alert.user, alert.status) == (user, ProductAlert.ACTIVE)
    cancel = reverse("customer:alerts-cancel-by-pk", args=[alert.pk])
    assert client.get(cancel).status_code == 405
    client.post(cancel)

    alert.refresh_from_db()
    assert alert.status == ProductAlert.CANCELLED


def test_an_alert_names_the_variant_it_is_for_and_costs_the_same_for_one_and_three(client, user):
    _parent, children = vase(*((glaze, "28 cm", "132", 0) for glaze in ("Tide", "Snow", "Ash")))
    costs = []
    client.get(reverse("customer:alerts-list"))
    for child in children:
        ProductAlert.objects.create(user=user, product=child, status=ProductAlert.ACTIVE)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("customer:alerts-list")).content.decode()
        costs.append(len(queries))

    assert costs[0] == costs[2]
    assert "Floor vase (Ash, 28 cm)" in page
    assert "Floor vase (Tide, 28 cm)" in page


def test_nobody_takes_anothers_alert_back(client, user):
    alert = ProductAlert.objects.create(product=ProductFactory(), user=UserFactory())

    assert client.post(reverse("customer:alerts-cancel-by-pk", args=[alert.pk])).status_code == 404
    alert.refresh_from_db()
    assert alert.status == ProductAlert.ACTIVE


def in_basket(client):
    rows = client.get(reverse("basket:summary")).context["summary"].rows
    return [(row.title, row.quantity) for row in rows]


def test_an_order_is_put_into_the_basket_again_as_far_as_there_is_stock(client, user):
    vase, bowl = ProductFactory(title="Vase", num_in_stock=9), ProductFactory(title="Bowl", num_in_stock=9)
    order = OrderFactory(user=user, lines=[(vase, 2), (bowl, 1)])
    bowl.stockrecords.update(num_in_stock=0, num_allocated=0)
    url = reverse("customer:order", args=[order.number])

    page = client.post(url, {"action": "reorder"}, follow=True)

    assert page.redirect_chain == [(reverse("basket:summary"), 302)]
    assert [str(message) for message in page.context["messages"]] == [
        "“Bowl” has sold out.",
        f"The available items of order {order.number} are in your basket.",
    ]
    assert in_basket(client) == [("Vase", 2)]


def test_an_order_of_which_nothing_can_be_had_leads_back_to_itself(client, user):
    bowl = ProductFactory(title="Bowl", num_in_stock=9)
    order = OrderFactory(user=user, lines=[(bowl, 1)])
    bowl.stockrecords.update(num_in_stock=0, num_allocated=0)
    for name, args in (("order", []), ("order-line", [order.lines.get().pk])):
        page = client.post(
            reverse(f"customer:{name}", args=[order.number, *args]), {"action": "reorder"}, follow=True
        )

        assert page.redirect_chain == [(reverse("customer:order", args=[order.number]), 302)]
        assert [str(message) for message in page.context["messages"]] == ["“Bowl” has sold out."]
    assert in_basket(client) == []


def test_nobody_orders_anothers_order_again(client, user):
    order = OrderFactory(user=UserFactory())

    url = reverse("customer:order", args=[order.number])
    assert client.post(url, {"action": "reorder"}).status_code == 404
    assert in_basket(client) == []


@pytest.mark.parametrize("is_hidden", [False, True])
def test_an_order_shows_the_variants_that_were_bought(client, user, is_hidden):
    parent, (tide, snow) = vase(("Tide", "28 cm", "48", 6), ("Snow", "28 cm", "52", 4))
    pictures = [picture(each).original.name for each in (parent, tide, snow)]
    bare = ProductFactory(parent=parent)
    order = OrderFactory(user=user, lines=[snow, tide, bare])
    if is_hidden:
        type(parent).objects.filter(pk__in=[tide.pk, snow.pk, bare.pk]).update(is_public=False)

    lines = client.get(reverse("customer:order", args=[order.number])).context["lines"]

    assert [line.picture.name for line in lines] == [pictures[2], pictures[1], pictures[0]]
    address = parent.get_absolute_url()
    skus = ["", "", ""] if is_hidden else [f"?sku={each.upc}" for each in (snow, tide, bare)]
    assert [line.url for line in lines] == [f"{address}{sku}" for sku in skus]
