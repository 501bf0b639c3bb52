from decimal import Decimal

import pytest
from oscar.core.loading import get_model

from shop.basket.models import Basket
from tests.shop.factories import BasketFactory, ProductFactory
from tests.shop.offer.makers import make_offer

pytestmark = pytest.mark.django_db


def line_of(price, quantity=1):
    return BasketFactory(lines=[(ProductFactory(price=price), quantity)]).all_lines()[0]


def test_basket_that_is_not_saved_has_no_lines(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert (list(Basket().all_lines()), Basket().num_lines) == ([], 0)


@pytest.mark.parametrize(("pieces", "taken"), [(-1, 0), (0, 0), (1, 5)])
def test_discount_on_no_piece_takes_nothing_off(pieces, taken):
    line, offer = line_of("10.00", 2), make_offer()

    line.discount(Decimal(5), pieces, offer=offer)

    assert (line.discounts.total, line.line_price_incl_tax_incl_discounts) == (taken, 20 - taken)


def test_discount_on_the_net_comes_off_the_net():
    line = line_of("119.00")

    line.discount(Decimal(10), 1, False)

    assert line.line_price_excl_tax_incl_discounts == 90


def test_options_stay_with_their_line():
    plain, engraved = ProductFactory(), ProductFactory()
    basket = BasketFactory(lines=[plain, engraved])
    option = get_model("catalogue", "Option").objects.create(name="Engraving", code="engraving")
    basket.lines.get(product=engraved).attributes.create(option=option, value="Ada")

    lines = Basket.objects.get(pk=basket.pk).all_lines()

    assert [line.has_options for line in lines] == [False, True]
    assert [[each.value for each in line.attributes.all()] for line in lines] == [[], ["Ada"]]


@pytest.mark.parametrize(
    ("price", "pieces", "off", "gross", "net"),
    [("9.99", 3, "5.99", "23.98", "20.15"), ("0.03", 100, "1.00", "2.00", "1.68")],
)
def test_net_after_a_discount_follows_from_the_gross_that_is_left(price, pieces, off, gross, net):
    line = line_of(price, pieces)

    line.discount(Decimal(off), pieces, offer=make_offer())

    assert line.line_price_incl_tax_incl_discounts == Decimal(gross)
    assert line.line_price_excl_tax_incl_discounts == Decimal(net)


@pytest.mark.parametrize(("engraved", "queries"), [(0, 1), (2, 3)])
def test_options_are_loaded_at_once_where_there_are_some(engraved, queries, django_assert_num_queries):
    basket = BasketFactory(lines=[ProductFactory(), ProductFactory()])
    option = get_model("catalogue", "Option").objects.create(name="Engraving", code="engraving")
    for line in basket.lines.all()[:engraved]:
        line.attributes.create(option=option, value="Ada")
    again = Basket.objects.get(pk=basket.pk)

    with django_assert_num_queries(queries):
        words = [line.description for line in again.all_lines()]

    assert sum("Engraving: Ada" in each for each in words) == engraved
