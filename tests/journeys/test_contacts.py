"""A field of one's own, filled by a file and filtered by; HubSpot's contacts twice: on a desk and on a phone."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from crm_core.custom_fields.models import CustomField
from crm_core.customers.models import Customer
from tests.crm_core.contact_import.kit import HUBSPOT
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.looking import FRAME, STANDARDS, VIOLATIONS, put_axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]
WIDER = "document.documentElement.scrollWidth - innerWidth"
SHOTS = os.environ.get("KILN_SHOTS", "")
FILE = (
    HUBSPOT.replace('"Create Date"', '"Shoe size"')
    .replace("2026-01-02 10:00", "42")
    .replace("2026-02-02 10:00", "")
)


def look(page, name):
    """No axe violation, nothing wider than the window, at both widths."""
    put_axe(page)
    said = page.evaluate(VIOLATIONS, STANDARDS)
    assert [each for each in said if each.split(":")[0] not in FRAME] == []
    for window in (PHONE, DESKTOP):
        page.set_viewport_size(window)
        assert page.evaluate(WIDER) <= 0
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}_{window['width']}.png", full_page=True)


def test_a_field_is_filled_by_a_file_and_filtered_by(enter, live_server, tmp_path):
    file = tmp_path / "hubspot.csv"
    file.write_text(FILE)
    page = enter("sales")
    page.goto(f"{live_server.url}/cms/custom-fields/new/")
    page.locator("#id_label_en").fill("Shoe size")
    page.locator("#id_kind").select_option("number")
    look(page, "field")
    page.get_by_role("button", name="Create").first.click()
    expect(page.get_by_role("link", name="Shoe size")).to_be_visible()
    assert CustomField.objects.get().code == "shoe_size"

    for new, unchanged in (("2", "1"), ("0", "3")):
        page.goto(f"{live_server.url}/cms/contact-imports/")
        page.get_by_label("CSV, XLSX or vCard file").set_input_files(file)
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_label("Shoe size")).to_have_value("custom:shoe_size")
        look(page, "columns")
        page.get_by_role("button", name="Preview").click()
        expect(page.get_by_role("heading", name="Checked, not imported yet")).to_be_visible()
        look(page, "preview")
        page.get_by_role("button", name="Import", exact=True).click()
        expect(page.get_by_role("heading", name="Imported", exact=True)).to_be_visible()
        numbers = page.locator("dl.kpis dd").all_inner_texts()
        assert (numbers[0], numbers[2]) == (new, unchanged)
    look(page, "result")

    page.goto(f"{live_server.url}/cms/customers/?custom_shoe_size_min=40")
    page.get_by_role("link", name="Lia Verdi", exact=True).click()
    expect(page.get_by_text("42", exact=True)).to_be_visible()
    look(page, "customer")
    page.get_by_role("link", name="Edit contact points").click()
    look(page, "profile")
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["Lia Verdi", "Nora Ohne", "Verdi Srl"]
