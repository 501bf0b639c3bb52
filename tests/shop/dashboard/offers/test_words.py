"""Offers and vouchers are written in three languages and read in the buyer's."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from oscar.core.loading import get_model
from oscar.test.factories import create_offer

from shop.dashboard.vouchers.forms import VoucherForm
from tests.config.roles.people import member
from tests.shop.checkout.walk import fill_basket
from tests.shop.factories import ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
ConditionalOffer = get_model("offer", "ConditionalOffer")
Range, Voucher = get_model("offer", "Range"), get_model("voucher", "Voucher")
WORDS = {
    "name_en": "Ten off",
    "name_zh_hans": "九折优惠",
    "name_zh_hant": "",
    "description_en": "For all.",
    "description_zh_hans": "全场",
    "description_zh_hant": "全館",
}


@pytest.fixture
def marketer(client):
    client.force_login(member("marketing"))
    return client


def make_offer(client, **words):
    """Walk the four steps in which an offer is made."""
    everything = Range.objects.create(name="Everything", includes_all_products=True)
    goods = {"range": everything.pk, "custom_condition": "", "custom_benefit": ""}
    steps = {
        "metadata": {**WORDS, **words, "offer_type": ConditionalOffer.SITE},
        "incentive": {**goods, "type": "Percentage", "value": "10"},
        "condition": {**goods, "type": "Count", "value": "1"},
        "restrictions": {"priority": "0", "exclusive": "on"},
    }
    for step, data in steps.items():
        response = client.post(f"/cms/shop/offers/new/{step}/", data)
        assert response.status_code == 302, response.context["form"].errors
    return ConditionalOffer.objects.get()


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_offer_keeps_the_words_of_each_language_whoever_writes_them(marketer, language):
    with translation.override(language):
        offer = make_offer(marketer)

    found = ConditionalOffer.objects.values_list(*WORDS).get(pk=offer.pk)
    assert found == ("Ten off", "九折优惠", None, "For all.", "全场", "全館")


def test_changed_offer_keeps_the_other_languages(marketer):
    offer = make_offer(marketer)

    changed = {**WORDS, "name_en": "A tenth off", "offer_type": ConditionalOffer.SITE, "save": "1"}
    marketer.post(f"/cms/shop/offers/{offer.pk}/metadata/", changed)

    offer.refresh_from_db()
    assert (offer.name_en, offer.name_zh_hans, offer.name_zh_hant) == ("A tenth off", "九折优惠", None)


def test_english_name_of_an_offer_is_needed(marketer):
    response = marketer.post(
        "/cms/shop/offers/new/metadata/", {**WORDS, "name_en": "", "offer_type": ConditionalOffer.SITE}
    )

    assert list(response.context["form"].errors) == ["name_en"]
    assert not ConditionalOffer.objects.exists()


def test_buyer_reads_an_offer_in_their_language(client):
    create_offer(name="Ten off")
    ConditionalOffer.objects.update(name_en="Ten off", name_zh_hans="九折优惠", description_zh_hans="全场")
    fill_basket(client, ProductFactory(price="100.00"))

    assert client.get("/shop/basket/").context["summary"].totals.discounts == [("Ten off", Decimal("20.00"))]
    assert client.get("/zh-hans/shop/basket/").context["summary"].totals.discounts == [
        ("九折优惠", Decimal("20.00"))
    ]
    slug = ConditionalOffer.objects.get().slug
    assert "九折优惠" in client.get("/zh-hant/shop/offers/").content.decode()
    assert "全场" in client.get(f"/zh-hans/shop/offers/{slug}/").content.decode()


def test_voucher_is_named_in_each_language_and_always_in_english(marketer):
    offer = make_offer(marketer)
    ConditionalOffer.objects.update(offer_type=ConditionalOffer.VOUCHER)
    now = timezone.now()
    answers = {
        "name_en": "Spring",
        "name_zh_hans": "春",
        "code": "spring",
        "usage": Voucher.MULTI_USE,
        "start_datetime": now,
        "end_datetime": now + timedelta(days=1),
        "offers": [offer.pk],
    }
    form = VoucherForm(answers)
    assert form.is_valid(), form.errors
    voucher = form.save()
    with translation.override("zh-hant"):
        of_a_program = Voucher.objects.create(name="夏", code="SUMMER", start_datetime=now, end_datetime=now)

    assert (voucher.name_en, voucher.name_zh_hans, voucher.name_zh_hant) == ("Spring", "春", None)
    assert (of_a_program.name_en, of_a_program.name_zh_hant) == ("夏", "夏")
    assert not VoucherForm({**answers, "name_en": "", "code": "other"}).is_valid()
