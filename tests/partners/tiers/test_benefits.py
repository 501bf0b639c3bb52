"""A tier's benefits are the real things: another tier is another price and catalogue on the next page."""

import pytest
from django.urls import reverse

from partners.tiers.services import set_tier
from shop.b2b.models import Company, CompanyGroup
from shop.partner.buyers import audiences_of_company, buyer_for
from shop.partner.queries import purchase_info
from tests.partners.factories import PartnerAccountFactory
from tests.partners.tiers.factories import make_ladder
from tests.shop.catalogue_visibility.factories import hide, show
from tests.shop.factories import ProductFactory
from tests.shop.price_lists.factories import PriceListFactory, again, assign, listed, member

pytestmark = pytest.mark.django_db


def test_another_tier_is_another_price_on_the_next_page_and_back(client, site):
    """Companies read prices without tax: EUR 20.00 and 15.00 are 16.81 and 12.61."""
    silver, gold = make_ladder()
    account = PartnerAccountFactory()
    product, golden = ProductFactory(price="20.00"), PriceListFactory(name="Gold prices")
    listed(golden, product, "15.00")
    assign(golden, group=gold.group)
    client.force_login(member(account.company))
    url = product.get_absolute_url()
    assert "€16.81" in client.get(url).content.decode()

    set_tier(account, gold, reason="Launch partner")
    page = client.get(url).content.decode()
    assert "€12.61" in page
    assert "€16.81" not in page

    set_tier(account, silver, reason="As it was")
    page = client.get(url).content.decode()
    assert "€16.81" in page
    assert "€12.61" not in page


def test_another_tier_opens_another_part_of_the_catalogue(client, site):
    silver, gold = make_ladder()
    account = PartnerAccountFactory()
    product = ProductFactory(price="20.00")
    hide(product)
    show(product, to=gold.group)
    client.force_login(member(account.company))
    url = product.get_absolute_url()
    assert client.get(url).status_code == 404

    set_tier(account, gold, reason="Launch partner")
    assert client.get(url).status_code == 200

    set_tier(account, silver, reason="As it was")
    assert client.get(url).status_code == 404


def test_a_companys_own_group_stays_beside_that_of_the_tier():
    _silver, gold = make_ladder()
    own = CompanyGroup.objects.create(name="Retail")
    account = PartnerAccountFactory(company__group=own)
    retail, golden, product = PriceListFactory(), PriceListFactory(), ProductFactory(price="20.00")
    listed(retail, product, "18.00")
    listed(golden, product, "15.00")
    assign(retail, group=own)
    assign(golden, group=gold.group)
    buyer = member(account.company)
    assert price_for(buyer, product) == 18

    set_tier(account, gold, reason="Launch partner")
    assert price_for(buyer, product) == 15
    assert audiences_of_company(Company.objects.get(pk=account.company_id))[1:] == (
        f"group:{gold.group_id}",
        f"group:{own.pk}",
    )

    set_tier(account, None, reason="Contract ended")
    assert price_for(buyer, product) == 18


def price_for(user, product):
    return purchase_info(product, buyer=buyer_for(again(user))).price.incl_tax


def test_the_page_of_the_tier_says_what_is_missing(client, site):
    _silver, gold = make_ladder(gold="20000")
    account = PartnerAccountFactory()
    account.users.add(member(account.company))
    assign(PriceListFactory(name="Gold prices"), group=gold.group)
    client.force_login(account.users.get())

    page = client.get(reverse("partner_tiers:mine")).content.decode()

    assert "Your tier:" in page
    assert "€0 of" in page
    assert "€20,000" in page
    assert "Gold prices" in page
