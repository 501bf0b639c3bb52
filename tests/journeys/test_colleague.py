"""A colleague is invited by mail, chooses a password and works; the clicks are counted."""

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from config.roles.services import set_up_roles
from shop.user.models import User
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.hands import Hands
from tests.journeys.steps import path_in
from tests.shop.factories import StaffFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]
MOST_CLICKS = 5
PASSWORD = "a long way to the kiln"


def admitted(client, page, live_server):
    """Enter as an administrator who has just shown that it is they."""
    user = StaffFactory(is_superuser=True)
    client.force_login(user)
    session = client.session
    method = {"method": "password", "at": timezone.now().timestamp(), "reauthenticated": True}
    session["account_authentication_methods"] = [method]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_colleague_is_invited_and_comes_in(client, page, live_server, chromium, window):
    set_up_roles()
    admitted(client, page, live_server)
    page.set_viewport_size(window)
    page.goto(f"{live_server.url}/cms/")
    hands = Hands(page)

    if window is PHONE:
        hands.click("Toggle sidebar")
    hands.click("Settings")
    hands.click("Staff", role="link")
    hands.click("Invite a colleague", role="link")
    page.wait_for_url("**/users/new/")
    for name, words in (("email", "ida@berg.example"), ("first_name", "Ida"), ("last_name", "Berg")):
        page.fill(f"input[name={name}]", words)
    page.get_by_role("tab", name="Roles").first.click()
    hands.clicks += 1
    hands.tick("fulfilment")
    hands.click("Send invitation")
    expect(page.get_by_text("is in the outbox")).to_be_visible()
    assert hands.clicks <= MOST_CLICKS + 1 + (window is PHONE), hands.clicks

    path = path_in(mail.outbox[-1], containing="invitation")
    colleague = chromium.new_context(viewport=window, locale="en-GB", reduced_motion="reduce").new_page()
    colleague.goto(live_server.url + path)
    for field in ("new_password1", "new_password2"):
        colleague.fill(f"input[name={field}]", PASSWORD)
    colleague.locator("main form button[type=submit]").click()
    colleague.wait_for_url("**/accounts/login/**")
    colleague.fill("input[name=login]", "ida@berg.example")
    colleague.fill("input[name=password]", PASSWORD)
    colleague.locator("main form button[type=submit]").first.click()
    colleague.wait_for_url("**/cms/")
    expect(colleague.get_by_role("heading", level=1).first).to_be_visible()
    colleague.context.close()
    ida = User.objects.get(email="ida@berg.example")
    assert (ida.is_staff, list(ida.groups.all())) == (True, [Group.objects.get(name="fulfilment")])
