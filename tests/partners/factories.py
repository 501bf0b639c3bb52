"""Partner accounts, their people, and orders that came by their link."""

from decimal import Decimal

import factory
from django.utils import timezone

from partners.accounts.models import PartnerAccount, PartnerUser
from partners.commissions.models import Commission
from partners.onboarding.models import PartnerApplication
from partners.referrals.models import BasketReferral
from shop.b2b.models import Company
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, UserFactory


class CompanyFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Nordform {n}")

    class Meta:
        model = Company


class PartnerAccountFactory(factory.django.DjangoModelFactory):
    company = factory.SubFactory(CompanyFactory)
    code = factory.Sequence(lambda n: f"nordform-{n}")
    commission_rate = Decimal("8.00")
    return_period_days = 30

    class Meta:
        model = PartnerAccount


class PartnerUserFactory(factory.django.DjangoModelFactory):
    account = factory.SubFactory(PartnerAccountFactory)
    user = factory.SubFactory(UserFactory)

    class Meta:
        model = PartnerUser


class CommissionFactory(factory.django.DjangoModelFactory):
    """8 % of EUR 100.00, pending."""

    order = factory.SubFactory(OrderFactory)
    account = factory.SubFactory(PartnerAccountFactory)
    currency = "EUR"
    base = Decimal("100.000")
    rate = Decimal("8.00")
    amount = Decimal("8.000")
    accrued_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Commission


class PartnerApplicationFactory(factory.django.DjangoModelFactory):
    """An open application."""

    user = factory.SubFactory(UserFactory)
    company_name = factory.Sequence(lambda n: f"Nordform {n}")
    plan = "To the clients of our studio."
    language = "en"

    class Meta:
        model = PartnerApplication


def referred_basket(account, *, price="119.00", quantity=1, clicked_at=None, owner=None):
    """A basket whose owner followed the account's link."""
    basket = BasketFactory(owner=owner, lines=[(ProductFactory(price=price), quantity)])
    clicked_at = clicked_at or timezone.now()
    BasketReferral.objects.create(basket=basket, account=account, clicked_at=clicked_at)
    return basket
