"""One account by passkey for shop and back office; the browser's own virtual authenticator holds the key."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from shop.user.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

EMAIL, PASSWORD = "mei@example.com", "glaze-and-fire-2026"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def key_holder(context, page):
    """A device that keeps passkeys and says yes to each request."""
    protocol = context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    return protocol.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]


@pytest.fixture
def shop(live_server):
    """The shop under a name: a passkey belongs to a host name, never to a bare address."""
    return live_server.url.replace("127.0.0.1", "localhost")


def sign_up(page, shop):
    home = reverse("customer:summary")
    page.goto(f"{shop}{reverse('account_signup')}?next={home}")
    page.locator("[name=email]").fill(EMAIL)
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password2]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Create account").click()
    page.wait_for_url("**/confirm-email/")
    link = re.search(r"https?://[^/]+(/\S*confirm-email/\S+)", mail.outbox[0].body)[1]
    page.goto(shop + link)
    page.get_by_role("main").get_by_role("button", name="Confirm").click()
    page.wait_for_url(shop + home)


def add_passkey(page, shop, *, name):
    page.goto(shop + reverse("mfa_add_webauthn"))
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Continue").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Log in with it alone, without a password").check()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/recovery-codes/**")


def log_out(page, shop):
    page.goto(f"{shop}{reverse('account_logout')}?next={reverse('account_login')}")
    page.locator(".account-body").get_by_role("button", name="Log out").click()
    page.wait_for_url("**/accounts/login/**")


def test_a_passkey_opens_shop_and_back_office(page, shop, key_holder):
    sign_up(page, shop)
    add_passkey(page, shop, name="Kitchen laptop")
    assert page.get_by_label("Unused codes").input_value().count("\n") == 9  # ten codes
    User.objects.filter(email=EMAIL).update(is_staff=True, is_superuser=True)

    log_out(page, shop)
    page.goto(f"{shop}/cms/")
    assert "/accounts/login/" in page.url
    page.get_by_role("button", name="Log in with a passkey").click()
    page.wait_for_url(f"{shop}/cms/")

    assert page.get_by_role("navigation").first.is_visible()
    page.goto(shop + reverse("customer:summary"))
    assert page.get_by_role("heading", level=1).inner_text() == "Your account"


def test_a_passkey_is_renamed_and_removed(page, shop, key_holder):
    sign_up(page, shop)
    add_passkey(page, shop, name="Kitchen laptop")

    page.goto(shop + reverse("mfa_list_webauthn"))
    page.get_by_role("link", name="Rename Kitchen laptop").click()
    page.get_by_label("Name").fill("Studio laptop")
    page.get_by_role("main").get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove Studio laptop").click()
    page.get_by_role("main").get_by_role("button", name="Remove").click()

    page.wait_for_url(shop + reverse("mfa_list_webauthn"))
    assert page.get_by_role("heading", name="No passkey yet").is_visible()
