"""An order from two warehouses is picked, packed and shipped by the scan field, on a tablet."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from shop.fulfilment.models import Shipment
from shop.fulfilment.services import plan_shipments
from shop.order.models import Order
from shop.order.services import mark_order_paid
from shop.stock.models import StockLevel
from tests.shop.factories import OrderFactory
from tests.shop.stock.factories import WarehouseFactory, levels, stocked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLET = {"width": 820, "height": 1180}
BOWL, CUP = "4006381333931", "KC-CUP"
SHOTS = os.environ.get("KILN_SHOTS")


def scan(page, code, *, answer):
    """A scanner types the code and Enter, into the field that has the focus."""
    expect(page.locator("#scan-code")).to_be_focused()
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.locator("[data-scan-result]")).to_contain_text(answer)


def look(page, name):
    """Nothing is wider than the window; keep a picture where one is wanted."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def start_pick_list(page, live_server, order):
    """Pick what leaves from Porto."""
    page.goto(live_server.url + reverse("fulfilment:queues"))
    expect(page.locator(".fulfilment tbody tr")).to_have_count(2)
    look(page, "queues")
    page.locator(".fulfilment tr", has_text="Porto").locator("input[type=checkbox]").check()
    page.get_by_role("button", name="Start a pick list").click()
    expect(page.get_by_role("heading", name="A-01")).to_be_visible()
    look(page, "pick_list")
    page.locator(".rows a", has_text=order.number).click()


def pick_and_pack_by_scanner(page):
    """Wrong codes are told; the last piece ends the picking, and the same field counts into the box."""
    scan(page, "NOPE", answer="does not belong")
    scan(page, CUP, answer="Cup counted.")
    scan(page, CUP, answer="Too many")
    look(page, "scanning")
    scan(page, BOWL, answer="Bowl counted.")
    scan(page, BOWL, answer="complete")
    # The last piece ends the picking; the same field counts into the box now.
    expect(page.get_by_role("button", name="Packed")).to_be_visible()
    for _piece in range(2):
        scan(page, BOWL, answer="Bowl counted.")
    scan(page, CUP, answer="complete")
    expect(page.locator("[data-scan-result]")).to_be_empty()  # the page is read anew
    page.get_by_role("button", name="Packed").click()


def ship_with_parcel(page):
    """Name the parcel's number, and let it go."""
    page.get_by_text("Add a parcel").click()
    page.get_by_label("Other carrier").fill("Bicycle")
    page.get_by_label("Tracking number").fill("B-7")
    page.get_by_role("button", name="Add parcel").click()
    expect(page.get_by_text("B-7")).to_be_visible()
    page.get_by_role("button", name="Ship", exact=True).click()
    expect(page.locator(".fulfilment .pill", has_text="shipped").first).to_be_visible()


def ship_the_rest_on_a_phone(page, live_server, order):
    """The shipment from the other warehouse goes out without a scanner."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url + reverse("fulfilment:queues"))
    look(page, "queues_390")
    page.locator(".fulfilment a", has_text=order.number).click()
    page.get_by_role("button", name="Start picking").click()
    look(page, "shipment_390")
    page.get_by_role("button", name="Everything is collected").click()
    page.get_by_role("button", name="Count all").click()
    page.get_by_role("button", name="Packed").click()
    page.get_by_role("button", name="Ship", exact=True).click()
    expect(page.locator(".fulfilment .pill", has_text="shipped").first).to_be_visible()


def test_two_warehouses_by_scanner_on_a_tablet(live_server, enter, site):
    lisbon, porto = WarehouseFactory(code="lisbon", priority=1), WarehouseFactory(code="porto", priority=2)
    bowl = stocked({lisbon: 1, porto: 2}, upc=BOWL, title="Bowl")
    cup = stocked({lisbon: 0, porto: 3}, upc=CUP, title="Cup")
    StockLevel.objects.filter(warehouse=porto, stockrecord__product=bowl).update(bin_location="A-01")
    order = mark_order_paid(OrderFactory(lines=[(bowl, 3), (cup, 1)]))
    plan_shipments(order)
    page = enter("fulfilment")
    page.set_viewport_size(TABLET)

    start_pick_list(page, live_server, order)
    pick_and_pack_by_scanner(page)
    ship_with_parcel(page)
    assert Order.objects.get().status == "Partially dispatched"
    ship_the_rest_on_a_phone(page, live_server, order)

    assert Order.objects.get().status == "Dispatched"
    assert set(Shipment.objects.values_list("state", flat=True)) == {"shipped"}
    assert levels(bowl) == {"lisbon": (0, 0), "porto": (0, 0)}
    page.goto(live_server.url + reverse("dashboard:order-detail", kwargs={"number": order.number}))
    expect(page.locator(".order-timeline")).to_contain_text("shipped")
    look(page, "order_390")
    page.set_viewport_size({"width": 1280, "height": 900})
    look(page, "order")
