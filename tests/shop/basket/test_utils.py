from itertools import product

import pytest
from django.utils import timezone

from shop.basket.utils import LineDiscountRegistry
from shop.offer.loading import load_combinations, load_ranges, offers_of, used_vouchers, uses_of
from shop.offer.models import ConditionalOffer
from shop.offer.redeemers import Redeemer
from shop.voucher.models import Voucher, VoucherApplication
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, UserFactory
from tests.shop.offer.makers import make_offer, make_voucher

pytestmark = pytest.mark.django_db


def left(line, offers, wanted, *, taken):
    """Return what is left to the wanted offer where the others took so many pieces each."""
    registry = LineDiscountRegistry(line)
    for offer, pieces in zip(offers, taken, strict=True):
        registry._cache(offer)
        registry._consumptions[offer.pk] = pieces
    return registry.available(wanted)


def test_what_offers_were_told_decides_as_oscars_questions_do():
    basket = BasketFactory(lines=[(ProductFactory(num_in_stock=9), 4)])
    (line,) = basket.all_lines()
    found = []
    for exclusive, priority in product([False, True], [1, 2]):
        found += [make_offer(exclusive=exclusive, priority=priority) for _time in range(2)]
    found[0].combinations.add(found[1])
    found[2].combinations.add(found[0])
    asked = list(ConditionalOffer.objects.order_by("pk"))
    told = list(ConditionalOffer.objects.order_by("pk"))
    load_combinations(told)
    for one, other in product(range(len(asked)), repeat=2):
        for pieces in (0, 2, 4):
            expected = left(line, [asked[other]], asked[one], taken=[pieces])
            assert left(line, [told[other]], told[one], taken=[pieces]) == expected, (one, other, pieces)


def test_ranges_are_read_once_for_all_offers(django_assert_num_queries):
    basket = BasketFactory(lines=[(ProductFactory(), 1), (ProductFactory(), 1)])
    offers = [make_offer() for _time in range(3)]
    offers = list(ConditionalOffer.objects.select_related("condition", "benefit"))
    lines = list(basket.all_lines())
    with django_assert_num_queries(2):
        load_ranges(offers, basket)
    with django_assert_num_queries(0):
        for offer in offers:
            assert all(offer.benefit.proxy().range.contains_product(line.product) for line in lines)
            assert all(offer.condition.proxy().can_apply_condition(line) for line in lines)


def test_uses_and_used_vouchers_are_those_that_each_would_say(django_assert_num_queries):
    buyer, other = UserFactory(), UserFactory()
    limited = [make_offer(max_user_applications=2) for _time in range(2)]
    vouchers = [
        make_voucher(f"{usage}-{number}", usage=usage)
        for number, usage in enumerate((Voucher.SINGLE_USE, Voucher.ONCE_PER_CUSTOMER, Voucher.MULTI_USE))
    ]
    for voucher, user in zip(vouchers, (other, buyer, buyer), strict=True):
        VoucherApplication.objects.create(voucher=voucher, order=OrderFactory(user=user), user=user)
    for redeemer in (Redeemer.of(buyer), Redeemer.of(other), Redeemer.of(None)):
        assert used_vouchers(vouchers, redeemer) == {v.pk for v in vouchers if v.use_problem_for(redeemer)}
        uses = uses_of(limited, redeemer)
        assert [uses.get(offer.pk, 0) for offer in limited] == [offer.uses_by(redeemer) for offer in limited]
    with django_assert_num_queries(0):
        assert used_vouchers(vouchers[2:], Redeemer.of(buyer)) == set()


def test_one_offer_of_two_vouchers_belongs_to_each():
    offer = make_offer(offer_type=ConditionalOffer.VOUCHER)
    closed = make_offer(offer_type=ConditionalOffer.VOUCHER, status=ConditionalOffer.SUSPENDED)
    one, two = make_voucher("ONE", offer, closed), make_voucher("TWO", offer)
    found = offers_of([one, two], timezone.now()).opened
    assert {pk: [(o.pk, o.get_voucher()) for o in offers] for pk, offers in found.items()} == {
        one.pk: [(offer.pk, one)],
        two.pk: [(offer.pk, two)],
    }
