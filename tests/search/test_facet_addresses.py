"""Values whose words look alike are found each by its own address, and companies by the prices they see."""

from decimal import Decimal

import pytest
from django.test import override_settings

from search.buyers import price_list_of
from search.documents import buyers_indexed, documents_of
from search.engines.registry import database_engine
from search.types import price_key
from shop.b2b.models import Company, CompanyContact
from shop.catalogue.models import ProductClass
from shop.partner.buyers import buyer_for
from shop.tax.queries import set_tax_memory
from tests.search.documents import query
from tests.search.factories import give, index_all
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
WORDS = [
    "C++",
    "C+",
    "C",
    "c",
    "C#",
    "°C",
    "Ｃ",
    "½",
    "12",
    "1/2",
    "🏺",
    "🍵",
    "青瓷",
    "青 瓷",
    "E\u0301",
    "É",
    "+",
]


def test_each_value_finds_its_own_product_only(client):
    products = {word: ProductFactory() for word in WORDS}
    slugs = {word: give(product, "glaze", word).slug for word, product in products.items()}
    index_all()
    engine = database_engine()

    found = {word: engine.search(query(glaze=[slug])).product_ids for word, slug in slugs.items()}

    assert found == {word: (product.pk,) for word, product in products.items()}
    for word, slug in slugs.items():
        listing = client.get("/shop/catalogue/", {"glaze": slug}).context["listing"]
        assert [card.product_id for card in listing.cards] == [products[word].pk]
        assert listing.canonical_query.startswith("glaze=")


@pytest.fixture
def company_buyer():
    user = UserFactory()
    CompanyContact.objects.create(company=Company.objects.create(name="Argile"), user=user, email=user.email)
    return user


def test_companies_narrow_and_sort_by_the_prices_they_see(client, company_buyer):
    # Gross 119 and 110 are net 100 and 102.80: the order of the two differs for whom reads net.
    dear, reduced = ProductFactory(price="119.00"), ProductFactory(price="110.00")
    other = ProductClass.objects.create(name="Books", slug="books", track_stock=True)
    reduced.product_class = other
    reduced.save()
    with override_settings(KILN_TAX_CODES={"books": "reduced"}):
        set_tax_memory()
        index_all()

        def shown(**asked):
            listing = client.get("/shop/catalogue/", asked).context["listing"]
            return [(card.product_id, card.price.amount) for card in listing.cards]

        assert shown(sort="price") == [(reduced.pk, Decimal("110.00")), (dear.pk, Decimal("119.00"))]
        assert [pk for pk, _price in shown(price="105-115")] == [reduced.pk]
        client.force_login(company_buyer)
        seen = shown(sort="price")
        assert [price for _pk, price in seen] == sorted(price for _pk, price in seen)
        assert [pk for pk, _price in seen] == [dear.pk, reduced.pk]
        assert shown(price="99-101") == [(dear.pk, Decimal("100.00"))]
        bounds = client.get("/shop/catalogue/").context["listing"].price
        assert (bounds.minimum, bounds.maximum) == (100, Decimal("102.80"))


def test_an_index_knows_net_and_gross(company_buyer):
    product = ProductFactory(price="119.00")

    (document,) = documents_of([product.pk])

    lists = [price_list_of(buyer) for buyer in buyers_indexed()]
    assert lists == ["public", "public-net"]
    assert price_list_of(buyer_for(company_buyer)) == "public-net"
    assert document.variants[0].prices == {
        price_key("public", "EUR"): 11900,
        price_key("public-net", "EUR"): 10000,
    }
