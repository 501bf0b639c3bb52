"""Strips from the live model: on the home page, beside a product, in the basket; and "Not interested"."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from personalization.recommendations.models import Dismissal
from tests.content.factories import make_home
from tests.personalization.factories import VisitorFactory, carry
from tests.personalization.recommendations.factories import ModelFactory, agreed_account, row
from tests.shop.catalogue_visibility.factories import hide
from tests.shop.factories import ProductFactory

pytestmark = pytest.mark.usefixtures("site")
DISMISS = "/recommendations/not-interested/"


def times(page, product):
    return page.content.decode().count(f'data-product="{product.pk}"')


def put_into_basket(client, *products):
    for product in products:
        client.post(reverse("basket:add", kwargs={"pk": product.pk}), {"quantity": 1})


def test_home_has_both_strips_of_an_account_each_with_its_reason_and_nothing_twice(client, site):
    user = agreed_account(client, first_name="Ada")
    cup, pot, tea, bowl = ProductFactory.create_batch(4)
    strip = {"label": "", "heading": "Season", "products": [bowl], "category": None, "limit": 4}
    make_home(site, body=[("product_strip", strip)])
    model = ModelFactory()
    row(model, "again", [cup, pot, bowl], user=user)
    row(model, "new", [tea, bowl, cup], user=user)

    page = client.get("/")

    assert [times(page, one) for one in (cup, pot, tea, bowl)] == [1, 1, 1, 1]
    for words in ("Buy again", "New for you", "Bought by others who buy what you buy", "Not interested"):
        assert words in page.content.decode()
    assert page.headers["Cache-Control"] == "private"


def test_only_the_live_model_is_shown_and_only_to_who_agreed(client, site):
    make_home(site)
    user = agreed_account(client)
    tea = ProductFactory()
    row(ModelFactory(state="candidate"), "new", [tea], user=user)
    assert times(client.get("/"), tea) == 0

    row(ModelFactory(), "new", [tea], user=user)
    assert times(client.get("/"), tea) == 1

    carry(client, granted=False)
    assert times(client.get("/"), tea) == 0


@pytest.mark.parametrize("number", [1, 3])
def test_an_account_with_lists_costs_the_home_page_three_queries_beside_the_cards(client, site, number):
    make_home(site)
    user = agreed_account(client)
    model = ModelFactory()
    row(model, "again", ProductFactory.create_batch(number), user=user)
    row(model, "new", ProductFactory.create_batch(number), user=user)
    client.get("/")

    with CaptureQueriesContext(connection) as captured:
        page = client.get("/")

    own = [one["sql"] for one in captured.captured_queries]
    own = [sql for sql in own if '"recommendations_' in sql or '"interactions_' in sql]
    assert page.content.decode().count("strip-item") == 2 * number
    assert len(own) == 3  # whose visit, their lists, what they do not want


def test_a_product_page_shows_what_the_model_says_goes_with_it(client):
    cup, pot = ProductFactory(), ProductFactory()
    row(ModelFactory(), "together", [pot], beside=cup)
    cache.clear()

    page = client.get(cup.get_absolute_url())

    assert "Frequently bought together" in page.content.decode()
    assert times(page, pot) == 1


def test_a_basket_is_completed_by_what_goes_with_all_of_it(client):
    cup, pot, tea, tray = ProductFactory.create_batch(4)
    model = ModelFactory()
    row(model, "together", [tray, tea, pot], beside=cup)
    row(model, "together", [tea, cup], beside=pot)
    put_into_basket(client, cup, pot)

    with CaptureQueriesContext(connection) as captured:
        page = client.get("/shop/basket/")

    text = page.content.decode()
    strip = text[text.index('data-strip="basket"') :]
    assert 0 < strip.index(f'data-product="{tea.pk}"') < strip.index(f'data-product="{tray.pk}"')
    assert f'data-product="{cup.pk}"' not in strip
    own = [one["sql"] for one in captured.captured_queries if '"recommendations_' in one["sql"]]
    assert len(own) == 1


def test_a_basket_without_a_model_has_no_empty_strip(client):
    put_into_basket(client, ProductFactory())

    assert 'data-strip="basket"' not in client.get("/shop/basket/").content.decode()


def test_what_is_hidden_from_somebody_shows_in_no_strip(client, site):
    make_home(site)
    user = agreed_account(client)
    secret, cup = ProductFactory(title="Secret"), ProductFactory()
    model = ModelFactory()
    for kind in ("again", "new"):
        row(model, kind, [secret], user=user)
    row(model, "together", [secret], beside=cup)
    hide(secret)
    cache.clear()
    put_into_basket(client, cup)

    for path in ("/", cup.get_absolute_url(), "/shop/basket/"):
        assert "Secret" not in client.get(path).content.decode(), path


def test_what_is_sold_out_makes_room_for_the_next(client, site):
    make_home(site)
    user = agreed_account(client)
    gone, tea = ProductFactory(num_in_stock=0), ProductFactory()
    row(ModelFactory(), "new", [gone, tea], user=user)

    page = client.get("/")

    assert (times(page, gone), times(page, tea)) == (0, 1)


def test_not_interested_works_at_once_and_leads_back(client, site):
    make_home(site)
    user = agreed_account(client)
    tea, pot = ProductFactory.create_batch(2)
    row(ModelFactory(), "new", [tea, pot], user=user)

    answer = client.post(DISMISS, {"product": tea.pk, "next": "/"})
    page = client.get("/")

    assert answer.url == "/"
    assert (times(page, tea), times(page, pot)) == (0, 1)
    assert Dismissal.objects.get().user == user


def test_a_stranger_dismisses_for_the_session(client):
    cup, tea = ProductFactory.create_batch(2)
    row(ModelFactory(), "together", [tea], beside=cup)
    put_into_basket(client, cup)
    assert 'data-strip="basket"' in client.get("/shop/basket/").content.decode()

    client.post(DISMISS, {"product": tea.pk, "next": "/shop/basket/"})

    assert 'data-strip="basket"' not in client.get("/shop/basket/").content.decode()
    assert not Dismissal.objects.exists()


def test_a_guest_who_agreed_dismisses_for_this_browser(client):
    visitor = VisitorFactory()
    carry(client, visitor=visitor)

    client.post(DISMISS, {"product": ProductFactory().pk})

    assert Dismissal.objects.get().visitor == visitor


@pytest.mark.parametrize("product", ["", "0", "x", "99999999999999999999"])
def test_a_product_that_is_not_there_is_told_and_no_foreign_address_is_led_to(client, product):
    answer = client.post(DISMISS, {"product": product, "next": "https://evil.example/"}, follow=False)

    assert (answer.status_code, answer.url) == (302, "/")
    assert not Dismissal.objects.exists()


def test_nothing_is_dismissed_by_a_link(client):
    assert client.get(DISMISS).status_code == 405
