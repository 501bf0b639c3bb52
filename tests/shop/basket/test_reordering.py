"""Ordering again: as much as can be had, and a sentence for each piece that cannot."""

import pytest
from oscar.core.loading import get_model

from shop.basket.models import Basket
from shop.basket.reordering import reorder
from shop.basket.services import BasketClosedError
from shop.catalogue.models import Product
from shop.partner.strategy import Strategy
from tests.shop.catalogue.factories import vase
from tests.shop.factories import OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db
Option = get_model("catalogue", "Option")


def again(order, basket=None):
    basket = basket or Basket()
    basket.strategy = Strategy(None)
    done = reorder(basket, order.lines.order_by("pk"))
    lines = basket.lines.order_by("pk") if basket.pk else []
    return done, [(line.product.title, line.quantity) for line in lines]


def order_of(*lines):
    return OrderFactory(lines=[(product, quantity) for product, quantity in lines])


def piece(title, stock=9):
    return ProductFactory(title=title, num_in_stock=stock)


def leave(product, left):
    record = product.stockrecords.get()
    product.stockrecords.update(num_in_stock=record.num_allocated + left)


def test_each_piece_is_named_with_its_reason_and_the_rest_is_taken():
    pieces = {name: piece(name) for name in ("Vase", "Bowl", "Cup", "Jar", "Lid")}
    order = order_of(*((product, 2) for product in pieces.values()))
    leave(pieces["Bowl"], 0)
    leave(pieces["Cup"], 1)
    Product.objects.filter(pk=pieces["Jar"].pk).update(is_public=False)
    pieces["Lid"].delete()

    done, basket = again(order)

    assert (done.added, basket) == (2, [("Vase", 2), ("Cup", 1)])
    assert done.problems == [
        "“Bowl” has sold out.",
        "“Cup”: only 1 of 2 is available; it is in your basket.",
        "“Jar” is not sold any more.",
        "“Lid” is not sold any more.",
    ]


def test_variant_of_a_hidden_family_is_not_sold_any_more():
    family, (variant, *_others) = vase(("Tide", "28 cm", "132", 5), ("Snow", "28 cm", "132", 5))
    order = order_of((variant, 1))
    Product.objects.filter(pk=family.pk).update(is_public=False)

    done, basket = again(order)

    assert (done.added, len(done.problems), basket) == (0, 1, [])
    assert done.problems[0].endswith("is not sold any more.")


@pytest.mark.parametrize(
    ("said", "fits"),
    [({"engraving": "Ada"}, True), ({}, False), ({"engraving": "Ada", "gone": "x"}, False)],
)
def test_options_are_taken_along_and_what_is_asked_today_must_be_said(said, fits):
    product = piece("Mug")
    asked = Option.objects.create(name="Engraving", code="engraving", type=Option.TEXT, required=True)
    gone = Option.objects.create(name="Gone", code="gone", type=Option.TEXT)
    order = order_of((product, 1))
    product.product_options.add(asked)
    for option in (asked, gone):
        if option.code in said:
            order.lines.get().attributes.create(option=option, type=option.code, value=said[option.code])

    basket = Basket()
    done, lines = again(order, basket)

    assert (done.added, lines) == ((1, [("Mug", 1)]) if fits else (0, []))
    if fits:
        assert basket.lines.get().attributes.get().value == "Ada"
    else:
        assert done.problems == ["The options of “Mug” have changed: please choose on its page."]


def test_reason_that_does_not_name_the_piece_is_told_with_it():
    product = piece("Plate", stock=30)
    order = order_of((product, 5))
    basket = Basket.objects.create()
    again(order, basket)
    leave(product, 5)

    done, lines = again(order, basket)

    assert (done.added, lines) == (0, [("Plate", 5)])
    assert len(done.problems) == 1
    assert "Plate" in done.problems[0]


def test_basket_that_became_an_order_takes_nothing():
    order = order_of((piece("Vase"), 1))
    basket = Basket.objects.create(status=Basket.SUBMITTED)

    with pytest.raises(BasketClosedError):
        again(order, basket)

    assert not basket.lines.exists()
