"""A free gift in an order: a line for nothing, whose pieces are promised."""

from decimal import Decimal

import pytest

from shop.order.models import Order
from shop.order.services import cancel_order
from shop.partner.exceptions import OutOfStock
from tests.shop.factories import OrderFactory, ProductFactory
from tests.shop.offer.makers import basket_with, figures, make_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def gift(**fields):
    return make_offer(
        name="Brush",
        kind="Free gift",
        value=None,
        gift=ProductFactory(title="Brush", num_in_stock=1),
        **fields,
    )


def allocated(product):
    return product.stockrecords.get().num_allocated


def test_gift_is_a_line_for_nothing_and_comes_back_with_the_cancellation():
    offer = gift(max_global_applications=1)
    product = offer.benefit.gift

    order = OrderFactory(basket=basket_with(ProductFactory(price="24.00")))

    lines = order.lines.order_by("pk")
    assert [(line.title, line.is_gift, line.quantity) for line in lines][1:] == [
        ("Free gift: Brush", True, 1)
    ]
    assert [line.line_price_incl_tax for line in lines] == [Decimal("24.00"), Decimal(0)]
    assert order.discounts.get().message == "Free gift: Brush"
    assert (allocated(product), figures(offer)) == (1, [1, 1, 0])

    cancel_order(order)
    assert (allocated(product) or 0, figures(offer)) == (0, [0, 0, 0])


def test_gift_that_was_the_last_meanwhile_stops_the_order_and_is_told():
    offer = gift()
    late = basket_with(ProductFactory())
    OrderFactory(basket=basket_with(ProductFactory()))

    with pytest.raises(OutOfStock, match="Brush"):
        OrderFactory(basket=late)

    late.refresh_from_db()
    assert (Order.objects.count(), late.status, figures(offer)) == (1, "Open", [1, 1, 0])
    again = OrderFactory(basket=basket_with(ProductFactory()))
    assert again.lines.filter(is_gift=True).count() == 0


def test_gift_whose_offer_is_used_up_meanwhile_is_not_given():
    offer = gift(max_user_applications=1)
    basket = basket_with(ProductFactory(), email="ada@example.com")
    basket.offer_applications.applications.clear()

    assert not OrderFactory(basket=basket).lines.filter(is_gift=True)
    assert figures(offer) == [0, 0, 0]
