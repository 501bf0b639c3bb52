"""To whom an order is owed, and at which rate."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from partners.accounts.attribution import attribution_of
from partners.commissions.models import Commission
from partners.commissions.services import accrue_commission
from partners.tiers.models import Tier, TierMembership
from shop.b2b.models import CompanyGroup
from shop.voucher.models import Voucher
from tests.partners.factories import PartnerAccountFactory, referred_basket
from tests.shop.factories import OrderFactory, UserFactory

pytestmark = pytest.mark.django_db


def put_into_tier(account, *, rate):
    tier = Tier.objects.create(
        name="Gold", rank=3, group=CompanyGroup.objects.create(name="Gold"), commission_rate=rate
    )
    TierMembership.objects.create(
        account=account, tier=tier, since=timezone.now(), review_at=date(2030, 1, 1)
    )


def test_link_that_was_followed_says_to_whom_an_order_is_owed():
    account = PartnerAccountFactory()
    found = attribution_of(OrderFactory(basket=referred_basket(account)))
    assert (found.account, found.source, found.is_own_purchase) == (account, "referral", False)
    assert attribution_of(OrderFactory()) is None


@pytest.mark.parametrize(("rate", "earned"), [(Decimal(12), 12), (None, 8)])
def test_rate_is_the_tiers_or_else_the_accounts(rate, earned):
    account = PartnerAccountFactory(commission_rate=Decimal("8.00"))
    put_into_tier(account, rate=rate)

    commission = accrue_commission(OrderFactory(basket=referred_basket(account)))

    assert commission.amount == earned


def test_sign_up_between_click_and_order_keeps_the_partner():
    account = PartnerAccountFactory()
    basket = referred_basket(account)
    buyer = UserFactory()
    basket.owner = buyer
    basket.save()

    accrue_commission(OrderFactory(basket=basket, user=buyer))

    assert Commission.objects.get().account == account


def test_voucher_keeps_the_partner():
    account, now = PartnerAccountFactory(), timezone.now()
    basket = referred_basket(account)
    voucher = Voucher.objects.create(
        name="Spring",
        code="SPRING",
        start_datetime=now - timedelta(days=1),
        end_datetime=now + timedelta(days=1),
    )
    basket.vouchers.add(voucher)

    accrue_commission(OrderFactory(basket=basket))

    assert Commission.objects.get().account == account
