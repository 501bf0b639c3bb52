"""Uses of offers as rows: reserved, used, released; what may be taken once, and budgets."""

from decimal import Decimal

import pytest
from django.db import transaction

from shop.offer.models import ConditionalOffer
from shop.offer.redeemers import Redeemer
from shop.order.exceptions import DiscountUnavailable
from shop.order.models import Order, Redemption
from shop.order.services import cancel_order, mark_order_paid
from shop.shipping.repository import Repository
from shop.voucher.models import Voucher
from tests.shop.factories import OrderFactory, ProductFactory
from tests.shop.offer.makers import basket_with, figures, make_offer, make_voucher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
OFF = Decimal("2.40")


def order_with(*vouchers, user=None, email="ada@example.com", product=None):
    basket = basket_with(product or ProductFactory(), vouchers=vouchers, owner=user, email=email)
    return OrderFactory(basket=basket, user=user, **({} if user else {"guest_email": email}))


def uses():
    return list(
        Redemption.objects.order_by("pk").values_list("state", "once", "is_first_order", "times", "amount")
    )


def test_use_is_reserved_with_the_order_used_with_the_payment_and_released_with_the_cancellation():
    make_offer(first_order_only=True)
    order = order_with(make_voucher(usage=Voucher.SINGLE_USE))
    states = [[state for state, *_ in uses()]]

    mark_order_paid(order)
    states.append([state for state, *_ in uses()])
    cancel_order(order)
    states.append([state for state, *_ in uses()])

    assert states == [["reserved"] * 2, ["used"] * 2, ["released"] * 2]
    assert {use[1:3] for use in uses()} == {("", True), ("ever", False)}


def test_payment_that_fails_or_is_tried_again_burns_no_code():
    voucher = make_voucher(usage=Voucher.ONCE_PER_CUSTOMER)
    order = order_with(voucher)
    order.notes.create(message="The card was declined.", note_type="System")
    cancel_order(order)

    again = order_with(voucher)
    mark_order_paid(again)
    mark_order_paid(again)

    assert [state for state, *_ in uses()] == ["released", "used"]
    assert figures(voucher) == [1, OFF]


@pytest.mark.parametrize(
    ("usage", "first_order"), [(Voucher.SINGLE_USE, False), (Voucher.ONCE_PER_CUSTOMER, False), (None, True)]
)
def test_database_holds_what_may_be_taken_once(usage, first_order, monkeypatch):
    """Two orders at once both see nothing in the way: neither look sees the other's use."""
    vouchers = [make_voucher(usage=usage)] if usage else []
    if first_order:
        make_offer(first_order_only=True)
    late = basket_with(ProductFactory(), vouchers=vouchers, email="ada@example.com")
    order_with(*vouchers)
    monkeypatch.setattr(Voucher, "use_problem_for", lambda *_: "")
    monkeypatch.setattr(Redeemer, "live_orders", lambda _: Order.objects.none())

    with pytest.raises(DiscountUnavailable, match="has been used meanwhile"), transaction.atomic():
        OrderFactory(basket=late, guest_email="ada@example.com")

    assert (Order.objects.count(), Redemption.objects.count()) == (1, 1)


def test_code_used_before_uses_were_kept_is_used():
    voucher = make_voucher(usage=Voucher.SINGLE_USE)
    late = basket_with(ProductFactory(), vouchers=[voucher], email="ada@example.com")
    order_with(voucher)
    Redemption.objects.all().delete()

    with pytest.raises(DiscountUnavailable, match="Voucher SPRING cannot be used any more"):
        OrderFactory(basket=late, guest_email="ada@example.com")


def test_buyer_who_ordered_meanwhile_gets_no_offer_for_a_first_order():
    offer = make_offer(first_order_only=True)
    late = basket_with(ProductFactory(), email="ada@example.com")
    ConditionalOffer.objects.update(status="Suspended")
    order_with()
    ConditionalOffer.objects.update(status="Open")

    with pytest.raises(DiscountUnavailable):
        OrderFactory(basket=late, guest_email="ada@example.com")

    assert figures(offer) == [0, 0, 0]


def test_order_takes_two_offers_for_a_first_order_and_one_of_an_approved_kind():
    make_offer(first_order_only=True, value=5)
    make_offer(first_order_only=True, value=5)

    order = order_with()

    assert order.discounts.count() == 2
    assert sorted(use[2] for use in uses()) == [False, True]


def test_offer_whose_approval_was_taken_back_is_told():
    make_offer()
    late = basket_with(ProductFactory())
    ConditionalOffer.objects.update(approved=False)

    with pytest.raises(DiscountUnavailable):
        OrderFactory(basket=late)


def test_budget_is_never_passed():
    offer = make_offer(max_discount=5)
    product = ProductFactory(num_in_stock=9)
    late = basket_with(product)
    first, second, third = (order_with(product=product) for _ in range(3))

    with pytest.raises(DiscountUnavailable):
        OrderFactory(basket=late)

    given = [order.discounts.get().amount for order in (first, second, third)]
    assert given == [OFF, OFF, Decimal("0.20")]
    assert figures(offer) == [3, 3, Decimal("5.00")]
    assert order_with(product=product).discounts.count() == 0


def test_budget_bounds_what_is_off_the_delivery():
    offer = make_offer(kind="Shipping percentage", value=100, max_discount=1)
    basket = basket_with(ProductFactory(price="5.00"))
    (method,) = [each for each in Repository().get_shipping_methods(basket) if each.code == "standard"][:1]

    order = OrderFactory(basket=basket, shipping_method=method)

    assert order.discounts.get().amount == Decimal("1.00")
    assert figures(offer) == [1, 1, Decimal("1.00")]
