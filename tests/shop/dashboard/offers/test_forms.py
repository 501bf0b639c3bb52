"""An offer is made and changed on one page."""

from decimal import Decimal

import pytest
from django.utils import translation
from oscar.core.loading import get_model

from shop.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.offer.terms import terms_of
from tests.config.roles.people import member
from tests.shop.backoffice.edits_page import fields_of, has_choice
from tests.shop.dashboard.offers.answers import ADD, answers, errors_of
from tests.shop.factories import ProductFactory
from tests.shop.offer.makers import basket_with, make_offer, make_voucher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
OrderDiscount = get_model("order", "OrderDiscount")
CONFLICT = 409


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


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_offer_is_made_on_one_page_in_three_languages(marketer, language):
    words = {"name_zh_hans": "九折优惠", "description_en": "For all.", "description_zh_hant": "全館"}
    with translation.override(language):
        offer = made(marketer, **words)

    kept = ConditionalOffer.objects.values_list(
        "name_en", "name_zh_hans", "name_zh_hant", "description_en", "description_zh_hant"
    ).get()
    assert kept == ("Ten off", "九折优惠", None, "For all.", "全館")
    assert (offer.benefit.type, offer.benefit.value, offer.condition.type, offer.condition.value) == (
        Benefit.PERCENTAGE,
        10,
        Condition.COUNT,
        1,
    )
    assert offer.benefit.range == offer.condition.range
    assert offer.benefit.range.includes_all_products


@pytest.mark.parametrize(
    ("typed", "paid"),
    [
        ({}, "180.00"),
        ({"benefit": "amount", "benefit_value": "30"}, "170.00"),
        ({"benefit": "amount_each", "benefit_value": "30"}, "140.00"),
        (
            {"benefit": "cheapest_free", "benefit_value": "", "condition": "Count", "condition_value": "2"},
            "100.00",
        ),
        (
            {"benefit": "fixed_price", "benefit_value": "150", "condition": "Count", "condition_value": "2"},
            "150.00",
        ),
        ({"condition": "Value", "condition_value": "200"}, "180.00"),
        ({"condition": "Value", "condition_value": "201"}, "200.00"),
        ({"condition": "Count", "condition_value": "3"}, "200.00"),
        ({"condition": "Coverage", "condition_value": "2"}, "200.00"),
        ({"most_pieces": "1"}, "190.00"),
        ({"is_on": ""}, "200.00"),
        ({"offer_type": ConditionalOffer.VOUCHER}, "200.00"),
    ],
    ids=lambda value: (
        "-".join(f"{key}={each}" for key, each in value.items()) if isinstance(value, dict) else value
    ),
)
def test_what_was_typed_is_what_the_buyer_pays(marketer, typed, paid):
    made(marketer, **typed)

    basket = basket_with((ProductFactory(price="100.00"), 2))

    assert basket.total_incl_tax == Decimal(paid)


@pytest.mark.parametrize(
    ("kind", "value", "off"),
    [
        ("free_delivery", "", "8.00"),
        ("delivery_percentage", "25", "2.00"),
        ("delivery_amount", "3", "3.00"),
        ("delivery_price", "5", "3.00"),
    ],
)
def test_offers_on_delivery(marketer, kind, value, off):
    offer = made(marketer, benefit=kind, benefit_value=value)

    assert offer.benefit.range is None
    assert offer.shipping_discount(Decimal("8.00"), "EUR") == Decimal(off)
    assert terms_of(offer).benefit == kind


def test_picked_products_are_an_own_range_that_is_no_collection(marketer):
    cup, bowl = ProductFactory(title="Cup", price="10.00"), ProductFactory(title="Bowl", price="20.00")
    offer = made(marketer, goods="products", goods_products=[cup.pk])

    own = offer.benefit.range
    assert (own.is_for_one_offer, own.is_public, own.name_en) == (True, False, "Cup")
    assert basket_with((cup, 1), (bowl, 1)).total_incl_tax == Decimal("29.00")
    assert "Cup" not in marketer.get("/cms/shop/ranges/").content.decode()

    mine = fields_of(marketer.get(edit_url(offer)))
    response = marketer.post(edit_url(offer), mine | {"goods_products": [str(bowl.pk)]})

    assert response.status_code == 302, errors_of(response)
    offer = ConditionalOffer.objects.get()
    assert (offer.benefit.range_id, offer.benefit.range.name_en) == (own.pk, "Bowl")
    assert basket_with((cup, 1), (bowl, 1)).total_incl_tax == Decimal("28.00")

    marketer.post(edit_url(offer), fields_of(marketer.get(edit_url(offer))) | {"goods": "all"})
    assert not Range.objects.filter(is_for_one_offer=True).exists()


def test_variants_of_a_picked_product_are_meant(marketer):
    parent = ProductFactory(structure="parent", title="Vase")
    variant = ProductFactory(structure="child", parent=parent, product_class=None, price="10.00")
    made(marketer, goods="products", goods_products=[parent.pk])

    assert basket_with((variant, 1)).total_incl_tax == Decimal("9.00")


def test_condition_may_count_among_other_products(marketer):
    cup, bowl = ProductFactory(title="Cup", price="10.00"), ProductFactory(title="Bowl", price="20.00")
    vases = Range.objects.create(name="Vases")
    vases.add_product(bowl)
    offer = made(
        marketer,
        goods="products",
        goods_products=[cup.pk],
        condition="Count",
        condition_value="1",
        condition_goods="collection",
        condition_collection=vases.pk,
    )

    assert basket_with((cup, 1)).total_incl_tax == Decimal("10.00")
    assert basket_with((cup, 1), (bowl, 1)).total_incl_tax == Decimal("29.00")
    shown = fields_of(marketer.get(edit_url(offer)))
    assert (shown["condition_goods"], shown["condition_collection"]) == (["collection"], [str(vases.pk)])


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name_en": ""}, "name_en"),
        ({"benefit": "nonsense"}, "benefit"),
        ({"benefit_value": ""}, "benefit_value"),
        ({"benefit_value": "0"}, "benefit_value"),
        ({"benefit_value": "-1"}, "benefit_value"),
        ({"benefit_value": "101"}, "benefit_value"),
        ({"benefit_value": "NaN"}, "benefit_value"),
        ({"goods": "collection"}, "goods_collection"),
        ({"goods": "products"}, "goods_products"),
        ({"goods": "products", "goods_products": ["x"]}, "goods_products"),
        ({"goods": "products", "goods_products": ["9" * 40]}, "goods_products"),
        ({"goods": "products", "goods_products": ["987654"]}, "goods_products"),
        ({"condition": "Count"}, "condition_value"),
        ({"condition": "Count", "condition_value": "1.5"}, "condition_value"),
        ({"condition": "Value", "condition_value": "0"}, "condition_value"),
        ({"benefit": "fixed_price", "condition": "Value", "condition_value": "5"}, "condition"),
        ({"start_datetime": "2026-05-02 00:00", "end_datetime": "2026-05-01 00:00"}, "end_datetime"),
        ({"max_global_applications": "-1"}, "max_global_applications"),
    ],
    ids=lambda value: (
        "-".join(f"{key}={each}" for key, each in value.items()) if isinstance(value, dict) else value
    ),
)
def test_what_cannot_be_is_named_at_its_field_and_nothing_is_written(marketer, typed, field):
    response = marketer.post(ADD, answers(**typed))

    assert list(errors_of(response)) == [field]
    assert (ConditionalOffer.objects.count(), Benefit.objects.count(), Condition.objects.count()) == (0, 0, 0)


def test_name_that_is_taken_is_refused(marketer):
    made(marketer)

    assert list(errors_of(marketer.post(ADD, answers()))) == ["name_en"]
    assert ConditionalOffer.objects.count() == 1


def test_what_does_not_count_is_passed_over(marketer):
    offer = made(
        marketer,
        benefit="free_delivery",
        benefit_value="-7",
        most_pieces="-3",
        condition_value="nonsense",
        condition_goods="collection",
    )

    terms = terms_of(offer)
    assert (terms.benefit, terms.most_pieces, terms.condition) == ("free_delivery", None, "any")


def test_page_shows_what_is_held_and_saves_it_unchanged(marketer):
    everything = make_offer(kind="Absolute", value=5, name="Five off", max_user_applications=2, priority=3)
    address = edit_url(everything)
    before = ConditionalOffer.objects.values().get()

    response = marketer.post(address, fields_of(marketer.get(address)))

    assert response.status_code == 302, errors_of(response)
    assert ConditionalOffer.objects.values().get() == before
    assert (Benefit.objects.count(), Condition.objects.count()) == (1, 1)


def test_benefit_that_another_offer_shares_is_left_as_it_is(marketer):
    one, other = make_offer(name="One"), make_offer(name="Other")
    ConditionalOffer.objects.filter(pk=other.pk).update(benefit=one.benefit, condition=one.condition)

    marketer.post(edit_url(one), fields_of(marketer.get(edit_url(one))) | {"benefit_value": "40"})

    one, other = (ConditionalOffer.objects.get(pk=offer.pk) for offer in (one, other))
    assert (one.benefit.value, other.benefit.value) == (40, 10)


def test_what_one_changed_alone_is_merged(marketer):
    offer = make_offer(name="Ten off")
    mine = fields_of(marketer.get(edit_url(offer)))
    ConditionalOffer.objects.update(name_zh_hans="九折", priority=7)

    response = marketer.post(edit_url(offer), mine | {"name_en": "Mine"})

    assert response.status_code == 302, errors_of(response)
    offer = ConditionalOffer.objects.get()
    assert (offer.name_en, offer.name_zh_hans, offer.priority) == ("Mine", "九折", 7)


@pytest.mark.parametrize("field", ["benefit_value", "name_en"])
def test_what_both_changed_is_shown_and_nothing_is_written(marketer, field):
    offer = make_offer(name="Ten off")
    mine, theirs = (fields_of(marketer.get(edit_url(offer))) for _person in range(2))
    marketer.post(edit_url(offer), theirs | {field: "30"})

    response = marketer.post(edit_url(offer), mine | {field: "40"})

    assert (response.status_code, has_choice(response, field)) == (CONFLICT, True)
    assert (ConditionalOffer.objects.get().benefit.value, ConditionalOffer.objects.get().name_en) in {
        (30, "Ten off"),
        (10, "30"),
    }


def test_counters_stay_as_orders_count_them(marketer):
    offer = make_offer(name="Ten off")
    mine = fields_of(marketer.get(edit_url(offer)))
    ConditionalOffer.objects.update(num_applications=4, num_orders=3, total_discount=50)

    marketer.post(edit_url(offer), mine | {"name_en": "Mine", "max_global_applications": "4"})

    offer = ConditionalOffer.objects.get()
    assert (offer.num_applications, offer.num_orders, offer.total_discount, offer.status) == (
        4,
        3,
        50,
        "Consumed",
    )


def test_offer_with_codes_stays_one(marketer):
    offer = make_offer(offer_type="Voucher")
    make_voucher("SPRING", offer)

    response = marketer.post(
        edit_url(offer), fields_of(marketer.get(edit_url(offer))) | {"offer_type": ConditionalOffer.SITE}
    )

    assert list(errors_of(response)) == ["offer_type"]
    assert ConditionalOffer.objects.get().offer_type == ConditionalOffer.VOUCHER


def test_combinations_hold_in_both_directions(marketer):
    first, second = make_offer(name="First"), make_offer(name="Second")
    sent = fields_of(marketer.get(edit_url(first)))
    sent.pop("exclusive", None)

    marketer.post(edit_url(first), sent | {"combinations": [str(second.pk)]})
    assert (list(first.combinations.all()), list(second.combinations.all())) == ([second], [first])

    sent = fields_of(marketer.get(edit_url(second)))
    sent.pop("combinations")
    marketer.post(edit_url(second), sent)
    assert (list(first.combinations.all()), list(second.combinations.all())) == ([], [])


def test_sentence_follows_what_is_typed_and_saves_nothing(marketer):
    typed = answers(condition="Value", condition_value="50", max_user_applications="1")

    told = marketer.post("/cms/offer-sentence/", typed)
    unfinished = marketer.post("/cms/offer-sentence/", answers(benefit_value=""))

    assert told.content.decode() == (
        "10% off all products when the basket holds all products for €50 or more. Once per customer."
    )
    assert unfinished.content.decode() == "Fill in the discount to read here what it does."
    assert not ConditionalOffer.objects.exists()
