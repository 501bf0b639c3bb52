import pytest
from wagtail.admin.search import admin_search_areas

from tests.crm_core.factories import staff_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def areas(rf, *permissions):
    request = rf.get("/cms/pages/search/?q=tide")
    request.user = staff_with(*permissions)
    shown = {area.name for area in admin_search_areas.search_items_for_request(request)}
    return shown & {"orders", "customers"}


def test_search_goes_on_to_what_the_reader_may_see(rf):
    assert areas(rf) == set()
    assert areas(rf, "order.view_order") == {"orders"}
    assert areas(rf, "customers.view_customer") == {"customers"}


def test_help_leads_to_no_other_site(client):
    client.force_login(staff_with())

    assert "guide.wagtail.org" not in client.get("/cms/").content.decode()
