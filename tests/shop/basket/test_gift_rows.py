"""What the basket page says of free gifts, and of what a little more would bring."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from shop.basket.gift_rows import gift_rows, hints
from shop.offer.models import ConditionalOffer
from tests.shop.factories import BasketFactory, ProductFactory
from tests.shop.offer.makers import basket_with, make_offer, make_voucher, range_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
MOST_QUERIES = 25
SUMMARY = "/shop/basket/"


def brush(**fields):
    return ProductFactory(title="Brush", **fields)


@pytest.mark.parametrize(("left", "sold_out"), [(1, False), (0, True)])
def test_gift_and_one_that_has_sold_out(left, sold_out, client):
    make_offer(kind="Free gift", value=None, gift=brush(num_in_stock=left))
    basket = basket_with(ProductFactory())

    (row,) = gift_rows(basket)

    assert (row.title, row.quantity, row.is_sold_out, row.image) == ("Brush", 1, sold_out, None)


def test_page_shows_gift_and_what_is_missing(client):
    make_offer(kind="Free gift", value=None, gift=brush(), needs=("Value", 20), name="Gift")
    make_offer(
        name="Three for two", kind="Multibuy", value=None, needs=("Count", 3), on=range_of(ProductFactory())
    )
    make_offer(value=10, needs=("Value", 60), name="Ten")
    make_voucher("SPRING", make_offer(offer_type="Voucher", needs=("Value", 999)))
    product = ProductFactory(price="10.00")
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1})
    before = client.get(SUMMARY).content.decode()

    client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1})
    page = client.get(SUMMARY).content.decode()

    assert "Spend €10.00 more: Free gift: Brush" in before
    assert ("Spend €10.00 more" in page, "Spend €40.00 more: 10% off" in page) == (False, True)
    assert ("Free gift: Brush" in page, "€999" in page) == (True, False)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"kind": "Shipping percentage", "value": 100, "needs": ("Value", 30)},
            "Spend €20.00 more: Free delivery",
        ),
        ({"kind": "Multibuy", "value": None, "needs": ("Count", 3)}, "Add 2 more items: Offer"),
        ({"kind": "Absolute", "value": 5, "needs": ("Count", 2)}, "Add 1 more item: €5 off"),
        (
            {"value": 5, "needs": ("Value", 12), "tiers": [["12", "5"], ["50", "9"]]},
            "Spend €2.00 more: 5% off",
        ),
    ],
)
def test_hint(fields, words):
    make_offer(**{"name": "Offer", **fields})

    assert hints(basket_with(ProductFactory(price="10.00"))) == [words]


def test_hint_names_the_range():
    product = ProductFactory(price="10.00")
    vases = range_of(product)
    type(vases).objects.update(name_en="Vases")
    make_offer(needs=("Value", 30), on=vases)

    assert hints(basket_with(product)) == ["Spend €20.00 more on Vases: 10% off"]


def test_basket_page_takes_few_queries_however_many_offers(client):
    for _ in range(10):
        client.post(reverse("basket:add", args=[ProductFactory().pk]), {"quantity": 1})
    gift = brush()

    def add(number):
        for each in range(number):
            kinds = [
                {},
                {"needs": ("Value", 9999)},
                {"company_scope": "chosen"},
                {"first_order_only": True},
                {"kind": "Free gift", "value": None, "gift": gift},
                {"kind": "Shipping absolute"},
                {"max_user_applications": 2},
                {"exclusive_group": "one"},
                {"margin_floor": 5, "kind": "Absolute"},
                {"kind": "Buy get", "pieces": 1},
            ]
            make_offer(on=range_of(gift) if each % 2 else None, **kinds[each % len(kinds)])

    def count():
        client.get(SUMMARY)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(SUMMARY)
        assert response.status_code == 200
        return len(queries)

    add(10)
    ten = count()
    add(90)

    assert ConditionalOffer.objects.count() == 100
    assert (count(), ten <= MOST_QUERIES) == (ten, True)


def test_words_are_translated_at_reading():
    make_offer(kind="Free gift", value=None, gift=brush(), needs=("Value", 20))
    basket = basket_with(ProductFactory(price="10.00"))

    with translation.override("en"):
        assert hints(basket) == ["Spend €10.00 more: Free gift: Brush"]


def test_empty_basket_says_nothing():
    make_offer(kind="Free gift", value=None, gift=brush())
    basket = BasketFactory(lines=[])

    assert (gift_rows(basket), hints(basket)) == ([], [])
