"""The editor of a product by a real browser: errors lead to their fields, boxes keep apart, theirs or yours."""

import pytest
from playwright.sync_api import expect

from shop.catalogue.models import Product, ProductImage
from tests.journeys.conftest import DESKTOP, PHONE
from tests.shop.catalogue.factories import picture, vase
from tests.shop.dashboard.catalogue.filling import weight
from tests.shop.factories import PartnerFactory, StaffFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

# Boxes in which one types or ticks, and which lie over one another.
OVERLAPS = """() => {
  document.querySelectorAll("details").forEach((box) => { box.open = true; });
  const shown = [...document.querySelectorAll("[data-product-editor] :is(input, select, textarea, button)")].filter(
    (box) => box.getClientRects().length && !box.closest(".Draftail-Editor, .backoffice-save, .w-sr-only")
  );
  const boxes = shown.map((box) => [box.name || box.textContent.trim(), box.getBoundingClientRect()]);
  return boxes.flatMap(([name, a], place) => boxes.slice(place + 1).filter(([, b]) => (
    a.left + 1 < b.right && b.left + 1 < a.right && a.top + 1 < b.bottom && b.top + 1 < a.bottom
  )).map(([other]) => `${name} and ${other}`));
}"""


@pytest.fixture
def editor(context, live_server, client):
    """The page of a product with two variants and a picture; a refused save is an error for the browser."""
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    client.force_login(StaffFactory(is_superuser=True))
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    PartnerFactory()
    weight()
    parent, children = vase(("Tide", "28 cm", "98", 3), ("Snow", "42 cm", "120", 5))
    picture(children[0], size=(80, 100))
    page.goto(f"{live_server.url}/cms/shop/catalogue/products/{parent.pk}/")
    yield page, parent, children
    assert errors == []


def save(page):
    with page.expect_navigation():
        page.locator("[name=save]").click()


def test_errors_lead_to_their_field_and_row_and_boxes_keep_apart(editor):
    page, _parent, _children = editor
    page.get_by_role("tab", name="Simplified Chinese").click()
    page.locator("#id_title_zh_hans").evaluate("field => { field.maxLength = 999 }")
    page.locator("#id_title_zh_hans").fill("长" * 300)
    page.locator("#id_v-0-price").fill("ninety")
    page.locator("#id_v-1-upc").fill("2000000000016")
    save(page)

    expect(page.locator(".notice--bad")).to_be_focused()
    links = page.locator(".notice--bad a")
    assert [text.split(":")[0] for text in links.all_text_contents()] == [
        "Name (Simplified Chinese)",
        "Row 1 (Tide, 28 cm), Price",
        "Row 2 (Snow, 42 cm), EAN",
    ]
    page.get_by_role("tab", name="English").click()
    links.nth(0).click()
    expect(page.locator("#id_title_zh_hans")).to_be_focused()
    links.nth(2).click()
    expect(page.locator("#id_v-1-upc")).to_be_focused()
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate(OVERLAPS) == []


def test_theirs_or_yours_is_chosen_in_a_row(editor):
    page, parent, children = editor
    Product.objects.filter(pk=parent.pk).update(code="KC-1")
    children[1].stockrecords.update(price="150")
    page.locator("#id_v-1-price").fill("140")
    page.locator("#id_title_en").fill("Mine")
    save(page)

    expect(page.locator(".edit-conflict")).to_have_count(1)
    expect(page.locator("#id_code")).to_have_value("KC-1")
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate(OVERLAPS) == []
    page.get_by_label("Theirs: 150.00").check()
    save(page)
    parent.refresh_from_db()
    assert (parent.title_en, parent.code) == ("Mine", "KC-1")
    assert str(children[1].stockrecords.get().price) == "150.00"


def test_values_are_filled_down_and_pictures_moved_described_and_added(editor, tmp_path):
    page, parent, children = editor
    page.locator("#id_v-0-price").fill("77")
    page.locator("#id_v-0-price").press("Control+Enter")
    expect(page.locator("#id_v-1-price")).to_have_value("77")
    file = tmp_path / "new.png"
    with ProductImage.objects.get().original.open() as held:
        file.write_bytes(held.read())
    page.locator("[data-files]").set_input_files(file)
    expect(page.locator("[data-card]")).to_have_count(2)
    page.locator("#id_p-1-caption").fill("New")
    page.locator("[data-card]").nth(1).get_by_role("button", name="Move earlier").click()
    save(page)

    page.get_by_text("is saved").wait_for()
    assert [str(child.stockrecords.get().price) for child in children] == ["77.00", "77.00"]
    shown = [(image.product_id, image.caption) for image in ProductImage.objects.order_by("display_order")]
    assert shown == [(parent.pk, "New"), (children[0].pk, "")]
