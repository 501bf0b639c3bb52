"""Offers are listed, found, switched, deleted and read by buyers."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from shop.offer.models import Benefit, Condition, ConditionalOffer
from tests.config.roles.people import member
from tests.crm_core.factories import staff_with
from tests.shop.checkout.walk import fill_basket
from tests.shop.factories import OrderFactory, ProductFactory
from tests.shop.offer.makers import make_offer, make_voucher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
OrderDiscount = get_model("order", "OrderDiscount")


@pytest.fixture
def marketer(client):
    client.force_login(member("marketing"))
    return client


def test_list_says_what_each_offer_does_and_finds_it(marketer):
    now, day = timezone.now(), timedelta(days=1)
    make_offer(name="Running")
    make_offer(name="Planned", start_datetime=now + day)
    make_offer(name="Over", end_datetime=now - day)
    make_offer(name="Off", status="Suspended")
    make_offer(name="Used", max_global_applications=1, num_applications=1, status="Consumed")
    coded = make_offer(name="Coded", offer_type="Voucher")
    make_voucher("SPRING", coded)

    def names(query):
        return {row.name for row in marketer.get(f"/cms/offers/?{query}").context["object_list"]}

    assert names("state=running") == {"Running", "Coded"}
    assert names("state=planned&state=over") == {"Planned", "Over"}
    assert (names("state=off"), names("state=used_up")) == ({"Off"}, {"Used"})
    assert (names("q=sprin"), names("q=runn"), names("offer_type=Voucher")) == (
        {"Coded"},
        {"Running"},
        {"Coded"},
    )
    page = marketer.get("/cms/offers/").content.decode()
    assert "Num Offers" not in page
    assert "10% off all products" in page


def test_money_is_for_those_who_see_orders(client):
    offer = make_offer(name="Ten off", total_discount="77.31", num_orders=1)
    order = OrderFactory(number="K-77")
    OrderDiscount.objects.create(order=order, offer_id=offer.pk, amount="77.31", frequency=1)
    addresses = ["/cms/offers/", f"/cms/offers/{offer.pk}/", "/cms/offers/?export=csv"]

    def seen(user):
        client.force_login(user)
        answers = [client.get(address) for address in addresses]
        texts = [b"".join(each.streaming_content) if each.streaming else each.content for each in answers]
        return [b"77.31" in text or b"K-77" in text for text in texts]

    assert seen(member("marketing")) == [False, False, False]
    sees_money = staff_with("offer.view_conditionaloffer", "order.view_order")
    assert seen(sees_money) == [True, True, True]
    found = client.get(f"/cms/shop/orders/?offer={offer.pk}")
    assert [row.number for row in found.context["object_list"]] == ["K-77"]


def test_several_are_switched_off_and_on(marketer):
    one, other = make_offer(name="One"), make_offer(name="Other", status="Suspended")
    chosen = f"?id={one.pk}&id={other.pk}"
    off = f"/cms/bulk/offer/conditionaloffer/switch_off/{chosen}"

    asked = marketer.get(off)
    assert [entry["item"] for entry in asked.context["items"]] == [one]
    marketer.post(off, {"confirmed": "1"})
    assert list(ConditionalOffer.objects.values_list("status", flat=True)) == ["Suspended"] * 2

    marketer.post(f"/cms/bulk/offer/conditionaloffer/switch_on/{chosen}", {"confirmed": "1"})
    assert list(ConditionalOffer.objects.values_list("status", flat=True)) == ["Open"] * 2


def test_offer_in_use_is_not_deleted(marketer):
    used, coded, free = (make_offer(name=name) for name in ("Used", "Coded", "Free"))
    ConditionalOffer.objects.filter(pk=used.pk).update(num_orders=1)
    make_voucher("SPRING", coded)

    for offer in (used, coded, free):
        marketer.post(f"/cms/offers/delete/{offer.pk}/")

    assert set(ConditionalOffer.objects.values_list("name", flat=True)) == {"Used", "Coded"}
    assert (Benefit.objects.count(), Condition.objects.count()) == (2, 2)


def test_products_are_found_for_the_picker(marketer, client):
    cup = ProductFactory(title="Tea cup", code="CUP-1")

    found = marketer.get("/cms/offer-products/?q=tea").json()

    assert found == {"results": [{"pk": cup.pk, "label": "Tea cup (CUP-1)"}]}
    assert marketer.get("/cms/offer-products/?q=").json() == {"results": []}
    client.force_login(staff_with("catalogue.view_product"))
    assert client.get("/cms/offer-products/?q=tea").status_code == 403


def test_old_addresses_lead_on(marketer):
    offer = make_offer(name="Ten off")

    assert marketer.get("/cms/shop/offers/").url == "/cms/offers/"
    assert marketer.get(f"/cms/shop/offers/{offer.pk}/").url == f"/cms/offers/{offer.pk}/"
    assert marketer.get("/cms/shop/offers/new/metadata/").status_code == 404


def test_buyer_reads_an_offer_in_their_language(client):
    make_offer(name="Ten off")
    ConditionalOffer.objects.update(name_en="Ten off", name_zh_hans="九折优惠", description_zh_hans="全场")
    fill_basket(client, ProductFactory(price="100.00"))

    assert client.get("/shop/basket/").context["summary"].totals.discounts == [("Ten off", Decimal("10.00"))]
    assert client.get("/zh-hans/shop/basket/").context["summary"].totals.discounts == [
        ("九折优惠", Decimal("10.00"))
    ]
    slug = ConditionalOffer.objects.get().slug
    assert "九折优惠" in client.get("/zh-hant/shop/offers/").content.decode()
    assert "全场" in client.get(f"/zh-hans/shop/offers/{slug}/").content.decode()
