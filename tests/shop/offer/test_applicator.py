"""How often an offer is applied to one basket."""

from decimal import Decimal

import pytest
from oscar.core.loading import get_model

from shop.basket.models import Basket
from shop.offer.applicator import Applicator
from tests.shop.factories import ProductFactory
from tests.shop.offer.makers import basket_with, make_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
Benefit = get_model("offer", "Benefit")


def test_an_offer_on_goods_is_applied_as_often_as_it_can_and_one_on_the_delivery_once():
    goods = make_offer(kind="Absolute", value=3, priority=2)
    Benefit.objects.update(max_affected_items=1)
    delivery = make_offer(kind="Shipping absolute", value=2, priority=1)

    basket = basket_with((ProductFactory(price="10.00"), 2), (ProductFactory(price="8.00"), 1))

    applied = {each["offer"]: (each["freq"], each["discount"]) for each in basket.offer_applications}
    assert applied == {goods: (3, Decimal("9.00")), delivery: (1, Decimal("0.00"))}


def test_a_basket_that_is_not_saved_yet_has_no_vouchers():
    basket = Basket()

    Applicator().apply(basket)

    assert basket.checked_vouchers == []
