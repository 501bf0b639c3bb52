"""What staff take off: within the limit of their role, with a reason, above the lowest margin, reckoned as an offer."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group

from crm_core.order_entry.calculation import calculate
from crm_core.order_entry.discounts import (
    DISCOUNT_GRANTS,
    DiscountGrant,
    DiscountRefusedError,
    limit_of,
    offer_for,
    set_discount,
)
from crm_core.order_entry.models import DiscountLimit, OrderDraft
from crm_core.order_entry.placing import CannotPlaceError, place
from shop.offer.models import ConditionalOffer
from shop.order.models import Order
from shop.order.services import cancel_order
from shop.partner.models import StockRecord
from tests.shop.factories import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def limit(colleague):
    group = Group.objects.create(name="Field")
    colleague.groups.add(group)
    return DiscountLimit.objects.create(group=group, most_percent=10, least_margin=20)


@pytest.fixture
def draft(write_draft, customer, bowl, limit):
    return write_draft(customer, {bowl: 2})


def test_a_discount_is_in_the_sums_and_in_the_order_with_its_reason(draft):
    full = calculate(draft).totals.total
    set_discount(draft, Decimal(10), reason="Chipped box")
    found = calculate(draft)
    assert full - found.totals.total == Decimal("4.00")

    order = place(draft, by=draft.by, seen=found.fingerprint)

    assert order.total_incl_tax == found.total.incl_tax
    given = order.discounts.get()
    assert (given.amount, given.voucher_code) == (Decimal("4.00"), "")
    offer = ConditionalOffer.objects.get(pk=given.offer_id)
    assert (offer.num_applications, offer.offer_type) == (1, ConditionalOffer.SESSION)
    cancel_order(order)
    offer.refresh_from_db()
    assert offer.num_applications == 0


@pytest.mark.parametrize(
    ("percent", "reason", "said"),
    [
        (Decimal("10.01"), "Old friend", "You may give 10% off at most; you asked for 10.01% off."),
        (Decimal(5), "  ", "Please say why you give the discount."),
    ],
)
def test_above_the_limit_or_without_a_reason_it_is_refused_in_words(draft, percent, reason, said):
    with pytest.raises(DiscountRefusedError) as refusal:
        set_discount(draft, percent, reason=reason)

    assert str(refusal.value) == said
    assert OrderDraft.objects.get().discount_percent == 0


def test_whoever_has_no_limit_gives_nothing_and_a_superuser_what_they_like(colleague):
    assert limit_of(colleague).most == 0
    superuser = limit_of(StaffFactory())
    assert (superuser.most, superuser.least_margin) == (100, None)


def test_the_widest_of_several_roles_counts(colleague, limit):
    other = Group.objects.create(name="Heads")
    colleague.groups.add(other)
    DiscountLimit.objects.create(group=other, most_percent=5, least_margin=5)

    assert (limit_of(colleague).most, limit_of(colleague).least_margin) == (10, 5)


@pytest.mark.parametrize(("cost", "is_placed"), [("15.00", False), ("5.00", True), (None, True)])
def test_a_discount_leaves_the_lowest_margin(draft, cost, is_placed):
    StockRecord.objects.update(cost=cost)
    set_discount(draft, Decimal(10), reason="Old friend")
    found = calculate(draft)

    if not is_placed:
        with pytest.raises(CannotPlaceError, match="The discount leaves too little of Tide bowl"):
            place(draft, by=draft.by, seen=found.fingerprint)
    else:
        place(draft, by=draft.by, seen=found.fingerprint)

    assert Order.objects.exists() is is_placed


def test_a_limit_that_was_lowered_since_stops_the_order(draft, limit):
    set_discount(draft, Decimal(10), reason="Old friend")
    seen = calculate(draft).fingerprint
    DiscountLimit.objects.update(most_percent=5)

    with pytest.raises(CannotPlaceError, match="5% off at most"):
        place(draft, by=draft.by, seen=seen)

    assert not Order.objects.exists()


def test_who_else_may_agree_is_asked(draft):
    grant = DiscountGrant(name="test", allows=lambda draft, percent: percent <= 30)
    DISCOUNT_GRANTS.register(grant)
    try:
        set_discount(draft, Decimal(30), reason="Agreed")
        assert calculate(draft).problems == ()
    finally:
        DISCOUNT_GRANTS._entries.pop("test")


def test_orders_of_one_share_have_one_offer_named_in_each_language(db):
    offer = offer_for(Decimal("7.50"))

    assert offer_for(Decimal("7.5")) == offer
    assert (offer.name_en, ConditionalOffer.objects.count()) == ("Special discount: 7.5% off", 1)
    assert offer_for(Decimal(7)) != offer
