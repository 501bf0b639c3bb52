"""The rows below an order's lines: what is counted, under which name, net or gross."""

from decimal import Decimal

import pytest
from django.utils import translation

from shop.order.models import Order
from shop.order.totals import is_foreign, offer_names, order_totals
from tests.shop.factories import OrderFactory, ProductFactory
from tests.shop.offer.makers import make_offer

pytestmark = pytest.mark.django_db
D = Decimal


def order_of(*lines, **sums):
    """An order of these lines that comes to 100 net and 119 gross, 10 and 11.90 of it for the delivery."""
    order = OrderFactory(lines=lines)
    kept = {
        "total_excl_tax": D(100),
        "total_incl_tax": D(119),
        "shipping_excl_tax": D(10),
        "shipping_incl_tax": D("11.90"),
        "shipping_method": "Standard",
        **sums,
    }
    Order.objects.filter(pk=order.pk).update(**kept)
    order.lines.update(
        line_price_before_discounts_excl_tax=D(100), line_price_before_discounts_incl_tax=D(119)
    )
    return Order.objects.get(pk=order.pk)


def off(order, category="Basket", amount="11.90", net="10.00", **fields):
    return order.discounts.create(
        category=category,
        amount=D(amount),
        amount_excl_tax=None if net is None else D(net),
        **{"offer_name": "Autumn", **fields},
    )


@pytest.mark.parametrize(("written", "expected"), [("", False), ("en", False), ("zh-hans", True)])
def test_words_are_foreign_to_readers_of_another_language(written, expected):
    assert is_foreign(Order(language=written)) is expected


def test_names_of_offers_are_asked_for_foreign_words_only(django_assert_num_queries):
    order = OrderFactory()
    offer = make_offer(name="Autumn sale")
    discounts = [off(order, offer_id=offer.pk), off(order, offer_id=None)]

    with django_assert_num_queries(0):
        assert offer_names(order, discounts) == {}
    order.language = "zh-hans"
    with django_assert_num_queries(1):
        assert offer_names(order, discounts) == {offer.pk: "Autumn sale"}
    with django_assert_num_queries(0):
        assert offer_names(order, discounts[1:]) == {}


def test_offer_that_is_gone_keeps_the_orders_words():
    order = order_of(ProductFactory())
    off(order, offer_id=10**6)

    with translation.override("zh-hans"):
        assert [name for name, _amount in order_totals(order).discounts] == ["Autumn"]


def test_goods_and_delivery_are_told_apart_gross_and_net():
    order = order_of(ProductFactory())
    off(order)
    off(order, category="Shipping", amount="6.00", net="5.04", offer_name="Free delivery")
    off(order, category="Deferred", amount="7.00", net="7.00", offer_name="Points")

    gross, net = order_totals(order), order_totals(order, shows_net=True)

    assert (gross.goods, gross.discounts) == (D("119.00"), [("Autumn", D("11.90"))])
    assert (gross.delivery, gross.delivery_discounts) == (D("17.90"), [("Free delivery", D("6.00"))])
    assert (net.goods, net.discounts) == (D("100.00"), [("Autumn", D("10.00"))])
    assert (net.delivery, net.delivery_discounts) == (D("15.04"), [("Free delivery", D("5.04"))])
    assert (gross.net, gross.tax, gross.total) == (net.net, net.tax, net.total) == (D(100), D(19), D(119))


@pytest.mark.parametrize("kept", [True, False])
def test_order_is_shown_as_its_buyer_saw_it_unless_somebody_says_otherwise(kept):
    order = order_of(ProductFactory(), shows_net=kept)

    shown = [order_totals(order, shows_net=said).shows_net for said in (None, True, False)]

    assert shown == [kept, True, False]


def test_lines_at_hand_are_taken_as_they_are():
    order = order_of(ProductFactory(), ProductFactory())
    off(order, amount="130.90", net="110.00")
    lines = list(order.lines.all())

    goods = [order_totals(order, given).goods for given in (None, lines, lines[:1])]

    assert goods == [D(238), D(238), D(119)]


def test_order_that_was_not_sent_has_no_delivery():
    order = order_of(ProductFactory(), shipping_method="", shipping_excl_tax=0, shipping_incl_tax=0)
    off(order, category="Shipping", amount="6.00", net="5.04")

    totals = order_totals(order)

    assert (totals.delivery, totals.delivery_discounts, totals.total) == (None, [], D(119))


def test_discount_of_nothing_takes_nothing_off():
    """Goods are shown before discounts only where there are some."""
    order = order_of(ProductFactory())
    off(order, amount="0.00", net="0.00")

    totals = order_totals(order)

    assert (totals.goods, totals.discounts) == (D("107.10"), [])


def test_net_that_is_not_known_follows_from_the_gross_of_goods_alone():
    order = order_of(ProductFactory(), shows_net=True)
    off(order, amount="6.00", net=None, offer_name="Old")
    off(order, amount="2.00", net="9.00", offer_name="New")
    off(order, category="Shipping", amount="6.00", net=None, offer_name="Free delivery")

    totals = order_totals(order)

    assert totals.discounts == [("Old", D("7.50")), ("New", D("2.50"))]
    assert (totals.delivery, totals.delivery_discounts) == (D(10), [])


def test_offers_stand_before_vouchers():
    order = order_of(ProductFactory())
    off(order, amount="5.95", net="5.00", voucher_code="TEN")
    off(order, amount="5.95", net="5.00")

    assert order_totals(order).discounts == [("Autumn", D("5.95")), ("Voucher TEN", D("5.95"))]
