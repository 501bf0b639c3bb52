"""A marketer's campaign: a landing page built, scheduled and published in two languages, alone."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import Page, expect

from config.roles.services import set_up_roles
from content.models import LandingPage
from content.tasks import publish_scheduled
from tests.content.factories import make_home, make_image
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a-long-passphrase"


@pytest.fixture
def shop(site, live_server, settings, tmp_path):
    """A shop with a front door in two languages, three bowls, a picture and a marketer."""
    settings.MEDIA_ROOT = tmp_path / "media"
    # A draft that saves itself while the button is pressed: two writers are one too many for SQLite in memory.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    settings.WAGTAIL_AUTO_UPDATE_PREVIEW = False
    home = make_home(site)
    make_home(site, language="zh-hans", title="首页")
    set_up_roles()
    lea = UserFactory(email="lea@example.com", is_staff=True, password=PASSWORD)
    lea.groups.add(Group.objects.get(name="marketing"))
    ProductFactory.create_batch(3)
    make_image("winter", size=(1600, 840))
    return live_server.url, home, lea


def log_in(page: Page, base: str, client, user) -> None:
    client.force_login(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base}])


def insert(page: Page, field: str, label: str) -> None:
    """Add a block to a field of blocks by its name in the list."""
    page.locator(f"[data-contentpath='{field}'] button[title='Insert a block']").last.click()
    choice = page.get_by_role("option", name=label, exact=True)
    if choice.count():
        choice.click()


def test_a_marketer_builds_schedules_and_publishes_a_landing_page_in_two_languages(shop, client, context):
    base, home, lea = shop
    # Wagtail saves drafts by itself and reports an unfinished one as an error in the console.
    page = context.new_page()
    log_in(page, base, client, lea)

    # Built of a hero and a strip of products.
    page.goto(f"{base}/cms/pages/add/content/landingpage/{home.pk}/")
    page.get_by_role("textbox", name="Title").first.fill("The winter table")
    if not page.locator("#hero-0-value-heading").count():
        insert(page, "hero", "Hero")
    page.locator("[data-contentpath='hero'] button:has-text('Choose an image')").first.click()
    page.locator(".modal .image-choice, .modal a.image-choice").first.click()
    expect(page.locator(".modal")).to_have_count(0)
    page.locator("[name='hero-0-value-heading']").fill("Dark by four")
    page.locator("[name='hero-0-value-link-label']").fill("See the bowls")
    page.locator("[name='hero-0-value-link-path']").fill("/shop/catalogue/")
    insert(page, "body", "Product carousel")
    page.locator("[name='body-0-value-heading']").fill("Three bowls")
    save(page)
    landing = LandingPage.objects.get()
    assert landing.live is False

    # Scheduled: not there before its hour, there after it.
    soon = timezone.now() + timedelta(days=1)
    edit = f"{base}/cms/pages/{landing.pk}/edit/"
    schedule(page, edit, soon.strftime("%Y-%m-%d %H:%M"))
    publish_scheduled()
    visitor = context.browser.new_context().new_page()
    assert visitor.goto(f"{base}/the-winter-table/").status == 404
    with time_machine.travel(soon + timedelta(minutes=2)):
        publish_scheduled()
        visitor.goto(f"{base}/the-winter-table/")
        expect(visitor.get_by_role("heading", level=1)).to_have_text("Dark by four")
        expect(visitor.locator(".card")).to_have_count(3)

        # And in a second language, from the same page.
        page.goto(f"{base}/cms/translation/submit/page/{landing.pk}/")
        page.get_by_role("checkbox", name="Simplified Chinese").check()
        page.locator("main form button[type=submit], main form input[type=submit]").first.click()
        page.wait_for_url("**/edit/**")
        page.get_by_role("textbox", name="Title").first.fill("冬日餐桌")
        page.locator("[name='hero-0-value-heading']").fill("四点就天黑")
        publish(page)
        chinese = LandingPage.objects.get(locale__language_code="zh-hans")
        visitor.goto(f"{base}/zh-hans/{chinese.slug}/")
        expect(visitor.get_by_role("heading", level=1)).to_have_text("四点就天黑")
        expect(visitor.locator(".card")).to_have_count(3)
    visitor.context.close()


def save(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.locator("button.action-save").first.click()
    expect(page).to_have_url(re.compile("/edit/"), timeout=30_000)
    page.wait_for_load_state("networkidle")


def publish(page: Page) -> None:
    page.locator("footer button.w-dropdown__toggle").last.click()
    with page.expect_navigation():
        page.locator("button[name='action-publish']:visible").last.click()


def schedule(page: Page, edit: str, when: str) -> None:
    """Open the schedule from the side panel, give the hour, and publish by it."""
    page.goto(edit)
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    # Not typed: the calendar that opens with the focus lies over the button below it.
    page.locator("[name='go_live_at']").evaluate(
        "(field, when) => { field.value = when; field.dispatchEvent(new Event('change', {bubbles: true})) }",
        when,
    )
    page.get_by_role("button", name="Save schedule").click()
    page.wait_for_load_state("networkidle")
    publish(page)
