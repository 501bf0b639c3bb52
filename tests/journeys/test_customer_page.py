"""A customer's page by a real browser: write, log, pin, filter and edit by keys and by a thumb, no axe violation."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm_core.activities.models import Activity
from crm_core.customers.services import identify
from crm_core.timeline.models import EntryRevision, MailTemplate, TimelineEntry
from shop.mail.models import Mail
from tests.journeys.looking import FRAME, STANDARDS, VIOLATIONS, put_axe
from tests.journeys.steps import settle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.KILN_PRIVATE_ROOT = tmp_path


@pytest.fixture
def customers():
    MailTemplate.objects.create(name="Ready", subject_en="For {name}", text_en="Dear {name}, they are ready.")
    return [
        identify(email=f"{name.lower()}@example.com", name=f"{name} Lindt", language="en")
        for name in ("Anna", "Mara")
    ]


def looks_right(page):
    said = page.evaluate(VIOLATIONS, STANDARDS)
    assert [each for each in said if each.split(":")[0] not in FRAME] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def writes_a_mail(page, dialog):
    page.keyboard.press("m")
    dialog.get_by_label("Template").select_option(label="Ready")
    dialog.get_by_role("button", name="Insert").click()
    expect(dialog.get_by_label("Subject")).to_have_value("For Mara Lindt")
    looks_right(page)
    dialog.get_by_role("button", name="Send").click()
    expect(page.locator("#timeline")).to_contain_text("For Mara Lindt")
    assert (Mail.objects.get().to, Mail.objects.get().text) == (
        "mara@example.com",
        "Dear Mara Lindt, they are ready.",
    )


def logs_a_call(page, dialog):
    settle(page)  # what was sent loads the page again, and its script listens for keys when it has come
    page.keyboard.press("c")
    dialog.get_by_label("What was said").fill("Wants samples")
    dialog.get_by_label("Outcome").select_option("reached")
    dialog.get_by_label("Next step").fill("Send samples")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_contain_text("Say by when.")
    dialog.get_by_label("Due").fill((timezone.localdate() + timedelta(days=1)).isoformat())
    page.keyboard.press("Control+Enter")
    expect(page.locator("#panel-next")).to_contain_text("Send samples")
    settle(page)
    call = TimelineEntry.objects.get(kind="call")
    assert (call.text, call.outcome, Activity.objects.get().entry) == ("Wants samples", "reached", call)
    return call


def test_a_day_with_a_customer(enter, live_server, customers):
    anna, mara = customers
    page = enter("sales")
    page.goto(f"{live_server.url}/cms/customers/")
    page.get_by_role("link", name="Mara Lindt", exact=True).click()
    page.wait_for_url(f"**/customers/{mara.pk}/")
    put_axe(page)

    dialog = page.get_by_role("dialog")
    writes_a_mail(page, dialog)
    call = logs_a_call(page, dialog)
    entry = page.locator(f"#entry-{call.pk}")
    entry.locator("summary[aria-label]").click()
    entry.get_by_role("button", name="Pin").click()
    expect(page.locator(f"#pinned-{call.pk}")).to_be_visible()
    settle(page)
    page.get_by_role("link", name="Conversations").click()
    expect(page.locator("#timeline")).not_to_contain_text("For Mara Lindt")
    page.wait_for_url("**?group=talks")
    page.keyboard.press("/")
    page.keyboard.type("nothing of the kind")
    page.keyboard.press("Enter")
    expect(page.locator("#timeline")).to_contain_text("Nothing in this timeline matches.")

    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="Show all").click()
    expect(page.locator("#timeline")).to_contain_text("For Mara Lindt")
    entry.locator("summary[aria-label]").click()
    entry.get_by_role("link", name="Edit").click()
    dialog.get_by_label("What was said").fill("Wants samples and a price")
    dialog.get_by_role("button", name="Save").click()
    page.wait_for_url("**/timeline/?entry=*")
    expect(page.locator(f"#entry-{call.pk}")).to_contain_text("Wants samples and a price")
    page.get_by_text("edited on").click()
    expect(page.locator(f"#entry-{call.pk}")).to_contain_text("Before")
    assert EntryRevision.objects.get().text == "Wants samples"

    page.goto(f"{live_server.url}/cms/customers/{mara.pk}/")
    put_axe(page)
    looks_right(page)
    page.keyboard.press("j")
    page.wait_for_url(f"**/customers/{anna.pk}/")
    settle(page)
    page.locator("[data-key=n]").click()
    dialog.get_by_label("Note").fill("Likes celadon")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator("#timeline")).to_contain_text("Likes celadon")
