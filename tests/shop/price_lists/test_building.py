"""Rules make prices; a plan tells first what they would change."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from shop.catalogue.models import Product, ProductCategory, ProductClass
from shop.money import is_payable
from shop.partner.models import ListPrice, PriceList, StockRecord
from shop.price_lists.building import plan, price_by_rule, publish
from shop.price_lists.models import PriceRule
from shop.price_lists.tasks import repair
from tests.shop.factories import CategoryFactory, ProductClassFactory, ProductFactory
from tests.shop.price_lists.factories import PriceListFactory, listed

pytestmark = pytest.mark.django_db


def rule(price_list, **kwargs):
    return PriceRule.objects.create(price_list=price_list, **kwargs)


def prices(price_list):
    rows = price_list.prices.order_by("stockrecord", "min_quantity")
    return [(row.min_quantity, row.price) for row in rows]


@pytest.mark.parametrize(
    ("terms", "price"),
    [
        ({"percent": -10}, "18.00"),
        ({"percent": -10, "ending": ".95"}, "17.95"),
        ({"percent": 0, "amount": "-3.50"}, "16.50"),
        ({"percent": -100}, "0.00"),
        ({"base": "cost", "percent": 50}, "17.85"),  # 10 net, 15 net, gross at 19 %
        ({"percent": -90, "margin_floor": 20}, "14.28"),  # 12 net at least
    ],
)
def test_what_a_rule_makes_of_a_price(terms, price):
    product, price_list = ProductFactory(price="20.00"), PriceListFactory()
    product.stockrecords.update(cost=10)
    rule(price_list, **terms)

    publish(price_list)

    assert prices(price_list) == [(1, Decimal(price))]


def test_a_net_list_is_built_net():
    product, price_list = ProductFactory(price="23.80"), PriceListFactory(is_net=True)
    rule(price_list, percent=-10)

    publish(price_list)

    assert prices(price_list) == [(1, Decimal("18.00"))]
    assert product.stockrecords.get().price == Decimal("23.80")


def test_the_first_rule_for_a_product_holds_and_another_list_can_be_the_base():
    category = CategoryFactory()
    bowls, other = ProductFactory(price="20.00"), ProductFactory(price="10.00")
    ProductCategory.objects.create(product=bowls, category=category)
    base, price_list = PriceListFactory(), PriceListFactory()
    listed(base, bowls, "16.00")
    rule(price_list, order=1, goods="category", category=category, base="list", base_list=base, percent=-50)
    rule(price_list, order=2, percent=-10)
    rule(price_list, order=3, percent=-20, min_quantity=10)

    publish(price_list)

    assert [
        (row.stockrecord.product, row.min_quantity, row.price) for row in price_list.prices.order_by("pk")
    ] == [
        (bowls, 1, Decimal("8.00")),
        (bowls, 10, Decimal("16.00")),
        (other, 1, Decimal("9.00")),
        (other, 10, Decimal("8.00")),
    ]


def test_a_gift_card_has_no_agreed_price():
    cards = ProductClassFactory(slug="cards", name="Cards", gift_card_minimum=None)
    cards.is_gift_card = True
    cards.save()
    ProductFactory(price="50.00", product_class=cards)
    price_list = PriceListFactory()
    rule(price_list, percent=-10)

    assert publish(price_list) == 0


def test_the_plan_tells_what_publishing_does_and_changes_nothing():
    gone, changed, kept, new = (ProductFactory(price=price) for price in ("20.00", "30.00", "40.00", "50.00"))
    gone.stockrecords.update(price=None)
    new.stockrecords.update(cost=100)
    price_list = PriceListFactory()
    listed(price_list, gone, 1)
    listed(price_list, changed, 30)
    listed(price_list, kept, 36)
    rule(price_list, percent=-10)

    found = plan(price_list)

    assert (found.added, found.changed, found.removed, found.kept, found.below_cost) == (1, 1, 1, 1, 1)
    assert [row.record.product for row in found.largest] == [changed]
    assert [row.record.product for row in found.beneath] == [new]
    assert price_list.prices.count() == 3
    assert publish(price_list) == 3
    assert publish(price_list) == 0


def test_the_schedule_builds_anew_what_comes_from_changed_prices():
    product, price_list = ProductFactory(price="20.00"), PriceListFactory(kind=PriceList.Kind.RULES)
    rule(price_list, percent=-50)
    publish(price_list)
    product.stockrecords.update(price=10)

    repair()

    assert ListPrice.objects.get().price == 5


@given(
    price=st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999.99"), places=2),
    percent=st.integers(-100, 200),
    ending=st.sampled_from(["", ".00", ".50", ".90", ".95", ".99"]),
    currency=st.sampled_from(["EUR", "JPY"]),
)
def test_a_price_by_rule_can_be_paid_and_is_never_negative(price, percent, ending, currency):
    product = Product(product_class=ProductClass(slug="things"))
    record = StockRecord(product=product, price=price, price_currency=currency)
    made = price_by_rule(
        PriceRule(percent=percent, ending=ending, amount=Decimal(0)), record, PriceList(currency=currency)
    )

    assert made is not None
    assert made >= 0
    assert is_payable(made, currency)
