"""How many statements pages take, and that what is kept in memory changes on the next page."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from oscar.apps.address.models import Country

from shop.catalogue.models import Category
from shop.identity.models import ShopSettings
from shop.offer.models import ConditionalOffer
from shop.partner.models import StockRecord
from tests.shop.catalogue.factories import picture
from tests.shop.checkout.walk import fill_basket, url, walk_to_review
from tests.shop.factories import CategoryFactory, ProductFactory
from tests.shop.offer.makers import make_offer

MOST = {"product": 9, "basket": 4, "index": 3, "shipping-address": 2, "shipping-method": 4}


@pytest.fixture
def bowl(site):
    return ProductFactory(
        title="Celadon bowl", price="24.00", num_in_stock=5, categories=[CategoryFactory(name="Bowls")]
    )


def statements(call):
    """Count what a page asks once it is known: the first look fills what is kept."""
    call()
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def page(client, path):
    return client.get(path).content.decode()


def test_pages_stay_within_their_statements(client, bowl):
    found = {"product": statements(lambda: client.get(bowl.get_absolute_url()))}
    walk_to_review(client, bowl)
    found["basket"] = statements(lambda: client.get("/shop/basket/"))
    for step in ("index", "shipping-address", "shipping-method"):
        found[step] = statements(lambda step=step: client.get(url(step)))

    assert {name: number for name, number in found.items() if number > MOST[name]} == {}


def test_placing_an_order_stays_within_its_statements(client, bowl):
    for visitor in (Client(), client):  # the first fills what is kept
        sent = walk_to_review(visitor, bowl)
        with CaptureQueriesContext(connection) as captured:
            response = visitor.post(url("preview"), sent)
        assert response.url == url("thank-you")

    asked = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 25, "\n".join(sql[:200] for sql in asked)


@pytest.mark.parametrize("step", ["basket", "index", "shipping-method"])
def test_offers_cost_one_statement_however_many_do_not_apply(client, bowl, step):
    walk_to_review(client, bowl)
    path = "/shop/basket/" if step == "basket" else url(step)
    without = statements(lambda: client.get(path))
    make_offer(status=ConditionalOffer.SUSPENDED)
    one = statements(lambda: client.get(path))
    for _number in range(3):
        make_offer(status=ConditionalOffer.SUSPENDED)

    assert [one - without, statements(lambda: client.get(path)) - one] == [1, 0]


@pytest.mark.django_db(transaction=True)
def test_every_change_is_on_the_next_page_anybody_sees(site):
    cache.clear()
    bowl = ProductFactory(
        title="Celadon bowl", price="24.00", num_in_stock=5, categories=[CategoryFactory(name="Bowls")]
    )
    mine, theirs = Client(), Client()
    address = bowl.get_absolute_url()
    before = page(mine, address)
    record = StockRecord.objects.get(product=bowl)
    category = Category.objects.get()

    record.price = "31.00"
    record.save()
    assert ("€24" in before, "€31" in page(theirs, address)) == (True, True)
    record.num_in_stock = 2
    record.save()
    assert "Only 2 left" in page(theirs, address)
    category.name_en = category.name = "Deep bowls"
    category.save()
    assert page(theirs, address).count("Deep bowls") >= 2  # in the way to here and in the menu
    picture(bowl)
    assert ("no-picture" in page(theirs, "/shop/basket/"), "<picture" in page(theirs, address)) == (
        False,
        True,
    )
    ShopSettings.objects.update_or_create(defaults={"name": "Kiln & Sons"})
    assert "Kiln &amp; Sons" in page(theirs, address)
    CategoryFactory(name="Brand new")
    assert "Brand new" in page(theirs, address)
    bowl.is_public = False
    bowl.save()
    assert theirs.get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_an_offer_holds_in_the_basket_from_the_next_page_on(site):
    bowl, buyer = ProductFactory(price="24.00"), Client()
    fill_basket(buyer, bowl)
    assert "€21.60" not in page(buyer, "/shop/basket/")
    offer = make_offer()
    assert "€21.60" in page(buyer, "/shop/basket/")
    offer.delete()
    assert "€21.60" not in page(buyer, "/shop/basket/")


@pytest.mark.django_db(transaction=True)
def test_a_country_can_be_chosen_from_the_next_page_on(client, site):
    walk_to_review(client, ProductFactory())
    assert "Iceland" not in page(client, url("shipping-address"))
    Country.objects.update_or_create(
        pk="IS", defaults={"printable_name": "Iceland", "name": "Iceland", "is_shipping_country": True}
    )
    assert "Iceland" in page(client, url("shipping-address"))
