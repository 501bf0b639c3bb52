import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model

from tests.shop.catalogue.factories import vase
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
WishList = get_model("wishlists", "WishList")


@pytest.fixture
def user(client):
    user = UserFactory(first_name="Mei")
    client.force_login(user)
    return user


def wish_list(owner, *products, name="Wedding", visibility=WishList.PRIVATE):
    wishlist = WishList.objects.create(owner=owner, name=name, visibility=visibility)
    for product in products:
        wishlist.add(product)
    return wishlist


def move(client, line, target):
    kwargs = {"key": line.wishlist.key, "line_pk": line.pk, "to_key": target.key}
    return client.post(reverse("customer:wishlists-move-product-to-another", kwargs=kwargs))


@pytest.mark.parametrize(
    ("visibility", "status", "is_found"),
    [(WishList.PRIVATE, 404, False), (WishList.SHARED, 200, False), (WishList.PUBLIC, 200, True)],
)
def test_who_sees_a_list(client, visibility, status, is_found):
    url = wish_list(UserFactory(), ProductFactory(), visibility=visibility).get_absolute_url()

    response = client.get(url)

    assert response.status_code == status
    assert ('name="robots" content="noindex"' not in response.content.decode()) == is_found
    client.force_login(UserFactory())
    assert client.get(url).status_code == status


def test_a_list_is_made_named_shared_and_deleted_by_its_owner(client, user):
    client.post(reverse("customer:wishlists-create"), {"name": "Wedding", "visibility": "Shared"})
    wishlist = user.wishlists.get()
    assert (wishlist.name, wishlist.visibility) == ("Wedding", WishList.SHARED)

    kwargs = {"key": wishlist.key}
    refused = client.post(reverse("customer:wishlists-update", kwargs=kwargs), {"name": "Birthday"})
    assert 'value="Birthday"' in refused.content.decode()
    client.post(
        reverse("customer:wishlists-update", kwargs=kwargs), {"name": "Birthday", "visibility": "Private"}
    )
    wishlist.refresh_from_db()
    assert (wishlist.name, wishlist.visibility) == ("Birthday", WishList.PRIVATE)

    client.post(reverse("customer:wishlists-delete", kwargs=kwargs))
    assert not user.wishlists.exists()


def test_a_line_moves_between_lists_and_is_there_once(client, user):
    bowl, cup = ProductFactory(), ProductFactory()
    first, second = wish_list(user, bowl, cup), wish_list(user, bowl, name="Later")

    for line in list(first.lines.all()):
        assert move(client, line, second).status_code == 302

    assert not first.lines.exists()
    assert sorted(second.lines.values_list("product_id", "quantity")) == [(bowl.pk, 1), (cup.pk, 1)]


def test_nothing_moves_from_or_to_somebody_elses_list(client, user):
    theirs = wish_list(UserFactory(), ProductFactory(), visibility=WishList.PUBLIC)
    mine = wish_list(user, ProductFactory())

    assert move(client, theirs.lines.get(), mine).status_code == 404
    assert move(client, mine.lines.get(), theirs).status_code == 404
    assert (mine.lines.count(), theirs.lines.count()) == (1, 1)


def test_a_wished_variant_shows_itself_and_goes_into_the_basket(client, user):
    _parent, (_tide, snow) = vase(("Tide", "28 cm", "148", 3), ("Snow", "42 cm", "180", 4))
    sold_out = ProductFactory(num_in_stock=0)
    url = wish_list(user, snow, sold_out).get_absolute_url()

    html = client.get(url).content.decode()

    assert "Snow, 42 cm" in html
    assert f'action="{reverse("basket:add", kwargs={"pk": snow.pk})}"' in html
    assert f'action="{reverse("basket:add", kwargs={"pk": sold_out.pk})}"' not in html


def test_a_list_costs_the_same_for_one_piece_as_for_three(client, user):
    used = []
    for number in (1, 3):
        _parent, children = vase(*[("Tide", f"{size} cm", "148", 3) for size in range(number)])
        url = wish_list(user, *children, name=str(number)).get_absolute_url()
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        used.append(len(queries))

    assert used[0] == used[1]
