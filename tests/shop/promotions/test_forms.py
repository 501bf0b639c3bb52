"""A promotion is made and changed on one page, in plain words."""

from decimal import Decimal

import pytest
from django.utils import timezone

from shop.offer.models import Benefit, Condition, ConditionalOffer
from shop.promotions.models import Promotion
from shop.promotions.terms_digest import digest_of
from shop.voucher.models import Voucher
from tests.config.roles.people import member
from tests.shop.backoffice.edits_page import fields_of
from tests.shop.factories import CountryFactory, ProductFactory
from tests.shop.offer.makers import basket_with, make_offer, make_voucher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
NEW = "/cms/promotions/new/"
SENTENCE = "/cms/promotion-sentence/"
ANSWERS = {"template": "percent", "value": "20", "goods": "all", "name_en": "Spring", "access": "automatic"}


@pytest.fixture
def marketer(client):
    user = member("marketing")
    client.force_login(user)
    client.user = user
    return client


def errors_of(response):
    return {name: list(texts) for name, texts in response.context["form"].errors.items()}


def made(client, **changed):
    response = client.post(NEW, {**ANSWERS, **changed})
    assert response.status_code == 302, errors_of(response)
    promotion = Promotion.objects.select_related("offer").latest("pk")
    assert response.url == f"/cms/promotions/{promotion.pk}/"
    return promotion


def given(promotion, *lines):
    """Return what a basket with the promotion comes to less, were it live."""
    ConditionalOffer.objects.filter(pk=promotion.offer_id).update(approved=True)
    basket = basket_with(*lines)
    return basket.total_discount


def test_a_new_promotion_is_a_draft_of_its_maker(marketer):
    promotion = made(marketer, name_zh_hant="春季")
    offer = promotion.offer
    assert (promotion.state, promotion.made_by, offer.approved) == ("draft", marketer.user, False)
    assert (offer.name_en, offer.name_zh_hant, offer.name_zh_hans) == ("Spring", "春季", None)
    assert (offer.benefit.type, offer.benefit.value) == (Benefit.PERCENTAGE, 20)


@pytest.mark.parametrize(
    ("typed", "pieces", "off"),
    [
        ({}, 1, "4.80"),
        ({"template": "amount_above", "value": "5", "minimum": "48"}, 2, "5.00"),
        ({"template": "amount_above", "value": "5", "minimum": "49"}, 2, "0"),
        ({"template": "buy_x_get_y", "pieces": "2", "free_pieces": "1"}, 3, "24.00"),
        (
            {
                "template": "tiers",
                "tier_1_from": "20",
                "tier_1_value": "5",
                "tier_2_from": "40",
                "tier_2_value": "10",
            },
            1,
            "1.20",
        ),
        (
            {
                "template": "tiers",
                "tier_1_from": "20",
                "tier_1_value": "5",
                "tier_2_from": "40",
                "tier_2_value": "10",
            },
            2,
            "4.80",
        ),
        ({"template": "set_price", "pieces": "2", "value": "40"}, 2, "8.00"),
        ({"max_discount_per_order": "3"}, 1, "3.00"),
    ],
    ids=["percent", "above", "below", "buy and get", "first step", "second step", "set price", "cap"],
)
def test_each_template_gives_what_it_says(marketer, typed, pieces, off):
    promotion = made(marketer, **typed)
    assert given(promotion, (ProductFactory(price="24.00"), pieces)) == Decimal(off)


def test_a_gift_and_free_delivery(marketer):
    gift = ProductFactory()
    promotion = made(marketer, template="free_gift", gift=[gift.pk], minimum="50")
    assert (promotion.offer.benefit.type, promotion.offer.benefit.gift) == (Benefit.GIFT, gift)
    assert (promotion.offer.condition.type, promotion.offer.condition.value) == (Condition.VALUE, 50)
    free = made(marketer, template="free_delivery", name_en="Free").offer
    assert (free.benefit.type, free.benefit.value) == (Benefit.SHIPPING_PERCENTAGE, 100)


def test_one_code_leads_to_it_and_follows_it(marketer):
    start = timezone.now().replace(second=0, microsecond=0)
    promotion = made(marketer, access="code", code="spring-24", start_datetime=f"{start:%Y-%m-%d %H:%M}")
    voucher = Voucher.objects.get()
    assert (voucher.code, promotion.offer.offer_type) == ("SPRING-24", ConditionalOffer.VOUCHER)
    assert voucher.start_datetime == promotion.offer.start_datetime


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"value": ""}, "value"),
        ({"value": "101"}, "value"),
        ({"value": "-1"}, "value"),
        ({"template": "amount_above", "value": "5"}, "minimum"),
        ({"template": "free_gift"}, "gift"),
        ({"template": "tiers", "tier_1_from": "50"}, "tier_1_value"),
        ({"template": "buy_x_get_y", "pieces": "2"}, "free_pieces"),
        ({"goods": "collection"}, "goods_collection"),
        ({"goods": "products"}, "goods_products"),
        ({"access": "code"}, "code"),
        ({"access": "code", "code": "two words"}, "code"),
        ({"access": "code", "code": "taken"}, "code"),
        ({"start_datetime": "2026-02-02 10:00", "end_datetime": "2026-02-01 10:00"}, "end_datetime"),
        ({"holdout_percent": "51"}, "holdout_percent"),
        ({"name_en": ""}, "name_en"),
        ({"template": "nonsense"}, "template"),
        ({"countries": ["XX"]}, "countries"),
        ({"max_global_applications": "99999999999999999999"}, "max_global_applications"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_missing_or_wrong_is_named_at_its_field(marketer, changed, field):
    make_voucher("TAKEN", make_offer(offer_type="Voucher"))
    before = ConditionalOffer.objects.count()
    response = marketer.post(NEW, {**ANSWERS, **changed})
    assert list(errors_of(response)) == [field]
    assert ConditionalOffer.objects.count() == before


def test_fields_of_other_templates_are_passed_over(marketer):
    unseen = {"minimum": "nonsense", "tier_1_from": "nonsense", "code": "two words"}
    promotion = made(marketer, template="set_price", value="40", pieces="2", **unseen)
    assert promotion.offer.tiers == []


def test_the_sentence_says_what_it_does(marketer):
    answer = marketer.post(
        SENTENCE,
        {
            **ANSWERS,
            "access": "code",
            "code": "SPRING",
            "first_order_only": "on",
            "max_user_applications": "1",
            "max_global_applications": "500",
        },
    ).content.decode()
    for words in ("20% off", "SPRING", "Once per customer", "500"):
        assert words in answer
    assert "Fill in" in marketer.post(SENTENCE, {**ANSWERS, "value": ""}).content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"template": "buy_x_get_y", "pieces": "2", "free_pieces": "1"},
        {"template": "tiers", "tier_1_from": "20", "tier_1_value": "5"},
        {"template": "amount_above", "value": "5", "minimum": "48", "access": "code", "code": "AB"},
        {"template": "free_gift", "minimum": "5"},
    ],
    ids=["percent", "buy and get", "tiers", "code", "gift"],
)
def test_a_form_that_is_saved_as_it_was_loaded_changes_nothing(marketer, typed):
    if typed.get("template") == "free_gift":
        typed = {**typed, "gift": [ProductFactory().pk]}
    promotion = made(marketer, **typed)
    digest = _all_of(promotion)
    url = f"/cms/promotions/edit/{promotion.pk}/"
    response = marketer.post(url, fields_of(marketer.get(url)))
    assert response.status_code == 302, errors_of(response)
    assert _all_of(promotion) == digest


def _all_of(promotion):
    promotion = Promotion.objects.select_related("offer__benefit", "offer__condition", "code").get(
        pk=promotion.pk
    )
    code = promotion.code.code if promotion.code else ""
    return digest_of(promotion.offer), promotion.template, promotion.offer.name_en, code


def test_two_who_change_it_lose_nothing_of_each_other(marketer):
    promotion = made(marketer)
    url = f"/cms/promotions/edit/{promotion.pk}/"
    first, second = fields_of(marketer.get(url)), fields_of(marketer.get(url))
    assert marketer.post(url, {**first, "value": "25"}).status_code == 302
    assert marketer.post(url, {**second, "max_user_applications": "1"}).status_code == 302
    offer = ConditionalOffer.objects.get()
    assert (offer.benefit.value, offer.max_user_applications) == (25, 1)
    assert marketer.post(url, {**second, "value": "30"}).status_code == 409
    assert ConditionalOffer.objects.get().benefit.value == 25


@pytest.mark.parametrize("more", ["companies", "pieces", "custom"])
def test_what_the_detailed_form_alone_can_say_is_changed_there(marketer, more):
    promotion = made(marketer)
    offer = promotion.offer
    if more == "companies":
        ConditionalOffer.objects.update(company_scope="chosen")
    elif more == "pieces":
        Benefit.objects.filter(pk=offer.benefit_id).update(max_affected_items=2)
    else:
        Promotion.objects.update(template="custom")
    assert marketer.get(f"/cms/promotions/edit/{promotion.pk}/").url == f"/cms/offers/edit/{offer.pk}/"
    assert marketer.get(f"/cms/promotions/{promotion.pk}/").status_code == 200


def test_countries_are_named_in_the_readers_language(marketer):
    form = marketer.get(NEW).context["form"]
    CountryFactory()
    assert list(form.fields["countries"].choices) == [("DE", "Germany")]
