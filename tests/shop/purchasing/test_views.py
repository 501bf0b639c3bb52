"""Buying in the back office: proposals, drafts, the vendor's mail, deliveries."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from shop.mail.models import Mail
from shop.purchasing.models import GoodsReceipt, PurchaseOrder, ReorderRule, VendorProduct
from shop.stock.models import StockMovement
from tests.crm_core.factories import staff_with
from tests.shop.purchasing.factories import draft, sells, sent, vendor
from tests.shop.stock.factories import WarehouseFactory, levels, record_of, stocked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
RIGHTS = [f"purchasing.{action}_purchaseorder" for action in ("view", "add", "change")]


def url(name, *args):
    return reverse(f"purchase-orders:{name}", args=args)


@pytest.fixture
def buyer(client):
    client.force_login(staff_with(*RIGHTS))
    return client


@pytest.fixture
def place():
    return WarehouseFactory(code="main", city="Meissen")


def needed(place, seller, **kwargs):
    product = stocked({place: 0})
    ReorderRule.objects.create(stockrecord=record_of(product), reorder_point=5, target=12)
    return product, sells(seller, product, **kwargs)


def test_proposals_become_one_draft_for_each_vendor_and_a_second_click_none(buyer, place):
    one, two = vendor("One"), vendor("Two")
    offers = [needed(place, seller)[1] for seller in (one, one, two)]
    typed = {"buy": [offer.pk for offer in offers], **{f"units-{offer.pk}": "12" for offer in offers}}

    first = buyer.post(url("reorder"), typed)
    second = buyer.post(url("reorder"), typed, follow=True)

    assert first.status_code == 302
    orders = PurchaseOrder.objects.order_by("vendor__name")
    assert [(order.vendor.name, order.lines.count(), order.state) for order in orders] == [
        ("One", 2, "draft"),
        ("Two", 1, "draft"),
    ]
    assert "in no draft yet" in second.content.decode()


@pytest.mark.parametrize("units", ["", "0", "x", "-1", "1.5"])
def test_a_quantity_that_is_none_drafts_nothing_and_stays(buyer, place, units):
    _product, offer = needed(place, vendor())

    page = buyer.post(url("reorder"), {"buy": [offer.pk], f"units-{offer.pk}": units})

    assert page.context["rows"][0]["typed"] == units
    assert (page.context["rows"][0]["error"], PurchaseOrder.objects.count()) == ("Enter a whole number.", 0)


def test_an_order_by_hand_takes_the_vendors_cost(buyer, place):
    product, _offer = needed(place, seller := vendor(), cost="3.30", part_number="X-1")
    sku = record_of(product).partner_sku
    typed = {"vendor": seller.pk, "warehouse": place.pk, "note": "Thanks", "lines": f"{sku} 7"}

    answer = buyer.post(url("new"), typed)

    order = PurchaseOrder.objects.get()
    assert (answer.url, order.note) == (url("order", order.pk), "Thanks")
    assert [(line.quantity, line.unit_cost, line.part_number) for line in order.lines.all()] == [
        (7, Decimal("3.30"), "X-1")
    ]
    buyer.post(url("edit", order.pk), {**typed, "lines": f"{sku} 9"})
    assert order.lines.get().quantity == 9


def test_what_has_no_cost_is_said_and_kept(buyer, place):
    product, seller = stocked({place: 0}), vendor()
    sku = record_of(product).partner_sku

    page = buyer.post(url("new"), {"vendor": seller.pk, "warehouse": place.pk, "lines": f"{sku} 7"})

    assert (page.status_code, PurchaseOrder.objects.count()) == (200, 0)
    assert "needs a quantity and a cost" in page.content.decode()
    assert f"{sku} 7" in page.content.decode()


def test_the_vendor_gets_a_mail_with_the_pdf_in_its_language(buyer, place):
    seller = vendor(language="zh-hans", address="景德镇市珠山区\n昌江路 1 号")
    order = draft(seller, place, (stocked({place: 0}), 4, "2.50"))

    buyer.post(url("order", order.pk), {"action": "send"})
    buyer.post(url("order", order.pk), {"action": "send"})

    mail = Mail.objects.get(kind="purchase-order")
    order.refresh_from_db()
    assert (mail.to, mail.language, order.state) == ("orders@clay.example", "zh-hans", "sent")
    (attached,) = mail.attachments.all()
    with attached.file.open("rb") as file:
        text = PdfReader(file).pages[0].extract_text()
    assert (attached.name, order.number in text, "10.00" in text, "昌江路" in text) == (
        f"{order.number}.pdf",
        True,
        True,
        True,
    )


def test_a_vendor_without_an_address_is_marked_by_hand(buyer, place):
    order = draft(vendor(email=""), place, (stocked({place: 0}), 4, "2.50"))

    buyer.post(url("order", order.pk), {"action": "send"})
    assert (Mail.objects.count(), PurchaseOrder.objects.get().state) == (0, "draft")
    buyer.post(url("order", order.pk), {"action": "mark_sent"})

    assert (Mail.objects.count(), PurchaseOrder.objects.get().state) == (0, "sent")


def test_a_delivery_is_booked_once_and_says_what_is_missing_and_too_much(buyer, place):
    short, over = stocked({place: 0}), stocked({place: 0})
    order = sent(vendor(), place, (short, 5, "1.00"), (over, 5, "1.00"))
    lines = dict(zip(("short", "over"), order.lines.all(), strict=True))
    form = {
        "action": "receive",
        "key": "form-1",
        "delivery_note": "LS 9",
        f"arrived-{lines['short'].pk}": "3",
        f"arrived-{lines['over'].pk}": "6",
    }

    answers = [buyer.post(url("order", order.pk), form, follow=True) for _click in range(2)]

    told = [[str(message) for message in answer.context["messages"]] for answer in answers]
    skus = [record_of(product).partner_sku for product in (short, over)]
    assert told == [
        [
            "The delivery is booked.",
            f"Still to come: 2 × {skus[0]}.",
            f"More than ordered: 1 × {skus[1]}.",
        ],
        ["This delivery was booked already; nothing was booked again."],
    ]
    assert (levels(short), levels(over), GoodsReceipt.objects.count()) == (
        {"main": (3, 0)},
        {"main": (6, 0)},
        1,
    )


@pytest.mark.parametrize("typed", ["x", "-1", "1.5", ""])
def test_what_is_no_number_books_nothing_and_stays(buyer, place, typed):
    order = sent(vendor(), place, (stocked({place: 0}), 5, "1.00"))
    line = order.lines.get()

    page = buyer.post(url("order", order.pk), {"action": "receive", "key": "k", f"arrived-{line.pk}": typed})

    assert (page.status_code, GoodsReceipt.objects.count()) == (200, 0)
    assert page.context["rows"] == [(line, typed)]
    assert StockMovement.objects.filter(kind="receipt").count() == 0


def test_the_vendors_answer_moves_the_day(buyer, place):
    order = sent(vendor(), place, (stocked({place: 0}), 5, "1.00"))
    form = {"action": "confirm", "expected_on": "2027-01-08", "vendor_reference": "AB-1"}

    buyer.post(url("order", order.pk), form)
    refused = buyer.post(url("order", order.pk), {**form, "expected_on": "soon"})

    order.refresh_from_db()
    assert (order.state, str(order.expected_on), order.vendor_reference) == (
        "confirmed",
        "2027-01-08",
        "AB-1",
    )
    assert set(refused.context["confirm"].errors) == {"expected_on"}


@pytest.mark.parametrize("name", ["index", "reorder", "new"])
def test_pages_are_there_for_buyers_only(client, place, name):
    client.force_login(staff_with("order.view_order"))

    assert client.get(url(name)).status_code == 403


def test_who_only_sees_moves_nothing(client, place):
    order = draft(vendor(), place, (stocked({place: 0}), 5, "1.00"))
    client.force_login(staff_with("purchasing.view_purchaseorder"))

    assert client.get(url("order", order.pk)).status_code == 200
    assert client.post(url("order", order.pk), {"action": "mark_sent"}).status_code == 403
    assert PurchaseOrder.objects.get().state == "draft"


def test_the_list_is_exported(buyer, place):
    draft(vendor("=cmd"), place, (stocked({place: 0}), 5, "1.10"))

    answer = buyer.get(f"{url('index')}?export=csv")

    rows = b"".join(answer.streaming_content).decode().splitlines()
    assert "'=cmd" in rows[1]
    assert "5.5" in rows[1]


def test_the_pdf_says_how_much_and_where_to(buyer, place):
    order = draft(vendor(), place, (stocked({place: 0}), 5, "1.10"))

    text = PdfReader(BytesIO(buyer.get(url("pdf", order.pk)).content)).pages[0].extract_text()

    assert all(part in text for part in (order.number, "Clay & Co", "5.50", "Meissen"))
    assert str(timezone.localdate().year) in text


def test_a_vendors_product_is_entered_by_its_sku(client, place):
    product, seller = stocked({place: 0}), vendor()
    client.force_login(staff_with("purchasing.add_vendorproduct", "purchasing.view_vendorproduct"))
    typed = {"vendor": seller.pk, "stockrecord": "nothing", "cost": "1.20", "pack_size": "6"}

    refused = client.post(reverse("vendor-products:add"), typed)
    client.post(reverse("vendor-products:add"), {**typed, "stockrecord": record_of(product).partner_sku})

    assert "There is no product" in refused.content.decode()
    row = VendorProduct.objects.get()
    assert (row.stockrecord, row.cost, row.pack_size) == (record_of(product), Decimal("1.20"), 6)


def test_a_draft_of_a_vendor_that_is_not_in_use_any_more_can_be_changed(buyer, place):
    seller, product = vendor(), stocked({place: 1}, title="Tray")
    order = draft(seller, place, (product, 10, "2.50"))
    type(seller).objects.update(is_active=False)
    type(place).objects.filter(pk=place.pk).update(is_active=False)
    typed = {"warehouse": place.pk, "note": "-", "lines": f"{record_of(product).partner_sku} 12"}

    answer = buyer.post(url("edit", order.pk), typed)

    assert (answer.status_code, order.lines.get().quantity) == (302, 12)
