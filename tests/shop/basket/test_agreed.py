from decimal import Decimal

import pytest
from django.db import IntegrityError

from shop.basket.agreed import AgreedLine, NothingAgreedError, basket_at_agreed_prices
from shop.basket.models import Basket
from shop.basket.services import AgreedLineError, add_to_basket, apply_offers, change_quantity, remove_line
from shop.basket.totals import basket_totals
from shop.partner.prices import AgreedPrice
from shop.tax.situation import EXPORT, TaxSituation
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, UserFactory
from tests.shop.offer.makers import make_offer

pytestmark = pytest.mark.django_db

REFERENCE = "agreement:A26-7F3QW9ZDM4/3"


def agreed(*lines, owner=None, is_net=True, **kwargs):
    wanted = [AgreedLine(product=p, quantity=q, price=Decimal(price)) for p, q, price in lines]
    return basket_at_agreed_prices(
        owner, wanted, reference=REFERENCE, currency="EUR", is_net=is_net, **kwargs
    )


def test_a_net_price_is_kept_to_the_penny():
    basket = agreed((ProductFactory(price="119.00"), 3, "33.33"))

    totals = basket_totals(basket)

    line = basket.all_lines()[0]
    assert (line.line_price_excl_tax, line.line_price_incl_tax) == (Decimal("99.99"), Decimal("118.99"))
    assert totals.total == Decimal("118.99")


def test_a_gross_price_is_kept_to_the_penny():
    basket = agreed((ProductFactory(price="119.00"), 3, "33.33"), is_net=False)

    line = basket.all_lines()[0]
    assert (line.line_price_incl_tax, line.line_price_excl_tax) == (Decimal("99.99"), Decimal("84.03"))


def test_what_has_no_price_in_the_shop_has_the_agreed_one():
    product = ProductFactory()
    product.stockrecords.update(price=None)

    line = agreed((product, 1, "10.00")).all_lines()[0]

    assert line.purchase_info.price.exists
    assert line.purchase_info.num_available == 10


def test_what_is_not_in_the_shop_any_more_has_none():
    basket = agreed((ProductFactory(is_public=False), 1, "10.00"))

    assert not basket.all_lines()[0].purchase_info.price.exists


def test_no_offer_comes_off_unless_it_was_agreed():
    product = ProductFactory(price="100.00")
    make_offer(value=10)
    without, with_offers = (
        agreed((product, 1, "50.00"), is_net=False, allows_offers=allows) for allows in (False, True)
    )

    for basket in (without, with_offers):
        apply_offers(basket)

    assert without.all_lines()[0].line_price_incl_tax_incl_discounts == Decimal("50.00")
    assert with_offers.all_lines()[0].line_price_incl_tax_incl_discounts == Decimal("45.00")


def test_nothing_of_it_can_be_changed():
    product = ProductFactory()
    basket = agreed((product, 2, "10.00"))
    line = basket.all_lines()[0]

    for change in (
        lambda: change_quantity(line, quantity=1),
        lambda: remove_line(line),
        lambda: add_to_basket(basket, product),
    ):
        with pytest.raises(AgreedLineError):
            change()
    assert [kept.quantity for kept in Basket.objects.get(pk=basket.pk).lines.all()] == [2]


def test_it_is_not_the_owners_open_basket():
    owner = UserFactory()
    own = BasketFactory(owner=owner)

    basket = agreed((ProductFactory(), 1, "10.00"), owner=owner)

    assert list(Basket.open.filter(owner=owner)) == [own]
    assert basket.owner == owner


def test_the_same_product_twice_is_two_lines():
    product = ProductFactory()

    basket = agreed((product, 1, "10.00"), (product, 5, "9.00"))

    assert [line.agreed_price for line in basket.all_lines()] == [10, 9]


def test_an_order_keeps_price_and_reference():
    basket = agreed((ProductFactory(price="119.00"), 3, "33.33"))

    order = OrderFactory(basket=basket)

    line = order.lines.get()
    assert (line.line_price_excl_tax, line.line_price_incl_tax) == (Decimal("99.99"), Decimal("118.99"))
    assert line.agreed_by == REFERENCE


@pytest.mark.parametrize("quantity", [0, -1])
def test_lines_need_pieces(quantity):
    with pytest.raises(NothingAgreedError):
        agreed((ProductFactory(), quantity, "10.00"))
    assert not Basket.objects.exists()


def test_a_product_without_stock_record_is_refused():
    with pytest.raises(NothingAgreedError):
        agreed((ProductFactory(price=None), 1, "10.00"))


def test_the_database_wants_a_reason_for_a_price():
    line = agreed((ProductFactory(), 1, "10.00")).lines.get()

    with pytest.raises(IntegrityError):
        type(line).objects.filter(pk=line.pk).update(agreed_by="")


def test_the_database_wants_a_price_for_a_reason():
    line = agreed((ProductFactory(), 1, "10.00")).lines.get()

    with pytest.raises(IntegrityError):
        type(line).objects.filter(pk=line.pk).update(agreed_price=None)


def test_where_no_tax_is_charged_the_home_tax_comes_out_of_a_gross_price():
    tax = TaxSituation(country="US", treatment=EXPORT, rates=(("standard", Decimal("0.19"), Decimal(0)),))

    gross, net = (
        AgreedPrice("EUR", Decimal("119.00"), is_net=is_net, tax_class="standard", tax=tax)
        for is_net in (False, True)
    )

    assert gross.line_gross(1) == Decimal("100.00")
    assert net.line_gross(1) == Decimal("119.00")
