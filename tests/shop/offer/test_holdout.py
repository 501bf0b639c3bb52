"""What is held from some buyers is told on no page to who does not get it."""

import pytest

from shop.offer.applicable import applicable_offers, offers_meant_for
from shop.offer.holdout import buyer_key, is_drawn
from shop.offer.range_members import member_of
from shop.partner.buyers import buyer_for
from tests.shop.factories import ProductFactory, UserFactory
from tests.shop.offer.makers import make_offer

pytestmark = pytest.mark.django_db


def test_pages_tell_it_to_buyers_who_get_it_alone():
    offer, product = make_offer(holdout_percent=50), ProductFactory()
    users = UserFactory.create_batch(12)
    held = [user for user in users if is_drawn(offer.pk, buyer_key(user_id=user.pk), 50)]
    free = [user for user in users if user not in held]

    def is_told(user):
        buyer = buyer_for(user)
        on_product = applicable_offers([member_of(product)], buyer=buyer).get(product.pk, [])
        return bool(on_product), bool(offers_meant_for(buyer))

    assert {is_told(user) for user in free} == {(True, True)}
    assert {is_told(user) for user in [*held, None]} == {(False, False)}
