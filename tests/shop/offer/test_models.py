"""How often an offer can be had, by whom, and what its status says."""

import pytest

from shop.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.offer.redeemers import Redeemer
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory
from tests.shop.offer.makers import basket_with, make_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
ANY_NUMBER = 10_000  # Oscar's


def test_limit_per_buyer_counts_the_uses_of_this_offer_by_this_buyer():
    offer, other = make_offer(max_user_applications=2), make_offer(max_user_applications=3)
    buyer = UserFactory()
    OrderFactory(basket=basket_with(ProductFactory(), owner=buyer), user=buyer)

    assert offer.get_max_applications(buyer) == 1
    assert [offer.uses_by(Redeemer.of(user)) for user in (buyer, UserFactory(), None)] == [1, 0, 0]
    assert offer.get_max_applications(UserFactory()) == 2
    assert offer.get_max_applications() == ANY_NUMBER
    assert other.get_max_applications(buyer) == 2


@pytest.mark.parametrize(
    ("status", "uses", "settled"),
    [
        ("Open", 1, "Open"),
        ("Open", 2, "Consumed"),
        ("Consumed", 1, "Open"),
        ("Consumed", 2, "Consumed"),
        ("Suspended", 1, "Suspended"),
        ("Suspended", 2, "Suspended"),
    ],
)
def test_status_follows_the_limits_of_its_own_offer_unless_it_is_suspended(status, uses, settled):
    offer, other = make_offer(max_global_applications=2), make_offer(max_global_applications=2)
    opposite = {"Open": "Consumed", "Consumed": "Open"}.get(status, "Open")
    ConditionalOffer.objects.filter(pk=offer.pk).update(status=status, num_applications=uses)
    ConditionalOffer.objects.filter(pk=other.pk).update(status=opposite, num_applications=3 - uses)
    other_status = ConditionalOffer.objects.get(pk=other.pk).status

    ConditionalOffer.objects.get(pk=offer.pk).save()

    found = dict(ConditionalOffer.objects.values_list("pk", "status"))
    assert found == {offer.pk: settled, other.pk: other_status}


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("Percentage", "15.00", "15% off: Bowls &amp; <b>"),
        ("Shipping percentage", "10", "Delivery: 10% off"),
        ("Absolute", "5.00", "€5.00"),
    ],
)
def test_benefit_says_what_is_taken_off_and_is_safe_in_oscars_pages(kind, value, words):
    bowls = Range.objects.create(name="Bowls & <b>", includes_all_products=True)
    benefit = Benefit.objects.create(type=kind, value=value, range=bowls)

    assert words in benefit.name.replace("&", "&amp;")
    assert "<b>" not in benefit.description
    condition = Condition.objects.create(type="Count", value=1, range=bowls)
    assert "<b>" not in condition.description
