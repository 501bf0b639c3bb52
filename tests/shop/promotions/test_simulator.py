"""A basket and a buyer in: what fires, what does not and why; and nothing was ever there."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from shop.basket.models import Basket
from shop.offer.holdout import buyer_key, is_drawn
from shop.offer.models import ConditionalOffer
from shop.promotions.simulator import Scenario, simulate
from shop.voucher.models import Voucher
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory
from tests.shop.offer.makers import basket_with, make_offer, make_voucher, range_of
from tests.shop.promotions.makers import make_promotion

pytestmark = pytest.mark.django_db


def reasons(found):
    return {told.name: told.reason for told in found.left}


def test_tells_what_fires_and_why_the_others_do_not():
    product = ProductFactory(price="24.00")
    make_offer(name="Ten", value=10)
    make_offer(name="Others", on=range_of(ProductFactory()))
    make_offer(name="Large", needs=("Value", 100))
    make_offer(name="Coded", offer_type="Voucher")

    found = simulate(Scenario(pieces=[(product, 2)]))

    assert [(told.name, told.amount) for told in found.fired] == [("Ten", Decimal("4.80"))]
    assert set(reasons(found)) == {"Others", "Large", "Coded"}
    assert [(line.quantity, line.before, line.after) for line in found.lines] == [
        (2, Decimal("48.00"), Decimal("43.20"))
    ]
    assert found.totals.goods == Decimal("48.00")


def test_comes_to_what_the_basket_comes_to():
    product, user = ProductFactory(price="24.00"), UserFactory()
    make_offer(value=15)
    voucher = make_voucher("SPRING", make_offer(offer_type="Voucher", kind="Absolute", value=3))
    basket = basket_with((product, 3), vouchers=[voucher], owner=user)
    found = simulate(Scenario(pieces=[(product, 3)], codes=["spring"], user=user))
    assert found.totals.goods_after_discounts == basket.total_incl_tax
    assert {told.code for told in found.fired} == {"", "SPRING"}


def test_leaves_nothing_behind():
    promotion = make_promotion(offer_type=ConditionalOffer.VOUCHER)
    before = (Basket.objects.count(), Voucher.objects.count())
    found = simulate(Scenario(pieces=[(ProductFactory(), 1)], as_live=promotion))
    assert [told.name for told in found.fired] == [str(promotion)]
    assert (Basket.objects.count(), Voucher.objects.count()) == before
    assert not ConditionalOffer.objects.get(pk=promotion.offer_id).approved


def test_a_draft_is_looked_at_as_if_it_were_live_only_where_asked():
    promotion = make_promotion(start_datetime=timezone.now() + timedelta(days=9))
    pieces = [(ProductFactory(), 1)]
    assert [told.name for told in simulate(Scenario(pieces=pieces)).left] == [str(promotion)]
    assert [told.name for told in simulate(Scenario(pieces=pieces, as_live=promotion)).fired] == [
        str(promotion)
    ]


def test_dates_are_held_against_the_moment_that_is_asked():
    start = timezone.now() + timedelta(days=9)
    make_offer(name="Later", start_datetime=start)
    pieces = [(ProductFactory(), 1)]
    assert [told.name for told in simulate(Scenario(pieces=pieces)).fired] == []
    found = simulate(Scenario(pieces=pieces, at=start + timedelta(hours=1)))
    assert [told.name for told in found.fired] == ["Later"]


def test_first_orders_of_a_buyer_who_has_ordered():
    user = UserFactory()
    OrderFactory(user=user)
    make_offer(name="First", first_order_only=True)
    pieces = [(ProductFactory(), 1)]
    assert "First" in reasons(simulate(Scenario(pieces=pieces, user=user)))
    assert [told.name for told in simulate(Scenario(pieces=pieces)).fired] == ["First"]


def test_names_what_cannot_be_had_and_codes_that_are_none():
    gone = ProductFactory(num_in_stock=0)
    found = simulate(Scenario(pieces=[(gone, 1)], codes=["NOPE"]))
    assert len(found.problems) == 2
    assert found.lines == []


def test_who_is_held_out_is_told_so():
    offer = make_offer(name="Held", holdout_percent=50)
    users = UserFactory.create_batch(12)
    held = next(user for user in users if is_drawn(offer.pk, buyer_key(user_id=user.pk), 50))
    free = next(user for user in users if not is_drawn(offer.pk, buyer_key(user_id=user.pk), 50))
    pieces = [(ProductFactory(), 1)]
    assert "Held" in reasons(simulate(Scenario(pieces=pieces, user=held)))
    assert [told.name for told in simulate(Scenario(pieces=pieces, user=free)).fired] == ["Held"]
