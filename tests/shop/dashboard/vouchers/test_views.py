"""A code, and a set of codes, with what they give on one page."""

import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.utils import timezone, translation
from oscar.core.loading import get_model

from shop.offer.models import Benefit, ConditionalOffer
from shop.voucher.models import Voucher, VoucherSet
from tests.config.roles.people import member
from tests.crm_core.factories import staff_with
from tests.shop.backoffice.edits_page import fields_of, has_choice
from tests.shop.dashboard.offers.answers import TERMS, errors_of
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory
from tests.shop.offer.makers import basket_with, make_offer, make_voucher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
OrderDiscount = get_model("order", "OrderDiscount")
DAY = timedelta(days=1)
CONFLICT = 409


@pytest.fixture
def marketer(client):
    client.force_login(member("marketing"))
    return client


def answers(**changed):
    """Return the fields of a whole code."""
    now = timezone.localtime()
    return {
        "code": "spring10",
        "name_en": "Spring",
        "code_terms": "new",
        **TERMS,
        "usage": Voucher.ONCE_PER_CUSTOMER,
        "start_datetime": f"{now - DAY:%Y-%m-%d %H:%M}",
        "end_datetime": f"{now + DAY:%Y-%m-%d %H:%M}",
        **changed,
    }


def set_answers(**changed):
    """Return the fields of a whole set."""
    sent = answers(name="Fair", count="12", code_prefix="fair", code_length="8") | changed
    return {key: value for key, value in sent.items() if key not in {"code", "name_en"}}


def test_promotion_with_a_code_is_made_on_one_page(marketer):
    response = marketer.post("/cms/vouchers/new/", answers(name_zh_hans="春", most_uses="50"))

    voucher = Voucher.objects.get()
    assert response.url == f"/cms/vouchers/{voucher.pk}/"
    assert (voucher.code, voucher.name_en, voucher.name_zh_hans, voucher.name_zh_hant) == (
        "SPRING10",
        "Spring",
        "春",
        None,
    )
    offer = voucher.offers.get()
    assert (offer.offer_type, offer.name_en, offer.name_zh_hans, offer.max_global_applications) == (
        ConditionalOffer.VOUCHER,
        "Spring",
        "春",
        50,
    )
    assert basket_with((ProductFactory(price="100.00"), 1), vouchers=[voucher]).total_incl_tax == Decimal(90)
    assert basket_with((ProductFactory(price="100.00"), 1)).total_incl_tax == Decimal(100)


def test_code_may_lead_to_an_offer_that_is_there(marketer):
    offer = make_offer(offer_type="Voucher", name="Ten off")

    marketer.post(
        "/cms/vouchers/new/", answers(code_terms="existing", offers=[offer.pk], benefit="", benefit_value="")
    )

    assert list(Voucher.objects.get().offers.all()) == [offer]
    assert ConditionalOffer.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "two words"}, "code"),
        ({"code": "taken"}, "code"),
        ({"name_en": ""}, "name_en"),
        ({"benefit_value": ""}, "benefit_value"),
        ({"code_terms": "existing"}, "offers"),
        ({"usage": "nonsense"}, "usage"),
        ({"end_datetime": ""}, "end_datetime"),
        ({"end_datetime": "2001-01-01 00:00"}, "end_datetime"),
        ({"most_uses": "0"}, "most_uses"),
    ],
    ids=lambda value: (
        "-".join(f"{key}={each}" for key, each in value.items()) if isinstance(value, dict) else value
    ),
)
def test_what_cannot_be_is_named_at_its_field_and_nothing_is_written(marketer, typed, field):
    make_voucher("TAKEN")
    before = (Voucher.objects.count(), ConditionalOffer.objects.count(), Benefit.objects.count())

    response = marketer.post("/cms/vouchers/new/", answers(**typed))

    assert list(errors_of(response)) == [field]
    assert (Voucher.objects.count(), ConditionalOffer.objects.count(), Benefit.objects.count()) == before


def test_who_makes_no_offers_chooses_one(client):
    offer = make_offer(offer_type="Voucher")
    rights = ["voucher.add_voucher", "voucher.view_voucher"]
    client.force_login(staff_with(*rights))

    refused = client.post("/cms/vouchers/new/", answers())
    client.post("/cms/vouchers/new/", answers(offers=[offer.pk]))

    assert list(errors_of(refused)) == ["offers"]
    assert (ConditionalOffer.objects.count(), list(Voucher.objects.get().offers.all())) == (1, [offer])


def test_sentence_names_the_code(marketer):
    told = marketer.post(
        "/cms/voucher-sentence/", answers(start_datetime="", end_datetime="2026-05-01 12:00", most_uses="3")
    )

    assert told.content.decode() == (
        "10% off all products. With the code SPRING10. Once per customer. At most 3 times in all. "
        "Until 1 May 2026, 12:00 UTC."
    )
    assert not Voucher.objects.exists()


def test_list_says_how_often_a_code_was_and_can_be_used(marketer):
    now = timezone.now()
    limited = make_offer(offer_type="Voucher", max_global_applications=5, num_applications=2)
    make_voucher("MANY")
    make_voucher("FIVE", limited, num_orders=2)
    make_voucher("PLANNED", start=now + DAY, end=now + 2 * DAY)
    make_voucher("OVER", start=now - 2 * DAY, end=now - DAY)
    make_voucher("OFF", make_offer(offer_type="Voucher", status="Suspended"))
    used = make_voucher("ONCE", usage=Voucher.SINGLE_USE, num_orders=1)
    used.applications.create(order=OrderFactory(), user=None)

    rows = {row.code: row for row in marketer.get("/cms/vouchers/").context["object_list"]}

    assert {code: (row.state, row.num_orders, row.left) for code, row in rows.items()} == {
        "MANY": ("running", 0, "no limit"),
        "FIVE": ("running", 2, "3"),
        "PLANNED": ("planned", 0, "no limit"),
        "OVER": ("over", 0, "no limit"),
        "OFF": ("off", 0, "no limit"),
        "ONCE": ("used_up", 1, "0"),
    }

    def codes(query):
        return {row.code for row in marketer.get(f"/cms/vouchers/?{query}").context["object_list"]}

    assert codes("state=planned&state=over") == {"PLANNED", "OVER"}
    assert codes("usage=Single+use") == {"ONCE"}
    assert codes("q=fiv") == {"FIVE"}


def test_page_leads_to_the_orders_of_the_code_for_who_sees_orders(client):
    voucher = make_voucher("SPRING", num_orders=1, total_discount="12.34")
    order = OrderFactory(number="K-77")
    OrderDiscount.objects.create(
        order=order, voucher_id=voucher.pk, voucher_code="SPRING", amount="12.34", frequency=1
    )
    OrderFactory(number="K-78")
    address = f"/cms/vouchers/{voucher.pk}/"
    client.force_login(member("marketing"))
    assert "K-77" not in client.get(address).content.decode()
    assert "12.34" not in client.get(address).content.decode()

    client.force_login(staff_with("voucher.view_voucher", "order.view_order"))
    page = client.get(address).content.decode()
    assert ("K-77" in page, "12.34" in page, "/cms/shop/orders/?voucher=SPRING" in page) == (True, True, True)
    found = client.get("/cms/shop/orders/?voucher=spring")
    assert [row.number for row in found.context["object_list"]] == ["K-77"]


def test_codes_are_ended_and_used_ones_are_kept(marketer):
    used, free = make_voucher("USED"), make_voucher("FREE")
    used.applications.create(order=OrderFactory(), user=UserFactory())

    marketer.post(f"/cms/bulk/voucher/voucher/end/?id={used.pk}&id={free.pk}", {"confirmed": "1"})
    marketer.post(f"/cms/vouchers/delete/{used.pk}/")
    marketer.post(f"/cms/vouchers/delete/{free.pk}/")

    kept = Voucher.objects.get()
    assert (kept.code, kept.end_datetime <= timezone.now()) == ("USED", True)


def test_what_two_change_is_merged_or_asked(marketer):
    voucher = make_voucher("SPRING")
    address = f"/cms/vouchers/edit/{voucher.pk}/"
    mine, theirs = (fields_of(marketer.get(address)) for _person in range(2))

    marketer.post(address, theirs | {"code": "THEIRS"})
    merged = marketer.post(address, mine | {"name_en": "Mine"})
    refused = marketer.post(address, mine | {"code": "MINE"})

    assert (merged.status_code, refused.status_code, has_choice(refused, "code")) == (302, CONFLICT, True)
    voucher.refresh_from_db()
    assert (voucher.code, voucher.name_en) == ("THEIRS", "Mine")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_set_makes_its_codes(marketer, language):
    with translation.override(language):
        response = marketer.post("/cms/voucher-sets/new/", set_answers())

    row = VoucherSet.objects.get()
    assert response.url == f"/cms/voucher-sets/{row.pk}/"
    codes = list(row.vouchers.values_list("code", "name", "name_en", "usage"))
    assert len({code for code, *_rest in codes}) == row.count == 12
    for code, name, name_en, usage in codes:
        prefix, *groups = code.split("-")
        assert (prefix, [len(group) for group in groups]) == ("FAIR", [4, 4])
        assert (name, name_en, usage) == (f"Fair {code}", f"Fair {code}", Voucher.ONCE_PER_CUSTOMER)
    assert ConditionalOffer.objects.get().vouchers.count() == 12
    voucher = row.vouchers.first()
    assert basket_with((ProductFactory(price="100.00"), 1), vouchers=[voucher]).total_incl_tax == Decimal(90)


def test_set_grows_and_its_codes_follow_it(marketer):
    marketer.post("/cms/voucher-sets/new/", set_answers())
    row = VoucherSet.objects.get()
    before = set(row.vouchers.values_list("code", flat=True))
    other = make_offer(offer_type="Voucher")
    address = f"/cms/voucher-sets/edit/{row.pk}/"
    sent = fields_of(marketer.get(address))

    fewer = marketer.post(address, sent | {"count": "3"})
    grown = marketer.post(
        address,
        sent | {"count": "15", "name": "Market", "usage": Voucher.SINGLE_USE, "offers": [str(other.pk)]},
    )

    assert (list(errors_of(fewer)), grown.status_code) == (["count"], 302)
    vouchers = VoucherSet.objects.get().vouchers.all()
    assert before < set(vouchers.values_list("code", flat=True))
    assert len(vouchers) == VoucherSet.objects.get().count == 15
    assert {voucher.usage for voucher in vouchers} == {Voucher.SINGLE_USE}
    assert all(voucher.name == f"Market {voucher.code}" for voucher in vouchers)
    assert {tuple(voucher.offers.values_list("pk", flat=True)) for voucher in vouchers} == {(other.pk,)}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 91}, "name"),
        ({"count": "0"}, "count"),
        ({"count": "10001"}, "count"),
        ({"code_length": "3"}, "code_length"),
        ({"code_prefix": "a b"}, "code_prefix"),
    ],
    ids=["no-name", "long-name", "none", "too-many", "too-short", "spaces"],
)
def test_set_that_cannot_be_is_refused(marketer, typed, field):
    response = marketer.post("/cms/voucher-sets/new/", set_answers(**typed))

    assert list(errors_of(response)) == [field]
    assert (VoucherSet.objects.count(), Voucher.objects.count(), ConditionalOffer.objects.count()) == (
        0,
        0,
        0,
    )


def test_codes_of_a_set_are_listed_apart_and_taken_away_as_a_file(marketer):
    make_voucher("SINGLE")
    marketer.post("/cms/voucher-sets/new/", set_answers())
    row = VoucherSet.objects.get()
    row.vouchers.filter(pk=row.vouchers.first().pk).update(code="=1+1")

    singles = marketer.get("/cms/vouchers/").context["object_list"]
    page = marketer.get(f"/cms/voucher-sets/{row.pk}/").content.decode()
    address = f"/cms/vouchers/?voucher_set={row.pk}&export=csv"
    text = b"".join(marketer.get(address).streaming_content).decode()
    table = list(csv.DictReader(StringIO(text)))

    assert [voucher.code for voucher in singles] == ["SINGLE"]
    assert address.replace("&", "&amp;") in page
    assert len(table) == 12
    assert "'=1+1" in {line["Code"] for line in table}
    assert {line["Discount"] for line in table} == {"10% off all products"}


def test_code_of_a_set_is_changed_with_its_set(marketer):
    marketer.post("/cms/voucher-sets/new/", set_answers())
    row = VoucherSet.objects.get()
    one = row.vouchers.first()

    assert marketer.get(f"/cms/vouchers/edit/{one.pk}/").url == f"/cms/voucher-sets/edit/{row.pk}/"
    marketer.post(f"/cms/vouchers/delete/{one.pk}/")
    assert VoucherSet.objects.get().count == 11
    row.vouchers.first().applications.create(order=OrderFactory(), user=None)
    marketer.post(f"/cms/voucher-sets/delete/{row.pk}/")
    assert VoucherSet.objects.count() == 1


def test_old_addresses_lead_on(marketer):
    voucher = make_voucher("SPRING")

    assert marketer.get("/cms/shop/vouchers/").url == "/cms/vouchers/"
    assert marketer.get("/cms/shop/vouchers/sets/").url == "/cms/voucher-sets/"
    assert marketer.get(f"/cms/shop/vouchers/stats/{voucher.pk}/").url == f"/cms/vouchers/{voucher.pk}/"
    assert marketer.get("/cms/shop/vouchers/create/").status_code == 404


def test_nobody_else_makes_codes(client):
    client.force_login(member("sales"))

    refused = [
        client.post(address, answers()).status_code
        for address in (
            "/cms/vouchers/new/",
            "/cms/voucher-sets/new/",
            "/cms/voucher-sentence/",
            "/cms/offers/new/",
        )
    ]

    assert refused == [403] * 4
    assert not Voucher.objects.exists()
