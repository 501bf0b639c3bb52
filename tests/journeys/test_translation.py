"""A page is translated into both Chinese, previewed, sent for approval and approved by a second person."""

import pytest
from playwright.sync_api import expect

from content.models import StandardPage
from tests.config.roles.people import member
from tests.content.factories import make_home, make_page
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]


@pytest.fixture
def story(site, settings):
    # A draft that saves itself while the button is pressed: two writers are one too many for SQLite in memory.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    home = make_home(site)
    for language, title in (("zh-hans", "首页"), ("zh-hant", "首頁")):
        make_home(site, language=language, title=title)
    return make_page(home, title="Our clay")


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def desk(request, chromium, client, live_server, story):
    """Somebody of a role at the back office, each in a browser of their own."""
    contexts = []

    def as_role(role):
        client.force_login(member(role))
        context = chromium.new_context(viewport=request.param, locale="en-GB", reduced_motion="reduce")
        context.set_default_timeout(15_000)
        contexts.append(context)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        return Hands(context.new_page())

    yield as_role
    for context in contexts:
        context.close()


def write_preview_and_submit(editor, title):
    """Write the title, look at the page in the panel for it, send it for approval."""
    page = editor.page
    page.wait_for_load_state("networkidle")
    editor.clicks += 1
    page.get_by_role("textbox", name="Title").first.fill(title)
    toggle = page.get_by_role("button", name="Toggle preview")
    editor.take(toggle)
    expect(page.frame_locator("[title=Preview]").last.get_by_role("heading", level=1)).to_have_text(title)
    editor.take(toggle)
    editor.take(page.locator("footer button.w-dropdown__toggle").last)
    editor.take(page.locator("button[name='action-submit']:visible"))
    expect(page.get_by_text("has been submitted for moderation")).to_be_visible()


def approve(approver, base, title):
    approver.page.goto(f"{base}/cms/")
    approver.follow(title)
    approver.page.wait_for_load_state("networkidle")
    approver.take(approver.page.locator("footer button.w-dropdown__toggle").last)
    with approver.page.expect_navigation():
        approver.take(approver.page.locator("footer [data-workflow-action-name=approve]").first)


def test_page_is_translated_into_two_languages_previewed_and_approved(desk, story, live_server):
    editor = desk("content editor")
    editor.page.goto(f"{live_server.url}/cms/pages/{story.pk}/edit/")
    editor.page.wait_for_load_state("networkidle")
    editor.click("Actions")
    editor.click("Translate", role="link")
    editor.tick("Select all")
    editor.click("Submit")
    other = editor.page.get_by_role("link", name="Traditional Chinese").first.get_attribute("href")
    write_preview_and_submit(editor, "我们的土")
    editor.page.goto(live_server.url + other)
    write_preview_and_submit(editor, "我們的土")

    approver = desk("content approver")
    approve(approver, live_server.url, "我们的土")
    approve(approver, live_server.url, "我們的土")

    live = StandardPage.objects.filter(live=True).values_list("locale__language_code", "title")
    assert dict(live) == {"en": "Our clay", "zh-hans": "我们的土", "zh-hant": "我們的土"}
    assert (editor.actions, approver.actions) == (14, 6)
