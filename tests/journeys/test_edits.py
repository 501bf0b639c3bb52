"""Forms of the back office by a real browser: rows that are added, theirs and yours, no axe violation."""

import re

import pytest
from playwright.sync_api import expect

from shop.b2b.models import Company
from shop.catalogue.models import AttributeOptionGroup
from tests.crm_core.factories import CompanyContactFactory, CompanyFactory
from tests.journeys.conftest import PHONE
from tests.journeys.looking import FRAME, STANDARDS, VIOLATIONS, put_axe
from tests.shop.factories import StaffFactory

# What Wagtail draws around our parts is not ours to look at.
OURS = VIOLATIONS.replace("document", "'.edit-conflict, .backoffice-rows'", 1)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]


@pytest.fixture
def admin(context, live_server, client):
    """A tab in which the browser may tell that an answer was 409, and nothing else."""
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
    client.force_login(StaffFactory(is_superuser=True))
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    yield page
    assert [error for error in errors if "409" not in error] == []


def looks_right(page):
    """Nothing is wider than the screen, and axe finds nothing."""
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], f"{width} px wide"
    put_axe(page)
    found = [said for said in page.evaluate(OURS, STANDARDS) if said.split(":")[0] not in FRAME]
    assert found == []


def test_theirs_or_yours_is_chosen(admin, live_server):
    company = CompanyFactory(name="Harbour", vat_id="")
    CompanyContactFactory(company=company, name="Jonas", email="jonas@harbour.example", phone="")
    admin.goto(f"{live_server.url}/cms/companies/edit/{company.pk}/")
    Company.objects.update(name="Theirs Ltd", vat_id="CHE1")

    admin.locator("#id_name").fill("Mine Ltd")
    admin.get_by_role("button", name="Save", exact=True).first.click()

    expect(admin.locator(".edit-conflict")).to_have_count(1)
    expect(admin.locator("#id_name")).to_have_value("Mine Ltd")
    expect(admin.locator("#id_vat_id")).to_have_value("CHE1")
    looks_right(admin)
    admin.get_by_label("Theirs: Theirs Ltd").check()
    admin.get_by_role("button", name="Save", exact=True).first.click()
    admin.wait_for_url("**/cms/companies/")
    assert Company.objects.values_list("name", "vat_id").get() == ("Theirs Ltd", "CHE1")


def test_rows_are_added_and_taken_away(admin, live_server):
    group = AttributeOptionGroup.objects.create(name="Glaze")
    admin.goto(f"{live_server.url}/cms/shop/catalogue/attribute-option-group/{group.pk}/update/")
    admin.locator("a[href='#attribute_options']").click()
    table = admin.locator("#attribute_options tbody")
    blank = table.locator("tr").count()

    for words in ("Celadon", "Tenmoku"):
        admin.get_by_role("button", name="Add a row").click()
        admin.keyboard.type(words)
    table.locator("tr").last.get_by_role("button", name="Remove").click()
    admin.get_by_role("button", name="Save").first.click()
    admin.wait_for_url(re.compile("/attribute-option-group/(#.*)?$"))

    assert blank == 3
    assert list(group.options.values_list("option", flat=True)) == ["Celadon"]


def test_theirs_or_yours_of_a_row_is_chosen_on_a_phone(admin, live_server):
    group = AttributeOptionGroup.objects.create(name="Glaze")
    option = group.options.create(option="Celadon")
    admin.goto(f"{live_server.url}/cms/shop/catalogue/attribute-option-group/{group.pk}/update/")
    type(option).objects.update(option_en="Theirs", option="Theirs")

    admin.locator("#id_options-0-option_en").evaluate("field => field.value = 'Mine'")
    admin.get_by_role("button", name="Save").first.click()

    expect(admin.locator(".edit-conflict")).to_have_count(1)
    admin.locator("a[href='#attribute_options']").click()
    looks_right(admin)
