"""A deal by a real browser: opened with a product at the company's price, moved by keys, won by the buyer's order."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from crm_core.pipeline.models import Deal, DealOrder
from shop.events.services import publish
from shop.events.tasks import deliver_due
from shop.order.events import OrderPlaced
from tests.crm_core.factories import CompanyContactFactory, CompanyFactory, CustomerFactory
from tests.crm_core.pipeline.factories import first_pipelines, stage
from tests.journeys.conftest import PHONE
from tests.journeys.looking import FRAME, STANDARDS, VIOLATIONS, put_axe
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]
BOARD = "/cms/deals/board/"


@pytest.fixture
def firm():
    first_pipelines()
    company = CompanyFactory(name="Harbour Kitchens")
    return CustomerFactory(name="Harbour Kitchens", company=company, kind="company", email="hk@firm.example")


def pick(page, name, text):
    box = page.locator(f"[data-picker][data-name='{name}'] input[type=search]")
    box.fill(text)
    page.locator("[data-picker] [role=option]").first.click()


def looks_well(page):
    put_axe(page)
    assert [said for said in page.evaluate(VIOLATIONS, STANDARDS) if said.split(":")[0] not in FRAME] == []


def test_a_deal_is_won_by_the_companys_own_order(enter, live_server, firm):
    buyer, product = UserFactory(), ProductFactory(title="Tall vase", price="24.00")
    CompanyContactFactory(company=firm.company, user=buyer, email=buyer.email)
    page = enter("sales")

    page.goto(live_server.url + BOARD)
    page.get_by_text("Add a deal here").click()
    page.get_by_label("Title").fill("Vases for the lobby")
    pick(page, "customer", "Harbour")
    page.get_by_role("button", name="Add deal").click()
    page.get_by_role("link", name="Vases for the lobby").click()
    page.get_by_text("Add a product").click()
    pick(page, "product", "Tall")
    page.locator("#panel-lines [name=quantity]").last.fill("3")
    page.locator("#panel-lines").get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#panel-lines")).to_contain_text("€72.00")

    page.goto(live_server.url + BOARD)
    page.locator("[data-card] summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    target = page.locator(f"[data-column='{stage('Needs known').pk}']")
    expect(target.locator("[data-card]")).to_have_count(1)
    looks_well(page)

    with transaction.atomic():
        order = OrderFactory(user=buyer, lines=[(product, 3)])
        publish(OrderPlaced(order_id=order.pk))
    deliver_due()
    assert DealOrder.objects.get().order == order
    page.goto(f"{live_server.url}/cms/deals/{Deal.objects.get().pk}/")
    expect(page.locator("#panel-orders")).to_contain_text(order.number)
    expect(page.get_by_text("won the deal")).to_be_visible()
    looks_well(page)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
