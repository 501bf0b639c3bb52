"""What staff and buyers see only on the way: previews, a simulation, the packing table with parcels, a pickup.

Each is held to axe on a desk and on a phone, in English and in Chinese.
"""

import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone, translation
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from crm_core.customers.services import identify
from shop.catalogue_promotions.models import CataloguePromotion
from shop.fulfilment.services import add_parcel, finish_picking, plan_shipments
from shop.order.services import mark_order_paid
from shop.payments.bank_transfer import BankTransfer
from shop.payments.manual_payments import mark_as_paid
from shop.promotions.sales import launch_sale
from shop.store_credit.services import grant
from tests.journeys.conftest import PHONE
from tests.journeys.looking import STANDARDS, VIOLATIONS, look_around_office, put_axe
from tests.journeys.steps import ADDRESS, go_on, settle
from tests.shop.factories import OrderFactory, ProductFactory, StaffFactory, UserAddressFactory, UserFactory
from tests.shop.offer.makers import make_offer
from tests.shop.payments.kit import order_by
from tests.shop.promotions.makers import need_approval
from tests.shop.shipping.pickup_world import picked_up, point, shipped
from tests.shop.stock.factories import WarehouseFactory, stocked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]
SHOTS = os.environ.get("KILN_SHOTS")
# What has scrolled below a header that stays counts as too small to be hit.
TO_THE_TOP = """() => {
  document.activeElement?.blur();
  for (const each of [document.scrollingElement, ...document.querySelectorAll("main")]) each.scrollTo(0, 0);
}"""
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def office(enter, live_server):
    """Call it to come in as an administrator who reads a language, at a path of the back office."""

    def come(path, language):
        staff = StaffFactory()
        UserProfile.objects.update_or_create(user=staff, defaults={"preferred_language": language})
        page = enter(staff)
        page.goto(f"{live_server.url}/cms/{path}")
        return page

    return come


def keep_picture(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{page.viewport_size['width']}.png", full_page=True)


def looks_right(page, name):
    """The page that is open is right on a desk and on a phone."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate(TO_THE_TOP)
    keep_picture(page, name)
    assert look_around_office(page) == []
    page.set_viewport_size(PHONE)
    keep_picture(page, name)


@LANGUAGES
def test_preview_of_an_edit(office, language):
    order = order_by(BankTransfer(), lines=[(ProductFactory(title="Bowl", price="24.00"), 2)])
    mark_as_paid(order)
    page = office(f"shop/orders/{order.number}/edit/", language)
    page.locator("input[type=number]").first.fill("3")
    page.locator("main form button[type=submit]:not([name=confirmed])").last.click()
    expect(page.locator("#preview-title")).to_be_visible()
    looks_right(page, f"edit-preview-{language}")


@LANGUAGES
def test_simulation(office, language):
    product = ProductFactory(title="Bowl")
    make_offer(name="Ten off")
    make_offer(name="Far away", needs=("Value", 900))
    page = office("promotion-simulator/", language)
    page.locator("main .picker input, main [data-picker] input").first.fill("Bowl")
    page.get_by_role("option", name=product.get_title()).first.click()
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("#result")).to_be_visible()
    looks_right(page, f"simulation-{language}")


@LANGUAGES
def test_packing_table_with_two_parcels(office, language):
    bowl = stocked({WarehouseFactory(code="porto"): 5}, upc="4006381333931", title="Bowl")
    shipment = plan_shipments(mark_order_paid(OrderFactory(lines=[(bowl, 3)])))[0]
    finish_picking(shipment, by=None)
    for number in (1, 2):
        add_parcel(shipment, carrier_name="Bicycle", tracking_number=f"B-{number}", by=None)
    second = shipment.parcels.order_by("pk").last()
    page = office(f"fulfilment/{shipment.pk}/", language)
    page.locator("#scan-parcel").select_option(str(second.pk))
    page.locator("#scan-code").fill("4006381333931")
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-contents="{second.pk}"]')).to_have_text("1 × Bowl")
    page.locator(".parcel-contents summary").first.click()
    page.locator(".parcel-contents[open] input[type=number]").fill("2")
    looks_right(page, f"packing-{language}")
    page.locator(".parcel-contents[open] button[type=submit]").click()
    expect(page.locator("[data-contents]").first).to_contain_text("2 ×")
    assert [row.boxed for row in shipment.lines.all()] == [3]


@LANGUAGES
def test_sale_that_waits_for_approval(office, language):
    need_approval()
    ProductFactory(title="Bowl", price="20.00")
    now = timezone.now()
    sale = CataloguePromotion.objects.create(
        name="Winter sale", value=25, start=now, end=now + timedelta(days=3), state="draft"
    )
    launch_sale(sale, by=StaffFactory())
    page = office(f"sale-prices/{sale.pk}/", language)
    looks_right(page, f"sale-waits-{language}")
    page.locator("button[value=approve]").click()
    expect(page.locator("main")).to_contain_text("15.00")
    looks_right(page, f"sale-runs-{language}")
    page.goto(page.url.rsplit("/cms/", 1)[0] + "/cms/sale-prices/")
    looks_right(page, f"sales-{language}")


@LANGUAGES
def test_order_for_a_customer_with_credit_pickup_and_day(office, language):
    product = ProductFactory(title="Bowl", price="20.00")
    picked_up()
    point("corner", name_en="The workshop", seller=product.stockrecords.get().partner)
    shipped("van", offers_days=True, delivery_weekdays="12345", days_shown=5)
    user = UserFactory(first_name="Mara", last_name="Lindt")
    UserAddressFactory(user=user, line1="Hafenweg 3")
    grant(user, Decimal(5), currency="EUR", reason="For the chip", key="chip")
    customer = identify(user=user)
    page = office(f"customers/{customer.pk}/order/?line={product.pk}:1&source=test", language)
    page.locator("button[name=do][value=take]").click()
    expect(page.locator("#lines .order-entry-line")).to_have_count(1)
    page.locator("input[name=delivery][value=van]").check()
    expect(page.locator("#delivery-day")).to_be_visible()
    page.locator("#delivery-day").select_option(index=1)
    page.locator("input[type=checkbox][name=uses_credit]").check()
    expect(page.locator(".order-entry-totals")).to_contain_text("−€5.00")
    looks_right(page, f"order-entry-{language}")


@LANGUAGES
def test_pickup_and_payment_in_the_checkout(page, live_server, language):
    place = point("workshop", name_en="The workshop")
    picked_up()
    shipped()
    product = stocked({place: 3}, title="Tide bowl", price="29.90")
    prefix = "" if language == "en" else f"/{language}"
    page.set_viewport_size(PHONE)
    with translation.override(language):
        page.goto(live_server.url + product.get_absolute_url())
    with page.expect_response(lambda answer: "/basket/add/" in answer.url):
        page.locator("form[action*='/basket/add/'] button[type=submit]").first.click()
    settle(page)
    page.goto(f"{live_server.url}{prefix}/shop/checkout/")
    page.fill("input[name=email]", "nora@guest.example")
    go_on(page)
    page.click("#receive-pickup")
    expect(page.locator("#receive-pickup[aria-pressed=true]")).to_be_visible()
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)
    go_on(page)
    expect(page.get_by_role("main")).to_contain_text("Markt 1")
    buyer_looks_right(page, f"pickup-{language}")
    go_on(page)
    page.check("input[name=method][value=bank-transfer]")
    buyer_looks_right(page, f"payment-{language}")


def buyer_looks_right(page, name):
    put_axe(page)
    page.evaluate(TO_THE_TOP)
    for width in (PHONE["width"], 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(TO_THE_TOP)
        assert page.evaluate(VIOLATIONS, STANDARDS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        keep_picture(page, name)
    page.set_viewport_size(PHONE)
