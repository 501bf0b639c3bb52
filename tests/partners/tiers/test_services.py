"""Moves between tiers, by review and by hand."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from partners.accounts.models import PartnerAccount
from partners.tiers.models import TierMembership
from partners.tiers.queries import benefits_of, tier_of
from partners.tiers.services import TierRefusedError, review, review_all, set_tier
from shop.audit.models import AuditEntry
from shop.b2b.models import Company
from shop.events.models import Event
from shop.order.models import Order
from tests.partners.factories import PartnerAccountFactory
from tests.partners.tiers.factories import TierFactory, bought, make_ladder
from tests.shop.factories import StaffFactory

pytestmark = pytest.mark.django_db


def group_of(account):
    return Company.objects.get(pk=account.company_id).programme_group


def test_a_new_account_starts_in_the_lowest_tier():
    silver, _gold = make_ladder()
    account = PartnerAccountFactory()

    assert tier_of(account) == silver
    assert group_of(account) == silver.group
    assert account.tier_memberships.get().cause == TierMembership.Cause.START


def test_who_meets_the_criteria_moves_up_at_once():
    _silver, gold = make_ladder()
    account, other = PartnerAccountFactory(), PartnerAccountFactory()
    bought(account, quantity=10)

    assert review_all() == 1

    assert tier_of(account) == gold
    assert tier_of(other) != gold
    assert group_of(account) == gold.group
    assert review_all() == 0
    assert account.tier_memberships.filter(until=None).count() == 1


def test_who_fails_keeps_the_tier_for_the_grace_period():
    silver, gold = make_ladder()
    account = PartnerAccountFactory()
    bought(account, quantity=10)
    review(account)
    Order.objects.update(date_placed=timezone.now() - timedelta(days=400))
    today = timezone.localdate()

    assert review(account, today=today).grace_until is None, "nothing happens before the review date"
    due = review(account, today=today).review_at
    held = review(account, today=due)
    assert (held.tier, held.grace_until) == (gold, due + timedelta(days=60))
    assert Event.objects.filter(name="PartnerTierInGrace").count() == 1
    assert review(account, today=held.grace_until).tier == gold
    assert Event.objects.filter(name="PartnerTierInGrace").count() == 1

    after = review(account, today=held.grace_until + timedelta(days=1))
    assert (after.tier, after.cause) == (silver, TierMembership.Cause.MISSED)
    assert group_of(account) == silver.group


def test_who_recovers_in_the_grace_period_stays():
    _silver, gold = make_ladder()
    account = PartnerAccountFactory()
    bought(account, quantity=10)
    due = review(account).review_at
    Order.objects.update(date_placed=timezone.now() - timedelta(days=400))
    review(account, today=due)
    bought(account, quantity=10)

    held = review(account, today=due + timedelta(days=10))

    assert (held.tier, held.grace_until) == (gold, None)
    assert held.review_at > due + timedelta(days=300)


def test_without_a_grace_period_the_review_decides():
    silver, gold = make_ladder()
    gold.grace_days = 0
    gold.save()
    account = PartnerAccountFactory()
    held = set_tier(account, gold, reason="Launch partner")

    assert review(account, today=held.review_at).tier == silver


def test_a_move_by_hand_needs_a_reason_and_is_told():
    silver, gold = make_ladder()
    account, staff = PartnerAccountFactory(), StaffFactory()

    with pytest.raises(TierRefusedError):
        set_tier(account, gold, reason="  ", by=staff)
    assert tier_of(account) == silver

    held = set_tier(account, gold, reason="Launch partner", by=staff)

    assert (held.tier, held.set_by, held.reason) == (gold, staff, "Launch partner")
    entry = AuditEntry.objects.get(action="tier_changed", object_id=account.pk, actor_id=staff.pk)
    assert entry.detail["from"] == "Silver"
    assert entry.detail["to"] == "Gold"
    assert review(account).tier == gold, "it stays until the review date"


def test_the_same_tier_again_changes_nothing():
    _silver, gold = make_ladder()
    account = PartnerAccountFactory()
    first = set_tier(account, gold, reason="Launch partner")

    assert set_tier(account, gold, reason="Again") == first
    assert account.tier_memberships.count() == 2


def test_two_tiers_at_once_are_refused_by_the_database():
    _silver, gold = make_ladder()
    account = PartnerAccountFactory()
    now = timezone.now()
    with pytest.raises(IntegrityError):
        TierMembership.objects.create(account=account, tier=gold, since=now, review_at=now.date())


def test_who_is_suspended_is_given_nothing_and_back():
    silver, _gold = make_ladder()
    account = PartnerAccountFactory()
    account.status = PartnerAccount.Status.SUSPENDED
    account.save()

    assert group_of(account) is None
    assert benefits_of(account).tier is None

    account.status = PartnerAccount.Status.ACTIVE
    account.save()
    assert group_of(account) == silver.group


def test_of_two_accounts_of_a_company_the_better_tier_counts():
    silver, gold = make_ladder()
    first = PartnerAccountFactory()
    second = PartnerAccountFactory(company=first.company)
    set_tier(second, gold, reason="Launch partner")
    assert group_of(first) == gold.group

    second.delete()
    assert group_of(first) == silver.group


def test_leaving_the_programme_takes_the_group_away():
    make_ladder()
    account = PartnerAccountFactory()

    assert set_tier(account, None, reason="Contract ended") is None
    assert group_of(account) is None
    assert tier_of(account) is None


def test_benefits_are_those_of_the_tier_or_the_accounts_own_rate():
    tier = TierFactory(rank=5, commission_rate=None, answer_hours=12, fund_percent=3)
    account = PartnerAccountFactory(commission_rate=8)
    assert benefits_of(account).commission_rate == 8
    assert benefits_of(account).answer_hours == 12

    tier.commission_rate = 11
    tier.save()
    assert benefits_of(account).commission_rate == 11
