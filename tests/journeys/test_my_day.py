"""A representative's day on a phone by a real browser, and the calendar by keys and mouse; no axe violation."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm_core.activities.models import Activity
from crm_core.activities.series import start_of_day
from crm_core.customers.services import identify
from crm_core.timeline.models import TimelineEntry
from shop.user.models import User
from tests.journeys.looking import FRAME, STANDARDS, VIOLATIONS, put_axe
from tests.journeys.steps import settle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]


def looks_right(page):
    put_axe(page)
    said = page.evaluate(VIOLATIONS, STANDARDS)
    assert [each for each in said if each.split(":")[0] not in FRAME] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def plan(subject, days, *, name="", **what):
    user = User.objects.latest("pk")
    customer = identify(email=f"{name.lower()}@example.com", name=f"{name} Lindt") if name else None
    day = timezone.localdate() + timedelta(days=days)
    return Activity.objects.create(
        subject=subject, due_at=start_of_day(day), assignee=user, customer=customer, **what
    )


def test_a_day_on_a_phone(enter, live_server):
    page = enter("sales")
    why = {"reason": "x", "reason_data": {"text": "No order for 45 days"}}
    call = plan("Ask about the vases", -1, name="Anna", kind="call", **why)
    plan("Visit the shop", 0, name="Mara", kind="visit")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/cms/my-day/")
    expect(page.get_by_text("No order for 45 days").first).to_be_visible()
    looks_right(page)

    page.get_by_role("link", name="Ask about the vases").first.click()
    card = page.locator(".day-card")
    expect(card).to_contain_text("Anna Lindt")
    settle(page)
    looks_right(page)
    page.locator("[data-key=n]").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Note").fill("Likes celadon")
    dialog.get_by_role("button", name="Save").click()
    expect(card).to_contain_text("Likes celadon")

    card.get_by_label("Outcome").select_option("reached")
    card.get_by_label("What was said").fill("Wants two more")
    card.get_by_label("Next step").fill("Send a quote")
    card.get_by_label("Due").fill((timezone.localdate() + timedelta(days=1)).isoformat())
    card.get_by_role("button", name="Done").click()
    expect(card).to_contain_text("Mara Lindt")

    call.refresh_from_db()
    assert (call.state, call.outcome) == ("done", "reached")
    assert TimelineEntry.objects.get(kind="call").text == "Wants two more"
    card.get_by_role("link", name="Next customer").click()
    expect(card).to_contain_text("Send a quote")
    card.get_by_role("button", name="1 week").click()
    expect(page.get_by_text("moved to").first).to_be_visible()
    assert Activity.objects.get(subject="Send a quote").day == timezone.localdate() + timedelta(days=8)


def test_a_calendar_by_keys_mouse_and_click(enter, live_server):
    page = enter("sales")
    activity = plan("Stand-up", 0)
    day = activity.day
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}/cms/activities/calendar/?view=week&day={day}")
    looks_right(page)
    item = page.locator(".calendar-item a")
    item.focus()
    forth = "ArrowRight" if day.weekday() < 6 else "ArrowLeft"
    page.keyboard.press(f"Alt+{forth}")
    moved = day + timedelta(days=1 if forth == "ArrowRight" else -1)
    expect(page.locator(f"[data-day='{moved}'] .calendar-item")).to_be_visible()
    expect(page.locator(f"[data-day='{moved}'] .calendar-item a")).to_be_focused()

    item.hover()
    page.mouse.down()
    target = page.locator(f"[data-day='{day}']").bounding_box()
    page.mouse.move(target["x"] + 30, target["y"] + 150, steps=4)
    page.mouse.up()
    expect(page.locator(f"[data-day='{day}'] .calendar-item")).to_be_visible()
    assert Activity.objects.get().day == day

    page.locator(f"[data-day='{moved}'] [data-compose]").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Subject").fill("Fire the kiln")
    looks_right(page)
    dialog.get_by_role("button", name="Plan").click()
    expect(page.locator(f"[data-day='{moved}'] .calendar-item")).to_contain_text("Fire the kiln")
