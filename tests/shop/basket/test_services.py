import pytest

from shop.basket.models import Basket, Line
from shop.basket.services import (
    BasketClosedError,
    NotForSaleError,
    QuantityError,
    add_to_basket,
    change_quantity,
    remove_line,
)
from shop.partner.strategy import Strategy
from tests.shop.factories import BasketFactory, OrderFactory, ParentProductFactory, ProductFactory

pytestmark = pytest.mark.django_db


def quantities():
    return list(Line.objects.order_by("pk").values_list("quantity", flat=True))


def fresh(basket):
    again = Basket.objects.get(pk=basket.pk)
    again.strategy = Strategy()
    return again


def test_first_piece_saves_the_basket_with_todays_price():
    basket = Basket()
    basket.strategy = Strategy()
    product = ProductFactory(price="119.00")

    addition = add_to_basket(basket, product, quantity=2)

    assert (addition.added, addition.is_shortened) == (2, False)
    assert (addition.line.price_incl_tax, addition.line.price_excl_tax) == (119, 100)
    assert quantities() == [2]


def test_same_product_again_raises_its_line():
    product = ProductFactory()
    basket = BasketFactory(lines=[product])

    add_to_basket(fresh(basket), product, quantity=2)

    assert quantities() == [3]


def test_more_than_there_is_adds_what_is_there():
    product = ProductFactory(num_in_stock=3)
    basket = BasketFactory(lines=[(product, 2)])

    addition = add_to_basket(basket, product, quantity=5)

    assert (addition.added, addition.wanted, addition.is_shortened) == (1, 5, True)
    assert quantities() == [3]


def test_not_one_more_is_refused_and_nothing_changes():
    product = ProductFactory(num_in_stock=2)
    basket = BasketFactory(lines=[(product, 2)])

    with pytest.raises(QuantityError):
        add_to_basket(basket, product)

    assert quantities() == [2]


@pytest.mark.parametrize("kwargs", [{"num_in_stock": 0}, {"is_public": False}, {"price": None}])
def test_what_is_not_for_sale_is_refused(kwargs):
    basket = BasketFactory()

    with pytest.raises(NotForSaleError):
        add_to_basket(basket, ProductFactory(**kwargs))

    assert quantities() == []


def test_parent_itself_cannot_be_bought():
    parent = ParentProductFactory()
    ProductFactory(parent=parent)

    with pytest.raises(NotForSaleError):
        add_to_basket(BasketFactory(), parent)


def test_order_holds_so_many_pieces_at_most(settings):
    settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 5
    basket = BasketFactory(lines=[(ProductFactory(), 4)])

    assert add_to_basket(basket, ProductFactory(), quantity=3).added == 1
    with pytest.raises(QuantityError):
        add_to_basket(basket, ProductFactory())


def test_ordered_basket_takes_nothing_more():
    product = ProductFactory()
    basket = BasketFactory(lines=[product])
    stale = fresh(basket)
    OrderFactory(basket=basket)

    with pytest.raises(BasketClosedError):
        add_to_basket(stale, product)
    with pytest.raises(BasketClosedError):
        remove_line(stale.all_lines()[0])

    assert quantities() == [1]


def test_basket_that_is_gone_is_closed():
    basket = BasketFactory(lines=[ProductFactory()])
    line = basket.all_lines()[0]
    Basket.objects.get(pk=basket.pk).delete()

    with pytest.raises(BasketClosedError):
        add_to_basket(basket, ProductFactory())
    with pytest.raises(BasketClosedError):
        change_quantity(line, quantity=2)


def test_quantity_changes_up_to_what_is_there():
    product = ProductFactory(num_in_stock=3)
    line = fresh(BasketFactory(lines=[product])).all_lines()[0]

    change_quantity(line, quantity=3)
    with pytest.raises(QuantityError) as refusal:
        change_quantity(line, quantity=4)

    assert refusal.value.left == 3
    assert quantities() == [3]


def test_quantity_of_nothing_takes_the_line_out():
    basket = fresh(BasketFactory(lines=[ProductFactory(), ProductFactory()]))

    change_quantity(basket.all_lines()[0], quantity=0)

    assert quantities() == [1]


@pytest.mark.parametrize("count", [1, 3])
def test_lines_come_with_all_they_need(count, django_assert_num_queries):
    parent = ParentProductFactory()
    basket = BasketFactory(lines=[ProductFactory(parent=parent) for _ in range(count)])

    with django_assert_num_queries(3):
        basket = fresh(basket)
        for line in basket.all_lines():
            _shown = (line.purchase_info.price.incl_tax, line.description, line.stockrecord.partner.name)
        assert basket.num_lines == count
