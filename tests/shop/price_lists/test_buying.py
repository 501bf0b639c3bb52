"""Agreed prices on every surface of buying: page, basket, promotions, order, mail."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shop.basket.models import Basket
from shop.basket.presentation import basket_summary
from shop.basket.services import apply_offers, change_quantity
from shop.catalogue_promotions.models import CataloguePromotion
from shop.partner.buyers import buyer_for
from shop.partner.models import SalePrice
from shop.partner.strategy import Strategy
from shop.price_lists.explanation import explain_price
from shop.price_lists.frozen import told
from shop.storefront.product_page import product_page
from shop.storefront.structured_data import product_schema
from tests.config.roles.people import member as staff_member
from tests.shop.factories import (
    BasketFactory,
    OrderFactory,
    ParentProductFactory,
    ProductFactory,
    UserFactory,
)
from tests.shop.offer.makers import make_offer
from tests.shop.price_lists.factories import PriceListFactory, again, assign, listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer():
    return UserFactory()


def agreed(user, product, *tiers, **kwargs):
    price_list = PriceListFactory(**kwargs)
    for quantity, price in tiers:
        listed(price_list, product, price, quantity=quantity)
    assign(price_list, user=user)
    return price_list


def opened(basket):
    """Return the basket as the next request reads it."""
    found = Basket.objects.get(pk=basket.pk)
    found.strategy = Strategy(user=again(found.owner)) if found.owner else Strategy()
    return found


def test_the_line_costs_what_its_quantity_costs(buyer):
    product = ProductFactory(price="20.00", num_in_stock=50)
    agreed(buyer, product, (1, 18), (10, 15))
    basket = BasketFactory(owner=again(buyer), lines=[(product, 9)])
    found = opened(basket)
    (row,) = basket_summary(found).rows
    assert (row.unit_price, row.total) == (18, 162)
    assert row.saving == "1 more and each costs €15.00 instead of €18.00."

    line = found.all_lines()[0]
    change_quantity(line, quantity=10)

    (row,) = basket_summary(opened(basket)).rows
    assert (row.unit_price, row.total, row.saving) == (15, 150, "")


@pytest.mark.parametrize(("together", "price"), [(True, 15), (False, 18)])
def test_variants_count_together_where_the_list_says_so(buyer, together, price):
    parent = ParentProductFactory()
    small, large = (ProductFactory(parent=parent, price="20.00", num_in_stock=50) for _number in range(2))
    price_list = agreed(buyer, small, (1, 18), (10, 15), tiers_across_variants=together)
    for quantity, amount in ((1, 18), (10, 15)):
        listed(price_list, large, amount, quantity=quantity)

    basket = opened(BasketFactory(owner=again(buyer), lines=[(small, 6), (large, 4)]))

    assert {line.purchase_info.price.incl_tax for line in basket.all_lines()} == {price}


def test_a_basket_reads_all_prices_of_lists_at_once(buyer):
    def count(number):
        products = [ProductFactory(price="20.00") for _number in range(number)]
        price_list = PriceListFactory()
        for product in products:
            listed(price_list, product, 15)
        assign(price_list, user=buyer)
        basket = opened(BasketFactory(owner=again(buyer), lines=products))
        assert basket.strategy.buyer.user_id
        with CaptureQueriesContext(connection) as queries:
            assert all(line.purchase_info.price.incl_tax == 15 for line in basket.all_lines())
        return len(queries)

    assert count(1) == count(3) == 1


def test_a_basket_shown_to_another_buyer_costs_what_they_pay(buyer):
    product = ProductFactory(price="20.00")
    agreed(buyer, product, (1, 15))
    basket = opened(BasketFactory(owner=again(buyer), lines=[product]))
    basket.strategy = Strategy()

    assert basket.all_lines()[0].purchase_info.price.incl_tax == 20


@pytest.mark.parametrize(("allows", "total"), [(False, "15.00"), (True, "13.50")])
def test_promotions_come_off_only_where_the_list_says_so(buyer, allows, total):
    product = ProductFactory(price="20.00")
    agreed(buyer, product, (1, 15), allows_promotions=allows)
    make_offer(value=10)
    basket = opened(BasketFactory(owner=again(buyer), lines=[product]))

    apply_offers(basket, user=basket.owner)

    assert basket.total_incl_tax == Decimal(total)


def test_the_order_keeps_why(buyer, client):
    product = ProductFactory(price="20.00", num_in_stock=50)
    price_list = agreed(buyer, product, (1, 18), (10, 15), name="Dealers")
    order = OrderFactory(basket=opened(BasketFactory(owner=again(buyer), lines=[(product, 10)])))

    line = order.lines.get()
    assert (line.unit_price_incl_tax, line.line_price_incl_tax) == (15, 150)
    assert line.price_explanation == {
        "kind": "list",
        "price": "15.00",
        "list_id": price_list.pk,
        "list": "Dealers",
        "from": 10,
        "own": "20.00",
    }
    assert told(line.price_explanation, "EUR") == "Price list “Dealers”, from 10 on · ordinary price €20.00"

    price_list.delete()
    client.force_login(staff_member("sales"))
    page = client.get(f"/cms/shop/orders/{order.number}/").content.decode()
    assert "Price list “Dealers”" in page
    assert "Explain price" in page


def test_a_sale_is_kept_with_its_name_and_an_ordinary_price_says_nothing():
    usual, reduced = ProductFactory(price="20.00"), ProductFactory(price="20.00")
    sale = CataloguePromotion.objects.create(
        name="Spring", value=50, goods="products", start=timezone.now() - timedelta(hours=1)
    )
    SalePrice.objects.create(
        stockrecord=reduced.stockrecords.get(),
        promotion_id=sale.pk,
        price=10,
        lowest=20,
        start=timezone.now() - timedelta(hours=1),
    )
    order = OrderFactory(basket=opened(BasketFactory(lines=[usual, reduced])))

    words = [told(line.price_explanation, "EUR") for line in order.lines.order_by("pk")]
    assert words == ["", "Sale “Spring” · ordinary price €20.00"]


def test_the_page_shows_quantity_prices_and_the_schema_the_price(buyer):
    product = ProductFactory(price="20.00", num_in_stock=50)
    agreed(buyer, product, (1, 18), (10, 15))
    whom = buyer_for(again(buyer))

    page = product_page(product, buyer=whom, now=timezone.now())

    assert [(tier.quantity, tier.amount, tier.percent) for tier in page.tiers] == [(1, 18, 0), (10, 15, 16)]
    assert page.saving == "9 more and each costs €15.00 instead of €18.00."
    assert page.price.amount == 18
    assert "18.00" in str(product_schema(page, base="https://example.com", shop_name="Kiln"))
    assert product_page(product, buyer=buyer_for(), now=timezone.now()).tiers == ()


def test_the_explanation_is_the_price_of_the_shop_for_every_quantity(buyer):
    product = ProductFactory(price="20.00")
    agreed(buyer, product, (1, 18), (10, 15), priority=1)
    agreed(buyer, product, (5, 17), priority=2, is_net=True)
    SalePrice.objects.create(
        stockrecord=product.stockrecords.get(),
        promotion_id=1,
        price=16,
        lowest=19,
        start=timezone.now() - timedelta(hours=1),
    )
    for whom in (buyer_for(again(buyer)), buyer_for()):
        for quantity in (1, 4, 5, 9, 10, 11):
            told_price = explain_price(product, buyer=whom, quantity=quantity).price
            price = Strategy(buyer=whom).fetch_for_product(product, quantity=quantity).price
            assert (told_price.unit_net, told_price.unit_gross) == (price.unit_net, price.unit_gross)
