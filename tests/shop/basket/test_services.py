from datetime import timedelta

import pytest
from django.utils import timezone

from shop.basket.models import Basket, Line
from shop.basket.services import (
    Addition,
    BasketClosedError,
    NotForSaleError,
    QuantityError,
    add_to_basket,
    apply_offers,
    change_quantity,
    remove_line,
)
from shop.partner.strategy import Strategy
from shop.stock.services import reserve
from tests.shop.factories import (
    BasketFactory,
    OrderFactory,
    ParentProductFactory,
    ProductClassFactory,
    ProductFactory,
)
from tests.shop.offer.makers import basket_with, make_offer

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


@pytest.mark.parametrize(
    ("kwargs", "words"),
    [
        ({"num_in_stock": 0}, "“Cup” has sold out."),
        ({"is_public": False}, "“Cup” cannot be bought at the moment."),
        ({"price": None}, "“Cup” cannot be bought at the moment."),
    ],
)
def test_what_is_not_for_sale_is_refused(kwargs, words):
    basket = BasketFactory()

    with pytest.raises(NotForSaleError) as refusal:
        add_to_basket(basket, ProductFactory(title="Cup", **kwargs))

    assert str(refusal.value) == words

    assert quantities() == []


def test_product_without_a_price_is_refused():
    cup = ProductFactory(title="Cup")
    cup.stockrecords.update(price=None)

    with pytest.raises(NotForSaleError, match="“Cup” cannot be bought at the moment"):
        add_to_basket(BasketFactory(), type(cup).objects.get())

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


@pytest.fixture
def pattern():
    """A product of which nobody counts the pieces."""
    uncounted = ProductClassFactory(slug="patterns", name="Patterns", track_stock=False)
    return ProductFactory(title="Pattern", product_class=uncounted, num_in_stock=None)


@pytest.mark.parametrize(("added", "expected"), [(1, True), (2, False)])
def test_addition_is_shortened_when_fewer_came(added, expected):
    assert Addition(line=Line(), wanted=2, added=added, left=None).is_shortened is expected


def test_what_is_not_counted_is_bounded_by_the_order_alone(pattern, settings):
    settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 5
    basket = BasketFactory()

    addition = add_to_basket(basket, pattern, quantity=4)
    change_quantity(fresh(basket).all_lines()[0], quantity=5)

    assert (addition.added, addition.left, quantities()) == (4, None, [5])
    with pytest.raises(QuantityError, match="At most 5 items per order"):
        add_to_basket(fresh(basket), pattern)


def test_product_in_another_currency_stays_out():
    basket = BasketFactory(lines=[ProductFactory()])
    Line.objects.update(price_currency="USD")

    with pytest.raises(NotForSaleError, match="sold in another currency than your basket"):
        add_to_basket(fresh(basket), ProductFactory())

    assert quantities() == [1]


@pytest.mark.parametrize(
    ("stock", "words"),
    [
        (0, "“Cup” has sold out."),
        (1, "The last “Cup” is in your basket already."),
        (3, "All 3 “Cup” that are left are in your basket already."),
        (9, "At most 4 items per order."),
    ],
)
def test_refusal_says_why_not_even_one_more(settings, stock, words):
    cup, jar = ProductFactory(title="Cup", num_in_stock=stock), ProductFactory(num_in_stock=9)
    settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 4
    basket = BasketFactory(lines=[(jar, 1), (cup, min(stock, 3))] if stock else [])

    with pytest.raises((NotForSaleError, QuantityError)) as refusal:
        add_to_basket(fresh(basket), cup)

    assert str(refusal.value) == words
    assert quantities() == ([1, min(stock, 3)] if stock else [])


def test_other_product_does_not_hear_that_the_last_is_in_the_basket(settings):
    cup, jar = ProductFactory(num_in_stock=2), ProductFactory(num_in_stock=9)
    settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 4

    with pytest.raises(QuantityError, match="At most 4 items per order"):
        add_to_basket(BasketFactory(lines=[(jar, 4)]), cup)


def test_line_changes_alone():
    cup, jar = ProductFactory(num_in_stock=3), ProductFactory()
    basket = fresh(BasketFactory(lines=[(jar, 2), (cup, 1)]))
    jars, cups = basket.all_lines()

    change_quantity(cups, quantity=3)
    assert quantities() == [2, 3]
    add_to_basket(fresh(basket), jar)
    assert quantities() == [3, 3]
    change_quantity(jars, quantity=1)
    assert quantities() == [1, 3]
    remove_line(cups)
    assert quantities() == [1]


@pytest.mark.parametrize("quantity", [0, -1])
def test_nothing_or_less_takes_the_line_out(quantity):
    change_quantity(fresh(BasketFactory(lines=[ProductFactory()])).all_lines()[0], quantity=quantity)

    assert quantities() == []


@pytest.mark.parametrize("gone", [{"is_public": False}, {}])
def test_line_of_what_is_gone_cannot_grow(gone):
    product = ProductFactory()
    line = fresh(BasketFactory(lines=[(product, 2)])).all_lines()[0]
    type(product).objects.filter(pk=product.pk).update(**{"is_public": True, **gone})
    product.stockrecords.update(num_in_stock=0)
    line = fresh(line.basket).all_lines()[0]

    with pytest.raises(QuantityError) as refusal:
        change_quantity(line, quantity=1)

    assert (str(refusal.value), refusal.value.left, quantities()) == ("Sold out.", 0, [2])


def test_exactly_what_is_left_must_be_permitted_too():
    cups = ProductFactory(order_multiple=6, num_in_stock=8)

    with pytest.raises(QuantityError, match="sold in multiples of 6"):
        add_to_basket(BasketFactory(), cups, quantity=8)

    assert quantities() == []


@pytest.mark.parametrize("change", ["add", "line"])
@pytest.mark.parametrize("whose", ["own", "expired", "others"])
def test_pieces_that_are_reserved(change, whose):
    """One's own and those whose time is over count as free; others' do not."""
    cup = ProductFactory(num_in_stock=3)
    mine, theirs = (BasketFactory(lines=[(cup, 1)]) for _basket in range(2))
    now = timezone.now()
    if whose != "own":
        Line.objects.filter(basket=theirs).update(quantity=3)
    seconds = -1 if whose == "expired" else 60
    reserve(fresh(mine if whose == "own" else theirs), until=now + timedelta(seconds=seconds))
    basket = fresh(mine)

    refused = False
    try:
        if change == "add":
            add_to_basket(basket, cup, quantity=2)
        else:
            change_quantity(basket.all_lines()[0], quantity=3)
    except (NotForSaleError, QuantityError):
        refused = True

    assert (refused, mine.lines.get().quantity) == ((True, 1) if whose == "others" else (False, 3))


@pytest.mark.parametrize(("change", "queries"), [("add", 6), ("line", 8)])
def test_stock_of_which_nothing_is_reserved_is_asked_once(change, queries, django_assert_num_queries):
    cup = ProductFactory()
    basket = fresh(BasketFactory(lines=[cup]))
    line = basket.all_lines()[0]

    with django_assert_num_queries(queries):
        if change == "add":
            add_to_basket(basket, cup)
        else:
            change_quantity(line, quantity=2)


def test_offers_on_an_empty_basket_cost_nothing(django_assert_num_queries):
    make_offer()

    with django_assert_num_queries(0):
        apply_offers(Basket())


def test_each_offer_counts_what_its_lines_got():
    five = make_offer(kind="Absolute", value=5, priority=2)
    two = make_offer(kind="Absolute", value=2, priority=1)
    nothing = make_offer(kind="Absolute", value=9, priority=0)
    delivery = make_offer(kind="Shipping percentage", value=100)

    basket = basket_with(ProductFactory(price="7.00"))

    found = {one["offer"].pk: one["discount"] for one in basket.offer_applications}
    assert {pk: found.get(pk) for pk in (five.pk, two.pk, nothing.pk)} == {
        five.pk: 5,
        two.pk: 2,
        nothing.pk: None,
    }
    assert [one["offer"] for one in basket.shipping_discounts] == [delivery]


def test_other_lines_of_the_product_count_when_one_changes():
    cup = ProductFactory(num_in_stock=3)
    first = BasketFactory(lines=[(cup, 1)]).all_lines()[0]
    Line.objects.create(
        basket=first.basket,
        line_reference="engraved",
        product=cup,
        stockrecord=first.stockrecord,
        quantity=2,
        price_currency="EUR",
    )
    line = fresh(first.basket).all_lines()[0]

    with pytest.raises(QuantityError) as refusal:
        change_quantity(line, quantity=2)

    assert (refusal.value.left, quantities()) == (1, [1, 2])
