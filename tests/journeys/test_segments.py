"""A marketer describes a segment, looks at who would be in it, saves it, and puts somebody in by hand."""

import os

import pytest

from personalization.segments.models import Segment, SegmentMembership
from tests.crm_core.factories import CustomerFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page, name):
    """Keep a picture where somebody wants to see it (`SEGMENT_SHOTS` names a folder)."""
    if folder := os.environ.get("SEGMENT_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_marketer_writes_a_segment_and_looks_at_it_before_saving(site, enter, live_server):
    CustomerFactory(kind="company", name="Harbour Kitchens", email="harbour@example.com")
    CustomerFactory(kind="person", name="Mara Lindt")
    page = enter("marketing")

    page.goto(f"{live_server.url}/cms/segments/new/")
    page.locator("[name=name_en]").fill("Companies")
    page.get_by_label("Field of condition 1").select_option("customer.kind")
    page.get_by_label("Comparison").wait_for()
    page.get_by_label("company", exact=True).check()
    page.get_by_role("button", name="Show who would be in it").click()
    page.get_by_text("1 customer fits now.").wait_for()
    page.get_by_role("link", name="Harbour Kitchens").wait_for()
    assert page.locator("[name=name_en]").input_value() == "Companies"
    look(page, "form-1280")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    look(page, "form-390")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Segment saved.").wait_for()
    segment = Segment.objects.get()
    assert segment.memberships.count() == 1

    page.reload()
    page.get_by_placeholder("Search customers").fill("Mara")
    page.get_by_role("option", name="Mara Lindt").click()
    page.get_by_role("button", name="Save choice").click()
    page.get_by_text("1 customer put into the segment.").wait_for()
    assert SegmentMembership.objects.filter(segment=segment, left_at=None).count() == 2
    look(page, "segment-1280")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    look(page, "segment-390")
    page.goto(f"{live_server.url}/cms/segments/")
    look(page, "list-390")
