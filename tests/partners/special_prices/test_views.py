"""Special prices in the portal and in the back office."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partners.rewards.models import LedgerEntry
from partners.special_prices.models import Claim, SpecialPriceAgreement
from partners.special_prices.services import ClaimRefusedError, claim
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


def test_price_may_ask_for_a_copy_of_the_invoice(partner, member):
    agreement = make_agreement(account=member.account, status="requested")
    partner.force_login(StaffFactory(is_superuser=True))
    partner.post(f"/cms/special-prices/{agreement.pk}/", {"action": "approve_with_proof"})
    agreement.refresh_from_db()
    assert (agreement.status, agreement.needs_proof) == ("approved", True)
    buy(agreement, quantity=2)
    sell(agreement, quantity=2)

    partner.force_login(member.user)
    url = reverse("special_prices:agreement", args=[agreement.reference])
    sold = {"quantity": "2", "invoice_number": "RE-1", "sold_on": TODAY.isoformat()}
    refused = partner.post(url, sold)
    assert refused.status_code == 422
    assert "RE-1" in refused.content.decode()
    wrong = partner.post(url, {**sold, "proof": SimpleUploadedFile("copy.pdf", b"MZ\x00\xff\xfe program")})
    assert (wrong.status_code, Claim.objects.count()) == (422, 0)
    partner.post(url, {**sold, "proof": SimpleUploadedFile("copy.pdf", b"%PDF-1.4 invoice")})
    made = Claim.objects.get()
    own = reverse("special_prices:proof", args=[made.reference])
    assert own in partner.get(url).content.decode()
    assert b"".join(partner.get(own).streaming_content).startswith(b"%PDF")

    partner.force_login(PartnerUserFactory().user)
    assert partner.get(own).status_code == 404
    partner.force_login(StaffFactory(is_superuser=True))
    copy = reverse("special_price_proof", args=[made.pk])
    assert copy in partner.get(f"/cms/special-price-claims/{made.pk}/").content.decode()
    assert b"".join(partner.get(copy).streaming_content).startswith(b"%PDF")
    partner.force_login(StaffFactory(is_superuser=False))
    assert partner.get(copy).status_code in {302, 403}


def test_price_that_asks_for_no_copy_takes_a_claim_without_one(member):
    agreement = make_agreement(account=member.account)
    buy(agreement, quantity=1)
    sell(agreement, quantity=1)
    sold = {"quantity": 1, "invoice_number": "RE-1", "sold_on": TODAY, "by": member.user}
    SpecialPriceAgreement.objects.update(needs_proof=True)
    with pytest.raises(ClaimRefusedError):
        claim(agreement, **sold)
    SpecialPriceAgreement.objects.update(needs_proof=False)
    assert not claim(agreement, **sold).proof
