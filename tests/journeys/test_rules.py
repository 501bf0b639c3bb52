"""A manager writes a rule, tries it on the past, turns it on, and it acts once; a loop is stopped."""

import os

import pytest
from playwright.sync_api import expect

from crm_core.automation.models import Rule, RuleRun
from crm_core.automation.tasks import work_dry_runs
from crm_core.profile.models import CustomerTag
from crm_core.profile.services import set_tags
from tests.crm_core.automation.rules import rule, tag, tagging, work
from tests.crm_core.factories import CustomerFactory
from tests.shop.factories import OrderFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page, name):
    """Keep a picture where somebody wants to see it (`RULE_SHOTS` names a folder)."""
    if folder := os.environ.get("RULE_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_manager_writes_a_rule_tries_it_and_it_acts_once(site, enter, live_server):
    tag("welcome")
    OrderFactory(guest_email="before@example.com")
    work()
    page = enter("sales")

    page.goto(f"{live_server.url}/cms/rules/new/")
    page.get_by_label("Name of the rule").fill("Welcome the new")
    page.get_by_role("button", name="Add a condition").first.click()
    page.get_by_label("Field of condition 1").select_option("order.is_first")
    page.get_by_label("Comparison").wait_for()
    page.get_by_role("button", name="Add a step").click()
    page.get_by_label("What step 1 does").select_option("add_tag")
    page.get_by_label("Tag", exact=True).select_option(label="welcome")
    assert page.get_by_label("Name of the rule").input_value() == "Welcome the new"
    look(page, "form-1280")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    look(page, "form-390")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Rule saved as version 1.").wait_for()
    look(page, "rule-1280")

    page.get_by_role("button", name="Start a dry run").click()
    work_dry_runs()
    page.reload()
    page.get_by_text("found 1 match").wait_for()
    look(page, "dry-run-1280")
    assert CustomerTag.objects.count() == 0

    page.goto(f"{live_server.url}/cms/rules/{Rule.objects.get().pk}/")
    page.get_by_role("button", name="Turn on").click()
    page.get_by_text("The rule is on.").wait_for()
    OrderFactory(guest_email="after@example.com")
    work()
    assert (RuleRun.objects.count(), CustomerTag.objects.count()) == (1, 1)

    page.goto(f"{live_server.url}/cms/rules/{Rule.objects.get().pk}/log/")
    page.get_by_text("an order is placed").wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, "log-390")
    page.goto(f"{live_server.url}/cms/rules/")
    page.get_by_text("Welcome the new").first.wait_for()
    look(page, "list-390")


def test_two_rules_that_start_each_other_are_stopped_and_the_log_says_so(site, enter, live_server):
    changed = ("change", "customer.tags")
    rule(tagging("x"), trigger=changed, name="Put it on")
    off = {"id": "s1", "do": "remove_tag", "with": {"tag": str(tag("x").pk)}}
    rule(off, trigger=changed, name="Take it off")
    page = enter("sales")

    set_tags(CustomerFactory(), ["start"], by=None)
    work()

    stopped = RuleRun.objects.filter(state="stopped", reason="loop")
    page.goto(f"{live_server.url}/cms/rules/{stopped.first().rule_id}/log/")
    expect(page.locator("td.bad").first).to_be_visible()
    assert not RuleRun.objects.filter(state__in=["waiting", "running"]).exists()
