"""What staff save and what orders count do not overwrite each other."""

import pytest
from django.utils import timezone
from oscar.apps.dashboard.vouchers.forms import VoucherSetForm

from shop.offer.redeemers import Redeemer
from shop.voucher.models import Voucher, VoucherSet
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory
from tests.shop.offer.makers import DAY, basket_with, figures, make_offer, make_voucher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_saving_a_voucher_leaves_what_was_counted_meanwhile():
    voucher = make_voucher()
    Voucher.objects.update(num_orders=3, total_discount=7, num_basket_additions=5)

    voucher.code = "summer"
    voucher.save()

    voucher.refresh_from_db()
    assert (voucher.code, voucher.num_basket_additions, figures(voucher)) == ("SUMMER", 5, [3, 7])


def test_a_use_is_told_to_its_buyer_and_to_nobody_else():
    buyer, other, voucher = UserFactory(), UserFactory(), make_voucher()
    OrderFactory(basket=basket_with(ProductFactory(), vouchers=[voucher], owner=buyer), user=buyer)
    OrderFactory(user=other)

    told = [voucher.is_used_by(Redeemer.of(user)) for user in (buyer, other, None)]

    assert told == [True, False, False]


def test_codes_of_a_set_are_used_and_counted_each_by_itself():
    offer, now = make_offer(offer_type="Voucher"), timezone.now()
    words = {
        "name": "Fair",
        "code_length": 8,
        "description": "Codes",
        "start_datetime": now - DAY,
        "end_datetime": now + DAY,
        "count": 2,
        "usage": Voucher.SINGLE_USE,
        "offers": [offer.pk],
    }
    form = VoucherSetForm(words)
    assert form.is_valid(), form.errors
    codes = form.save()
    first, second = codes.vouchers.order_by("pk")
    OrderFactory(basket=basket_with(ProductFactory(), vouchers=[first]))

    again = VoucherSetForm({**words, "count": 3}, instance=VoucherSet.objects.get())
    assert again.is_valid(), again.errors
    again.save()

    assert basket_with(ProductFactory(), vouchers=[first]).offer_applications.applications == {}
    assert len(basket_with(ProductFactory(), vouchers=[second]).voucher_discounts) == 1
    assert [figures(voucher)[0] for voucher in codes.vouchers.order_by("pk")] == [1, 0, 0]
    assert (codes.num_orders, codes.total_discount) == (1, figures(first)[1])


@pytest.mark.parametrize(
    ("usage", "problem"),
    [
        (Voucher.MULTI_USE, ""),
        (Voucher.ONCE_PER_CUSTOMER, "You have used voucher SPRING already."),
        (Voucher.SINGLE_USE, "Voucher SPRING has been used already."),
    ],
)
def test_a_use_counts_as_the_voucher_says(usage, problem):
    buyer, voucher = UserFactory(), make_voucher(usage=usage)
    OrderFactory(basket=basket_with(ProductFactory(), vouchers=[voucher], owner=buyer), user=buyer)

    assert voucher.problem_for(Redeemer.of(buyer)) == problem


def test_a_voucher_whose_offer_is_closed_does_not_hold():
    voucher = make_voucher("SPRING", make_offer(offer_type="Voucher", status="Suspended"))

    assert voucher.problem_for(Redeemer.of(None)) == "Voucher SPRING is not valid at the moment."
