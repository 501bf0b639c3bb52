"""The heart shows what is on a list, keeps and takes off, and remembers through the log-in."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.wishlists.models import Line
from tests.search.factories import index_all
from tests.shop.catalogue.factories import vase
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
HEART = re.compile(r'<button class="[^"]*heart"[^>]*formaction="([^"]*)"([^>]*) aria-label="([^"]*)"')
JSON = {"Accept": "application/json"}


@pytest.fixture
def user(client):
    user = UserFactory(first_name="Mei")
    client.force_login(user)
    return user


def hearts(page):
    """Each heart of a page: what it keeps, and whether it is full."""
    found = HEART.findall(page.content.decode())
    return [
        (int(address.rstrip("/").rsplit("/", 1)[1]), 'name="remove"' in more) for address, more, _ in found
    ]


def wish(client, product, **data):
    kwargs = {"product_pk": product.pk}
    headers = data.pop("headers", None)
    return client.post(reverse("customer:wishlists-add-product", kwargs=kwargs), data, headers=headers)


def wished():
    return list(Line.objects.order_by("pk").values_list("product_id", flat=True))


def test_the_heart_is_full_on_page_and_card_after_it_was_pressed(client, user):
    bowl, cup = ProductFactory(title="Bowl"), ProductFactory(title="Cup")
    index_all()
    assert hearts(client.get(bowl.get_absolute_url()))[0] == (bowl.pk, False)

    answer = wish(client, bowl, next="/shop/catalogue/?sort=newest")

    assert answer.url == "/shop/catalogue/?sort=newest"
    assert hearts(client.get(bowl.get_absolute_url()))[0] == (bowl.pk, True)
    listing = client.get(answer.url)
    assert sorted(hearts(listing)) == [(bowl.pk, True), (cup.pk, False)]
    assert listing.content.decode().count('id="wish"') == 1

    wish(client, bowl, remove="1")
    assert wished() == []
    assert hearts(client.get(bowl.get_absolute_url()))[0] == (bowl.pk, False)


def test_a_script_gets_the_state_and_the_words(client, user):
    bowl = ProductFactory(title="Bowl")

    kept = wish(client, bowl, headers=JSON).json()
    gone = wish(client, bowl, remove="1", headers=JSON).json()

    assert (kept["is_wished"], kept["label"]) == (True, "Remove Bowl from wish list")
    assert (gone["is_wished"], gone["label"]) == (False, "Add Bowl to wish list")
    assert kept["words"] == "Bowl has been added to “My wish list”."


def test_pressing_twice_keeps_one_line_on_one_list(client, user):
    bowl = ProductFactory()

    wish(client, bowl)
    wish(client, bowl)

    assert (wished(), user.wishlists.count()) == ([bowl.pk], 1)


def test_a_variant_and_its_family_share_the_heart_and_other_variants_do_not(client, user):
    parent, (tide, snow) = vase(("Tide", "28 cm", "48", 6), ("Snow", "28 cm", "52", 4))
    index_all()
    wish(client, snow)

    pages = [client.get(f"{parent.get_absolute_url()}?sku={each.upc}") for each in (tide, snow)]

    assert [hearts(page)[0] for page in pages] == [(tide.pk, False), (snow.pk, True)]
    assert hearts(client.get(reverse("catalogue:index"))) == [(parent.pk, True)]
    assert hearts(client.get(reverse("search:search"), {"q": "snow"})) == [(snow.pk, True)]
    wish(client, parent, remove="1")
    assert wished() == []


def test_somebody_else_s_list_fills_no_heart_and_is_not_touched(client, user):
    bowl, other = ProductFactory(), UserFactory()
    other.wishlists.create(name="Theirs").add(bowl)

    assert hearts(client.get(bowl.get_absolute_url()))[0] == (bowl.pk, False)
    wish(client, bowl, remove="1")
    assert wished() == [bowl.pk]


def test_a_visitor_is_led_to_the_log_in_and_finds_the_piece_on_a_list_after_it(client):
    bowl, user = ProductFactory(title="Bowl"), UserFactory()
    user.set_password("glaze-and-fire-2026")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    asked = wish(client, bowl, next=bowl.get_absolute_url())
    assert asked.url.startswith(reverse("account_login"))
    assert wished() == []
    assert "Log in or sign up, and Bowl will be on your wish list." in client.get(asked.url).content.decode()
    client.post(asked.url, {"login": user.email, "password": "glaze-and-fire-2026"})

    page = client.get(bowl.get_absolute_url())
    assert wished() == [bowl.pk]
    assert hearts(page)[0] == (bowl.pk, True)
    assert "Bowl has been added to" in page.content.decode()


def test_a_visitor_without_a_wish_gets_none_at_the_log_in(client):
    client.force_login(UserFactory())

    assert wished() == []


def test_a_wish_that_is_hidden_meanwhile_is_forgotten(client):
    bowl = ProductFactory()
    wish(client, bowl)
    type(bowl).objects.filter(pk=bowl.pk).update(is_public=False)

    client.force_login(UserFactory())

    assert wished() == []


def test_a_redirect_leads_to_this_site_only(client, user):
    bowl = ProductFactory()

    assert wish(client, bowl, next="https://elsewhere.example/").url == bowl.get_absolute_url()
    assert wish(client, ProductFactory(is_public=False)).status_code == 404


def test_hearts_cost_a_user_one_query_and_a_visitor_none(client):
    for product in ProductFactory.create_batch(3):
        UserFactory().wishlists.create(name="List").add(product)
    index_all()

    def wishes():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("catalogue:index"))
        return sum('"wishlists_line"' in query["sql"] for query in queries)

    assert wishes() == 0
    client.force_login(UserFactory())
    assert wishes() == 1
