"""Gifts, further pieces, steps, bounds and audiences of an offer in the back office."""

from decimal import Decimal

import pytest
from django.urls import reverse

from shop.b2b.models import Company
from shop.offer.models import ConditionalOffer
from shop.offer.sentences import describe_offer
from shop.promotions.terms_digest import digest_of
from tests.config.roles.people import member
from tests.shop.backoffice.edits_page import fields_of
from tests.shop.dashboard.offers.answers import ADD, answers, errors_of
from tests.shop.factories import CountryFactory, ProductFactory
from tests.shop.offer.makers import basket_with
from tests.shop.promotions.makers import need_approval

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def marketer(client):
    client.force_login(member("marketing"))
    return client


def made(client, **changed):
    """Make an offer on its page; return it."""
    response = client.post(ADD, answers(**changed))
    assert response.status_code == 302, errors_of(response)
    return ConditionalOffer.objects.latest("pk")


def edit_url(offer):
    return f"/cms/offers/edit/{offer.pk}/"


def test_new_kinds_are_what_the_buyer_gets(marketer):
    brush = ProductFactory(title="Brush")
    gift = made(marketer, benefit="free_gift", benefit_value="", gift=[brush.pk], most_pieces="2")
    more = made(
        marketer,
        name_en="Third free",
        benefit="buy_get",
        benefit_value="100",
        most_pieces="1",
        condition="Count",
        condition_value="2",
    )

    basket = basket_with((ProductFactory(price="10.00"), 3))

    assert [(each.product, each.quantity) for each in basket.gifts] == [(brush, 2)]
    assert basket.total_incl_tax == Decimal("20.00")
    assert describe_offer(gift) == "Free gift: Brush × 2."
    assert describe_offer(more) == (
        "1 more of all products: free when the basket holds 2 pieces of all products."
    )


def test_steps_bounds_and_audience_are_kept_and_said(marketer):
    company = Company.objects.create(name="Kiln & Sons")
    CountryFactory()
    offer = made(
        marketer,
        condition="Value",
        condition_value="50",
        steps_least_0="100",
        steps_value_0="15",
        max_discount_per_order="30",
        margin_floor="20",
        exclusive_group="season",
        first_order_only="on",
        company_scope="chosen",
        companies=[company.pk],
        countries=["DE"],
    )

    kept = ConditionalOffer.objects.get()
    assert kept.tiers == [["50.00", "10.00"], ["100.00", "15.00"]]
    assert (kept.countries, list(kept.companies.all()), kept.company_scope) == (["DE"], [company], "chosen")
    assert describe_offer(offer) == (
        "10% off all products when the basket holds all products for €50 or more; from €100: 15% off. "
        "Only for: first order; Germany; Kiln & Sons. At most €30 per order. Never below cost + 20%. "
        "Only one offer of the group “season”."
    )
    sent = fields_of(marketer.get(edit_url(offer)))
    response = marketer.post(edit_url(offer), sent)
    assert response.status_code == 302, errors_of(response)
    assert vars_of(ConditionalOffer.objects.get()) == vars_of(kept)
    panel = marketer.get(reverse("offers:inspect", args=[offer.pk])).content.decode()
    assert "Kiln &amp; Sons" in panel


def vars_of(offer):
    names = (
        "tiers",
        "countries",
        "company_scope",
        "max_discount_per_order",
        "margin_floor",
        "first_order_only",
    )
    return {name: getattr(offer, name) for name in names}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"benefit": "free_gift", "benefit_value": ""}, "gift"),
        ({"company_scope": "chosen"}, "companies"),
        ({"max_discount_per_order": "0"}, "max_discount_per_order"),
        ({"margin_floor": "-1"}, "margin_floor"),
        ({"condition": "Value", "condition_value": "50", "steps_least_0": "60"}, "steps"),
        (
            {"condition": "Value", "condition_value": "50", "steps_least_0": "40", "steps_value_0": "20"},
            "steps",
        ),
        (
            {"condition": "Value", "condition_value": "50", "steps_least_0": "60", "steps_value_0": "101"},
            "steps",
        ),
        (
            {"condition": "Count", "condition_value": "2", "steps_least_0": "2.5", "steps_value_0": "9"},
            "steps",
        ),
        ({"countries": ["XX"]}, "countries"),
    ],
)
def test_bounds_that_cannot_be_are_named_and_nothing_is_written(marketer, typed, field):
    response = marketer.post(ADD, answers(**typed))

    assert list(errors_of(response)) == [field]
    assert not ConditionalOffer.objects.exists()


def test_gifts_and_companies_are_found_for_the_pickers(marketer, client):
    parent = ProductFactory(structure="parent", title="Teapot")
    variant = ProductFactory(structure="child", parent=parent, product_class=None, title="Teapot blue")
    Company.objects.create(name="Kiln & Sons")

    gifts, companies = (
        marketer.get(f"/cms/offer-{kind}/?q={text}").json()
        for kind, text in (("gifts", "teapot"), ("companies", "sons"))
    )

    assert [row["pk"] for row in gifts["results"]] == [variant.pk]
    assert [row["label"] for row in companies["results"]] == ["Kiln & Sons"]
    client.logout()
    assert client.get("/cms/offer-companies/?q=s").status_code == 302


def test_other_companies_or_combinations_of_what_was_approved_need_approval_again(marketer):
    known, new = Company.objects.create(name="Known"), Company.objects.create(name="New")
    chosen = {"company_scope": "chosen", "companies": [known.pk], "exclusive": ""}
    offer, other = made(marketer, **chosen), made(marketer, name_en="Other", exclusive="")
    need_approval()

    same = marketer.post(edit_url(offer), answers(**chosen))
    offer.refresh_from_db()
    assert (same.status_code, offer.approved) == (302, True)

    for changed in ({"companies": [known.pk, new.pk]}, {"combinations": [other.pk]}):
        ConditionalOffer.objects.filter(pk=offer.pk).update(approved=True)
        remember(offer)
        response = marketer.post(edit_url(offer), answers(**{**chosen, **changed}))
        assert response.status_code == 302, errors_of(response)
        offer.refresh_from_db()
        assert (offer.approved, offer.promotion.state) == (False, "draft")


def remember(offer):
    """Let the terms as they are now be those that were approved."""
    row = offer.promotion
    row.state, row.digest = row.State.APPROVED, digest_of(offer)
    row.save()
