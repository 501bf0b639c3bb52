"""An account lapses: a call on the owner's day, the call logged, the next order, and the rule's log tells it."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from crm_core.activities.models import Activity
from crm_core.automation.models import Rule, RuleRun
from crm_core.automation.services import install_shipped_rules
from crm_core.customers.models import Customer
from shop.events.services import publish
from shop.order.events import OrderPlaced
from shop.user.models import User
from tests.crm_core.automation.rules import work
from tests.crm_core.factories import CustomerFactory
from tests.crm_core.order_signals.kit import look_at, order_of
from tests.journeys.looking import FRAME, STANDARDS, VIOLATIONS, put_axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]
PHONE = {"width": 390, "height": 844}


def looks_right(page):
    put_axe(page)
    said = page.evaluate(VIOLATIONS, STANDARDS)
    assert [each for each in said if each.split(":")[0] not in FRAME] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_a_lapsed_account_is_called_and_orders_again(enter, live_server):
    page = enter("sales")
    now = timezone.now()
    account = CustomerFactory(
        name="Harbour Kitchens", kind=Customer.Kind.COMPANY, owner=User.objects.latest("pk")
    )
    for days in (151, 121, 91):
        order_of(account, days, now=now)
    install_shipped_rules(on=True)
    look_at(account, now=now)
    work()
    rule = Rule.objects.get(code="account-lapsed")

    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}{reverse('customers:inspect', args=[account.pk])}")
    expect(page.get_by_text("no order for 91 days; usually every 30 days").first).to_be_visible()
    looks_right(page)

    page.goto(f"{live_server.url}/cms/my-day/")
    page.get_by_role("link", name="Ask why they have stopped ordering").first.click()
    card = page.locator(".day-card")
    expect(card).to_contain_text("no order for 91 days")
    card.get_by_label("Outcome").select_option("reached")
    card.get_by_label("What was said").fill("Was on holiday")
    card.get_by_role("button", name="Done").click()
    expect(card.get_by_label("Outcome")).to_have_count(0)
    done = Activity.objects.get(state="done")
    assert (done.outcome, done.result) == ("reached", "Was on holiday")
    assert RuleRun.objects.get(rule=rule).state == "waiting"

    publish(OrderPlaced(order_id=order_of(account, 0, now=now).pk))
    look_at(account, now=now)
    work()

    run = RuleRun.objects.get(rule=rule)
    assert (run.state, run.data["wait"]) == ("done", {"event_came": True})
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}{reverse('rules:inspect', args=[rule.pk])}")
    expect(page.get_by_text("Harbour Kitchens").first).to_be_visible()
    expect(page.get_by_text("Not measured yet").first).to_be_visible()
    looks_right(page)
