"""Special prices in the portal and in the back office."""

import pytest
from django.urls import reverse

from partners.rewards.models import LedgerEntry
from partners.special_prices.models import Claim, SpecialPriceAgreement
from tests.partners.factories import PartnerUserFactory
from tests.partners.special_prices.factories import TODAY, buy, make_agreement, sell
from tests.shop.factories import ProductFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def member():
    return PartnerUserFactory()


@pytest.fixture
def partner(client, member):
    client.force_login(member.user)
    return client


def test_price_is_requested_approved_claimed_and_credited(partner, member):
    product = ProductFactory(price="119.00", num_in_stock=100)
    sku = product.stockrecords.get().partner_sku
    typed = {
        "product": "nothing",
        "end_customer": "Town Hall",
        "unit_price": "60.00",
        "quantity_cap": "10",
        "valid_from": "2026-05-01",
        "valid_until": "2026-12-31",
    }
    refused = partner.post(reverse("special_prices:new"), typed)
    assert refused.status_code == 422
    assert "No product has the SKU" in refused.content.decode()
    partner.post(reverse("special_prices:new"), {**typed, "product": sku})
    agreement = SpecialPriceAgreement.objects.get()
    assert (agreement.account, agreement.status) == (member.account, "requested")

    partner.force_login(StaffFactory(is_superuser=True))
    partner.post(f"/cms/special-prices/{agreement.pk}/", {"action": "approve"})
    buy(agreement, quantity=2)
    sell(agreement, quantity=2)
    partner.force_login(member.user)
    url = reverse("special_prices:agreement", args=[agreement.reference])
    sold = {"quantity": "3", "invoice_number": "RE-1", "sold_on": TODAY.isoformat()}
    answer = partner.post(url, sold)
    assert answer.status_code == 422
    assert "Your reports show 2 unclaimed units" in answer.content.decode()
    partner.post(url, {**sold, "quantity": "2"})
    made = Claim.objects.get()
    assert "RE-1" in partner.get(url).content.decode()

    partner.force_login(StaffFactory(is_superuser=True))
    assert "RE-1" in partner.get(f"/cms/special-price-claims/{made.pk}/").content.decode()
    for _click in range(2):
        partner.post(f"/cms/special-price-claims/{made.pk}/", {"action": "approve"})
    assert LedgerEntry.objects.get().amount == made.amount == 80


def test_another_partners_price_is_not_found(partner):
    other = make_agreement()
    url = reverse("special_prices:agreement", args=[other.reference])
    assert (partner.get(url).status_code, partner.post(url, {}).status_code) == (404, 404)
    assert "Town Hall" not in partner.get(reverse("special_prices:agreements")).content.decode()


def test_own_prices_are_listed(partner, member):
    make_agreement(account=member.account)
    assert "Town Hall" in partner.get(reverse("special_prices:agreements")).content.decode()


def test_staff_without_the_right_decide_nothing(client):
    wanted = make_agreement(status="requested")
    client.force_login(StaffFactory(is_superuser=False))
    assert client.post(f"/cms/special-prices/{wanted.pk}/", {"action": "approve"}).status_code in {302, 403}
    wanted.refresh_from_db()
    assert wanted.status == "requested"
