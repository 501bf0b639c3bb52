"""Registered deals, as partners write them and we decide on them."""

from datetime import timedelta
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.utils import timezone

from partners.accounts.queries import account_of as account_for
from partners.deal_registrations.decisions import Protection, approve
from partners.deal_registrations.models import DealRegistration
from partners.deal_registrations.services import WantedLine, save_draft, submit
from shop.b2b.presets import ADMINISTRATOR, preset_role
from tests.crm_core.factories import CompanyContactFactory
from tests.partners.factories import PartnerAccountFactory
from tests.shop.factories import StaffFactory, UserFactory


def partner(**facts):
    """Somebody who may do all for a partner account."""
    account = PartnerAccountFactory(**facts)
    user = UserFactory()
    contact = {"company": account.company, "user": user, "email": user.email}
    CompanyContactFactory(**contact, role=preset_role(ADMINISTRATOR))
    return user


def account_of(user):
    return account_for(user)


def draft(user=None, *, lines=(), **facts):
    """A draft: `draft(user, lines=[(product, 2)], customer_name="Harbour Hotel")`."""
    user = user or partner()
    said = {
        "customer_name": "Harbour Hotel GmbH",
        "contact_email": "buying@harbour-hotel.example",
        "country": "DE",
        "expected_value": Decimal("5000.00"),
    }
    registration = DealRegistration(account=account_of(user), created_by=user, **said | facts)
    wanted = [WantedLine(product=product, quantity=quantity) for product, quantity in lines]
    return save_draft(registration, wanted)


def submitted(user=None, **facts):
    registration = draft(user, **facts)
    return submit(registration, by=registration.created_by, now=timezone.now())


def approved(user=None, *, granted=(), by=None, **facts):
    """An approved one: `approved(lines=[(product, 2)], granted={"discount": Decimal(10)})`."""
    registration = submitted(user, **facts)
    terms = {"until": timezone.now() + timedelta(days=90), **dict(granted)}
    approve(registration, Protection(**terms), by=by or StaffFactory(), now=timezone.now())
    return fresh(registration)


def fresh(registration):
    return DealRegistration.objects.get(pk=registration.pk)


def buyer(email="anna@harbour-hotel.example", *, verified=True):
    """Somebody of the end customer with an account."""
    user = UserFactory(email=email)
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": verified, "primary": True}
    )
    return user
