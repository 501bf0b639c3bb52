"""Tiers in the back office."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.tiers.models import Tier, TierMembership
from partners.tiers.queries import tier_of
from shop.price_lists.models import PriceListAssignment
from tests.partners.factories import PartnerAccountFactory
from tests.partners.tiers.factories import bought, make_ladder
from tests.shop.factories import StaffFactory, UserFactory
from tests.shop.price_lists.factories import PriceListFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, site):
    client.force_login(StaffFactory())
    return client


def typed(**values):
    return {
        "name_en": "Platinum",
        "rank": "9",
        "answer_hours": "24",
        "protection_days": "120",
        "fund_percent": "2.5",
        "grace_days": "30",
        "review_months": "6",
        "criterion_revenue": "50000",
        **values,
    }


def test_a_new_tier_has_its_group_its_criteria_and_its_price_lists(office):
    price_list = PriceListFactory()

    response = office.post(reverse("tier_levels:add"), typed(price_lists=[price_list.pk]))

    assert response.status_code == 302, response.context["form"].errors
    tier = Tier.objects.get()
    assert tier.requirements.get().threshold == 50000
    assert PriceListAssignment.objects.get(group=tier.group).price_list == price_list


def test_editing_takes_criteria_and_lists_away(office):
    _silver, gold = make_ladder()
    PriceListAssignment.objects.create(price_list=PriceListFactory(), group=gold.group)
    url = reverse("tier_levels:edit", args=[gold.pk])
    assert office.get(url).status_code == 200

    response = office.post(url, typed(name_en="Gold", rank="2", criterion_revenue=""))

    assert response.status_code in {302, 409}
    if response.status_code == 409:
        base = response.context["form"]["edit_base"].value()
        response = office.post(url, typed(name_en="Gold", rank="2", criterion_revenue="", edit_base=base))
    gold.refresh_from_db()
    assert gold.review_months == 6
    assert not gold.requirements.exists()
    assert not PriceListAssignment.objects.exists()


def test_pages_open_and_queries_do_not_grow(office):
    _silver, gold = make_ladder()
    PartnerAccountFactory()
    url = reverse("partner_tier_members:index")
    office.get(url)
    with CaptureQueriesContext(connection) as one:
        assert office.get(url).status_code == 200
    PartnerAccountFactory()
    PartnerAccountFactory()
    with CaptureQueriesContext(connection) as three:
        assert office.get(url).status_code == 200
    assert len(three) == len(one)
    for page in (
        reverse("tier_levels:index"),
        reverse("tier_levels:inspect", args=[gold.pk]),
        reverse("partner_tier_what_if"),
        f"{url}?due=true",
    ):
        assert office.get(page).status_code == 200


def test_a_move_by_hand_asks_why(office):
    silver, gold = make_ladder()
    account = PartnerAccountFactory()
    held = account.tier_memberships.get()
    url = reverse("partner_tier_members:inspect", args=[held.pk])
    assert "Change the tier by hand" in office.get(url).content.decode()

    refused = office.post(url, {"action": "move", "tier": gold.pk, "reason": ""})
    assert refused.status_code == 422
    assert tier_of(account) == silver

    moved = office.post(url, {"action": "move", "tier": gold.pk, "reason": "Launch partner"}, follow=True)
    assert tier_of(account) == gold
    assert "Launch partner" in moved.content.decode()


def test_a_partner_without_a_tier_gets_one_on_its_page(office):
    account = PartnerAccountFactory()
    _silver, gold = make_ladder()
    assert tier_of(account) is None

    office.post(
        reverse("tier_levels:inspect", args=[gold.pk]),
        {"action": "move", "account": account.pk, "reason": "Launch partner"},
    )

    assert tier_of(account) == gold


def test_what_if_says_who_would_move_and_writes_nothing(office):
    silver, gold = make_ladder(gold="1000")
    account, other = PartnerAccountFactory(), PartnerAccountFactory()
    bought(account, quantity=5)

    response = office.get(reverse("partner_tier_what_if"), {"try": "1", f"{gold.pk}-revenue": "400"})

    assert [(move.account, move.now, move.then) for move in response.context["moves"]] == [
        (account, silver, gold)
    ]
    assert TierMembership.objects.count() == 2
    assert gold.requirements.get().threshold == Decimal(1000)
    assert tier_of(other) == silver


def test_who_may_only_look_moves_nobody(client, site):
    _silver, _gold = make_ladder()
    held = PartnerAccountFactory().tier_memberships.get()
    client.force_login(UserFactory(is_staff=True))
    assert client.get(reverse("partner_tier_members:inspect", args=[held.pk])).status_code in {302, 403}
