import pytest
from django.urls import reverse

from crm_core.customers.services import attach_order
from shop.backoffice.global_search.registry import search
from shop.warranties.models import Repair, WarrantyTerms, WarrantyUnit
from shop.warranties.services import register_serial, request_repair
from tests.crm_core.factories import rep_with, staff_with
from tests.shop.factories import ProductFactory
from tests.shop.returns.kit import sent_order
from tests.shop.warranties.kit import covered_product, delivered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
SERVICE = (
    *("order.view_order", "order.change_order", "returns.view_return", "returns.add_return"),
    *("warranties.view_repair", "warranties.add_repair", "warranties.change_repair"),
    "warranties.view_warrantyunit",
)
PACKING = ("fulfilment.view_shipment", "order.change_order", "order.dispatch_order")


@pytest.fixture
def office(client):
    client.force_login(staff_with(*SERVICE))
    return client


@pytest.fixture
def unit():
    return delivered()[0]


def test_a_repair_is_recorded_and_moved_on_to_the_way_back(office, unit):
    page = reverse("warranty_items:inspect", args=[unit.pk])
    assert "Record a repair" in office.get(page).content.decode()
    said = {"action": "repair", "fault": "No light", "coverage": "warranty", "key": "k"}
    sent = office.post(page, said)
    office.post(page, said)
    repair = Repair.objects.get()
    assert sent.url == reverse("repairs:inspect", args=[repair.pk])

    office.post(sent.url, {"action": "receive"})
    assert office.post(sent.url, {"action": "finish", "outcome": "repaired"}).status_code == 422
    office.post(sent.url, {"action": "finish", "outcome": "repaired", "diagnosis": "New bulb"})
    assert "New bulb" in office.get(sent.url).content.decode()
    office.post(sent.url, {"action": "send_back", "tracking_number": "T1"})

    repair.refresh_from_db()
    assert (repair.state, repair.tracking_number) == ("closed", "T1")


def test_a_request_is_approved_or_refused_with_a_reason(office, unit):
    repair = request_repair(unit, fault="-", key="a")
    page = reverse("repairs:inspect", args=[repair.pk])

    assert office.post(page, {"action": "refuse", "reason": ""}).status_code == 422
    office.post(page, {"action": "refuse", "reason": "Fell into water"})

    repair.refresh_from_db()
    assert (repair.state, repair.refusal) == ("refused", "Fell into water")


def test_a_replacement_is_settled_by_a_return(office, unit):
    repair = request_repair(unit, fault="-", key="a")
    page = reverse("repairs:inspect", args=[repair.pk])
    for action in ("approve", "receive"):
        office.post(page, {"action": action})

    sent = office.post(page, {"action": "replace", "instead": "refund", "findings": "Broken"})

    repair.refresh_from_db()
    assert sent.url == reverse("returns_office:inspect", args=[repair.returned.pk])


def test_lists_find_serial_numbers_and_leave_out_orders_of_others(office, unit, client):
    register_serial(unit, "SN-77")
    request_repair(unit, fault="-", key="a")
    assert "Lamp" in office.get("/cms/repairs/?q=SN-77").content.decode()
    assert "SN-77" in office.get("/cms/warranty-items/?q=SN-77").content.decode()
    attach_order(unit.line.order)

    client.force_login(rep_with(*SERVICE, "customers.view_customer"))

    for url in ("/cms/repairs/", "/cms/warranty-items/"):
        assert "SN-77" not in client.get(url).content.decode()
    assert client.get(reverse("warranty_items:inspect", args=[unit.pk])).status_code == 404


def test_the_search_finds_a_whole_serial_number(unit):
    register_serial(unit, "SN-77")

    groups = search("sn-77", staff_with(*SERVICE))

    assert [hit.title for group in groups for hit in group.hits if group.provider.name == "serials"] == [
        "SN-77"
    ]


def test_the_packing_table_types_serial_numbers(client):
    client.force_login(staff_with(*PACKING))
    order = sent_order(lines=[(covered_product(title="Lamp"), 2), (ProductFactory(), 1)])
    shipment = order.shipments.get()
    row = shipment.lines.get(quantity=2)
    url = reverse("shipment_serials", args=[shipment.pk])
    assert url in client.get(reverse("fulfilment:shipment", args=[shipment.pk])).content.decode()

    wrong = client.post(url, {f"line-{row.pk}": "A\nA"})
    client.post(url, {f"line-{row.pk}": "A\r\n\r\nB"})

    assert wrong.status_code == 422
    assert list(WarrantyUnit.objects.order_by("position").values_list("serial", flat=True)) == ["A", "B"]
    assert "A\nB" in client.get(url).content.decode()


def test_terms_are_of_a_type_or_a_product(client):
    client.force_login(staff_with("warranties.view_warrantyterms", "warranties.add_warrantyterms"))
    product = ProductFactory()
    sku = product.stockrecords.get().partner_sku
    url = "/cms/warranty-terms/new/"

    both = client.post(url, {"product_class": product.product_class_id, "sku": sku, "months": 12})
    unknown = client.post(url, {"sku": "nothing", "months": 12})
    client.post(url, {"sku": sku, "months": 12})
    again = client.post(url, {"sku": sku, "months": 24})

    assert [both.status_code, unknown.status_code, again.status_code] == [200, 200, 200]
    assert WarrantyTerms.objects.get().product == product
