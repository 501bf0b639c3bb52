from datetime import date, timedelta

import pytest
from django.utils import timezone

from partners.referrals.cookies import LIFETIME, Click
from partners.referrals.models import BasketReferral
from partners.referrals.queries import clicks_since, referral_of
from partners.referrals.services import count_click, tie_basket
from shop.b2b.models import CompanyContact
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory, referred_basket
from tests.shop.factories import BasketFactory, OrderFactory, UserFactory

pytestmark = pytest.mark.django_db


def click(account, *, hours_ago=0):
    return Click(code=account.code, clicked_at=timezone.now() - timedelta(hours=hours_ago))


def test_last_click_wins():
    basket, first, last = BasketFactory(), PartnerAccountFactory(), PartnerAccountFactory()

    tie_basket(basket.pk, click=click(first, hours_ago=1))
    tie_basket(basket.pk, click=click(last))
    tie_basket(basket.pk, click=click(first, hours_ago=2))

    assert BasketReferral.objects.get().account == last


def test_same_click_again_costs_one_look(django_assert_num_queries):
    basket, once = BasketFactory(), click(PartnerAccountFactory())
    tie_basket(basket.pk, click=once)

    with django_assert_num_queries(1):
        tie_basket(basket.pk, click=once)


def test_suspended_partner_ties_nothing():
    basket = BasketFactory()

    tie_basket(basket.pk, click=click(PartnerAccountFactory(status="suspended")))

    assert not BasketReferral.objects.exists()


def test_order_within_thirty_days_is_the_partners():
    account = PartnerAccountFactory()
    order = OrderFactory(basket=referred_basket(account))

    referral = referral_of(order)

    assert (referral.account, referral.is_own_purchase) == (account, False)


def test_order_after_thirty_days_is_nobodys():
    clicked_at = timezone.now() - LIFETIME - timedelta(minutes=1)
    order = OrderFactory(basket=referred_basket(PartnerAccountFactory(), clicked_at=clicked_at))

    assert referral_of(order) is None


def test_order_nobody_sent_is_nobodys():
    assert referral_of(OrderFactory()) is None


@pytest.mark.parametrize("who", ["user", "user as guest", "contact", "contact as guest"])
def test_own_purchase_is_recognised(who):
    member = PartnerUserFactory()
    contact = CompanyContact.objects.create(
        company=member.account.company, user=UserFactory(), name="Lin", email="lin@nordform.example"
    )
    buyer = {
        "user": {"user": member.user},
        "user as guest": {"guest_email": member.user.email.upper()},
        "contact": {"user": contact.user},
        "contact as guest": {"guest_email": contact.email},
    }[who]
    order = OrderFactory(basket=referred_basket(member.account, owner=buyer.get("user")), **buyer)

    assert referral_of(order).is_own_purchase is True


def test_another_partners_purchase_is_no_own_one():
    order_by = PartnerUserFactory()
    account = PartnerAccountFactory()
    basket = referred_basket(account, owner=order_by.user)

    assert referral_of(OrderFactory(basket=basket, user=order_by.user)).is_own_purchase is False


def test_clicks_are_added_by_day():
    account, today = PartnerAccountFactory(), date(2026, 11, 22)
    for day in (today, today, today - timedelta(days=40)):
        count_click(account, day=day)
    count_click(PartnerAccountFactory(), day=today)

    assert clicks_since(account, since=today - timedelta(days=30)) == 2
    assert clicks_since(account, since=today - timedelta(days=60)) == 3
    assert clicks_since(PartnerAccountFactory(), since=today) == 0
