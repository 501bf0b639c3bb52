"""A partner reports sales with ten bad rows, mends and maps them, and orders what the proposal says."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from partners.sell_through.models import Kind, SellThroughLine, SkuMapping
from shop.basket.models import Line
from tests.journeys.conftest import DESKTOP, PHONE
from tests.partners.factories import PartnerUserFactory
from tests.partners.sell_through.factories import (
    LogisticUnitsFactory,
    ReportingTermsFactory,
    october,
    reported,
)
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]
HEAD = "sku,quantity,sold_on,country\n"
GOOD = "".join(f"KC-1,{number + 1},2026-10-{number + 1:02d},NO\n" for number in range(20))
#: Seven cells that cannot be, and three rows of a number that only the partner knows.
BAD = [
    "KC-1,many,2026-10-05,NO",
    "KC-1,0,2026-10-05,NO",
    "KC-1,2,2026-11-05,NO",
    "KC-1,2,soon,NO",
    "KC-1,2,2026-10-05,XX",
    "KC-1,,2026-10-05,NO",
    "KC-1,2.5,2026-10-05,NO",
    *(f"OUR-7,{number},2026-10-05,NO" for number in (3, 4, 5)),
]
MENDED = {
    22: ("quantity", "2"),
    23: ("quantity", "2"),
    24: ("sold_on", "2026-10-06"),
    25: ("sold_on", "2026-10-06"),
    26: ("country", "NO"),
    27: ("quantity", "2"),
}


def sound(page):
    """No finding of axe, nothing wider than the window."""
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def log_in(context, live_server, client, user):
    client.force_login(user)
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_ten_bad_rows_become_a_report_and_a_report_an_order(page, context, live_server, client, size):
    page.set_viewport_size(size)
    user = UserFactory()
    account = PartnerUserFactory(user=user).account
    vase = ProductFactory(code="KC-1", title="Snow vase", num_in_stock=900)
    jar = ProductFactory(code="KC-7", title="Tide jar", num_in_stock=900)
    LogisticUnitsFactory(product=vase, case_pieces=12)
    ReportingTermsFactory(account=account, target_cover_days=45)
    reported(account, "sku,quantity\nKC-1,20\nKC-7,40\n", kind=Kind.STOCK, period=october())
    log_in(context, live_server, client, user)

    page.goto(live_server.url + reverse("sell_through:overview"))
    sound(page)
    page.get_by_label("Period").select_option(label="2026-10")
    file = {"name": "october.csv", "mimeType": "text/csv", "buffer": (HEAD + GOOD + "\n".join(BAD)).encode()}
    page.get_by_label(re.compile("^File")).set_input_files(file)
    page.get_by_role("button", name="Check the file").click()

    expect(page.get_by_role("status").first).to_contain_text("10 rows need your attention")
    expect(page.locator(".report-row.is-bad")).to_have_count(7)
    sound(page)
    for row, (column, cell) in MENDED.items():
        page.locator(f"#cell-{row}-{column}").fill(cell)
    page.get_by_role("checkbox", name="Leave out").last.check()
    page.get_by_role("combobox", name="Our product number").fill("KC-7")
    page.get_by_role("button", name="Save and check").last.click()
    expect(page.get_by_role("status").first).to_contain_text("All rows are right")
    page.get_by_role("button", name="Submit the report").click()
    expect(page.get_by_role("main")).to_contain_text("29 rows reported")
    sound(page)
    assert SellThroughLine.objects.filter(product=jar).count() == 3
    assert SkuMapping.objects.get().product == jar

    page.get_by_role("link", name="See what to reorder").click()
    # 222 pieces of 31 days are 323 for 45; 20 are there, and 26 cases hold the 303 that are missing.
    expect(page.locator(f"#quantity-{vase.pk}")).to_have_value("312")
    expect(page.locator(f"#quantity-{jar.pk}")).to_have_value("")
    sound(page)
    page.get_by_role("button", name="Put into the basket").click()

    page.wait_for_url("**/basket/")
    assert list(Line.objects.values_list("product", "quantity")) == [(vase.pk, 312)]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages_beside_it_are_sound(page, context, live_server, client, size):
    page.set_viewport_size(size)
    user = UserFactory()
    account = PartnerUserFactory(user=user).account
    ProductFactory(code="KC-1", title="Snow vase", num_in_stock=900)
    reported(account, "sku,quantity\nKC-1,20\n")
    log_in(context, live_server, client, user)

    for name in ("sell_through:mappings", "sell_through:keys", "partner_ordering:deliveries"):
        page.goto(live_server.url + reverse(name))
        sound(page)
    page.goto(live_server.url + reverse("partner_ordering:new"))
    sound(page)
    page.goto(live_server.url + reverse("partner_ordering:forecast"))
    page.get_by_label("Snow vase").first.fill("40")
    page.get_by_role("button", name="Save the forecast").click()
    expect(page.get_by_label("Snow vase").first).to_have_value("40")
    sound(page)
