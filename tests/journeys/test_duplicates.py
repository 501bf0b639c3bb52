"""Two records of one customer by a real browser: keys decide, no axe violation, nothing wider than a phone."""

import pytest

from crm_core.customers.matching.services import compare_all
from crm_core.customers.models import Customer
from crm_core.customers.services import identify
from tests.journeys.looking import FRAME, STANDARDS, VIOLATIONS, put_axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]


@pytest.fixture
def pair():
    found = [
        identify(email="mara.lindt@example.com", name="Mara Lindt", language="de"),
        identify(email="mara.lindr@example.com", name="Mara M. Lindt", phone="+49 30 1234567"),
    ]
    compare_all([customer.pk for customer in found])
    return found


def test_pair_is_looked_at_and_merged_by_a_key(enter, live_server, pair):
    page = enter("sales")
    page.goto(f"{live_server.url}/cms/customer-duplicates/")
    page.locator("main table td a").first.click()
    page.wait_for_url("**/customer-duplicates/*/*/")

    put_axe(page)
    said = page.evaluate(VIOLATIONS, STANDARDS)
    assert [each for each in said if each.split(":")[0] not in FRAME] == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.keyboard.press("m")
    page.wait_for_url("**/customer-duplicates/")
    assert Customer.objects.count() == 1
