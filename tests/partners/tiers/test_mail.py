"""Who reads that a tier changed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from partners.accounts.services import add_person
from partners.tiers.services import review, set_tier
from shop.events.tasks import deliver_due as deliver_events
from shop.order.models import Order
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory
from tests.partners.tiers.factories import bought, make_ladder
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    make_ladder()
    account = PartnerAccountFactory(company__name="Nordform")
    PartnerUserFactory(account=account, user=UserFactory(email="lead@nordform.example", language="zh-hans"))
    add_person(account, UserFactory(email="buyer@nordform.example"), preset="buyer")
    return account


def sent(letters):
    deliver_events()
    return [(mail.to, mail.subject) for mail in letters()]


def test_joining_is_told_by_the_programmes_own_mail(account, letters):
    assert sent(letters) == []


def test_a_move_is_told_to_who_leads_the_account_in_their_language(account, letters):
    _silver, gold = make_ladder_of(account)
    set_tier(account, gold, reason="Launch partner")

    found = sent(letters)

    assert [to for to, _subject in found] == [["lead@nordform.example"]]
    deliver_events()
    assert len(letters()) == 1


def test_a_grace_period_is_told_with_its_end(account, letters):
    bought(account, quantity=10)
    due = review(account).review_at
    Order.objects.update(date_placed=timezone.now() - timedelta(days=400))
    sent(letters)
    held = review(account, today=due)

    sent(letters)

    body = letters()[-1].body
    assert str(held.grace_until.year) in body
    assert "/partners/tier/" in body


def make_ladder_of(account):
    tiers = type(account.tier_memberships.get().tier).objects.order_by("rank")
    return list(tiers)
