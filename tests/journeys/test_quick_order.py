"""A buyer uploads two hundred rows of which five are wrong, mends one in place and adds the rest at once."""

import io
import re

import openpyxl
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from search.slips import add_codes, codes_among
from shop.basket.models import Line
from tests.journeys.conftest import PHONE
from tests.shop.factories import ProductFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]
DESKTOP = {"width": 1280, "height": 900}


def workbook(rows):
    book = openpyxl.Workbook()
    for row in (("SKU", "Quantity"), *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return {"name": "order.xlsx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_two_hundred_rows_with_five_bad_ones(page, live_server, size):
    page.set_viewport_size(size)
    rows = [(ProductFactory(upc=f"KC-{n:04d}", title=f"Tide bowl {n}").upc, 2) for n in range(195)]
    ProductFactory(upc="KC-8000", title="Sold out jar", num_in_stock=0)
    ProductFactory(upc="KC-8001", title="Boxed cup", order_multiple=6, num_in_stock=60)
    ProductFactory(upc="KC-8002", title="Last lamp", num_in_stock=1)
    target = ProductFactory(upc="KC-7777", title="Snow vase")
    add_codes(codes_among([target.upc]))
    bad = [("KC-8000", 1), ("KC-8001", 5), ("KC-8002", 3), ("KC-7776", 1), ("NOTHING", 1)]

    page.goto(live_server.url + reverse("quick_order:page"))
    page.get_by_label(re.compile("Upload a file")).set_input_files(workbook([*rows[:90], *bad, *rows[90:]]))
    page.get_by_role("button", name="Take over rows").click()
    expect(page.locator(".quick-row.is-bad")).to_have_count(5)
    expect(page.locator("main")).to_contain_text("5 rows need your attention")

    page.get_by_role("button", name="Take 6").click()
    expect(page.locator(".quick-row.is-bad")).to_have_count(4)
    page.get_by_role("button", name=re.compile("Snow vase")).click()
    expect(page.locator(".quick-row.is-bad")).to_have_count(3)
    page.get_by_role("button", name="Add ready rows to the basket").click()

    expect(page.locator("main")).to_contain_text("3 rows need your attention")
    assert Line.objects.count() == 197
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_name_is_typed_and_its_number_chosen(page, live_server):
    ProductFactory(upc="KC-0042", title="Snow vase")
    page.goto(live_server.url + reverse("quick_order:page"))

    field = page.get_by_label("Product number, new row 1")
    field.press_sequentially("kc-00")
    page.get_by_role("option", name=re.compile("Snow vase")).click()
    expect(field).to_have_value("KC-0042")
    page.get_by_label("Quantity, new row 1").fill("3")
    page.get_by_role("button", name="Add to basket").click()

    page.wait_for_url("**/basket/")
    assert list(Line.objects.values_list("product__upc", "quantity")) == [("KC-0042", 3)]
