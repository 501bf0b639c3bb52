"""What a tier gives where other slices ask."""

import pytest
from django.urls import reverse

from partners.accounts.benefits import registration_terms
from partners.deal_registrations.models import DealRegistration, RegistrationOrder
from partners.tiers.criteria import measures_of
from partners.tiers.sales import sales_of
from partners.tiers.services import set_tier
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory
from tests.partners.tiers.factories import TierFactory, make_ladder
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db


def test_another_tier_is_another_response_time_and_protection_at_once():
    account = PartnerAccountFactory()
    assert registration_terms(account).answer_hours is None

    set_tier(account, TierFactory(rank=9, answer_hours=8, protection_days=180), reason="Launch partner")
    terms = registration_terms(account)
    assert (terms.answer_hours, terms.protection_days) == (8, 180)

    set_tier(account, None, reason="As it was")
    assert registration_terms(account).answer_hours is None


def test_won_registrations_and_their_orders_count(site):
    registration = DealRegistration.objects.create(account=PartnerAccountFactory())
    order = OrderFactory()
    RegistrationOrder.objects.create(registration=registration, order=order)
    key = registration.account_id

    assert measures_of([key])[key]["won_registrations"] == 1
    found = sales_of([key], since=order.date_placed, until=order.date_placed.replace(year=2999))
    assert found[key].orders == 1

    RegistrationOrder.objects.update(stands=False)
    assert measures_of([key])[key]["won_registrations"] == 0
    assert DealRegistration.objects.count() == 1


def test_the_home_shows_the_tier(client, site):
    _silver, gold = make_ladder()
    person = PartnerUserFactory()
    set_tier(person.account, gold, reason="Launch partner")
    client.force_login(person.user)

    page = client.get(reverse("partners:dashboard")).content.decode()

    assert reverse("partner_tiers:mine") in page
    assert "Gold" in page
