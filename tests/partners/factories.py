"""Partner accounts, their people, and orders that came by their link."""

from dataclasses import dataclass
from decimal import Decimal

import factory
from django.utils import timezone

from partners.accounts.models import PartnerAccount
from partners.accounts.services import add_person
from partners.commissions.models import Commission
from partners.onboarding.models import PartnerApplication
from partners.referrals.models import BasketReferral
from shop.b2b.models import Company
from shop.b2b.presets import preset_role
from shop.user.models import User
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


@dataclass(frozen=True)
class PartnerMember:
    """Somebody who acts for a partner account; `role` is a preset of company roles."""

    account: PartnerAccount
    user: User
    role: str

    @property
    def user_id(self):
        return self.user.pk

    @property
    def role_row(self):
        return preset_role(self.role)


class PartnerUserFactory(factory.Factory):
    """Somebody who acts for a partner account, an administrator unless another preset is named."""

    account = factory.SubFactory(PartnerAccountFactory)
    user = factory.SubFactory(UserFactory)
    role = "administrator"

    class Meta:
        model = PartnerMember

    @classmethod
    def _create(cls, model_class, account, user, role):
        add_person(account, user, preset=role)
        return model_class(account, user, role)


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
