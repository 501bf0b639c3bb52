"""The back office asks staff for a second factor where the shop says so, and locks nobody out."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from config.roles.table import ROLES
from tests.config.roles.people import member
from tests.shop.factories import StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

PASSWORD = "a-long-passphrase"
PAGES = [
    "/cms/",
    "/cms/shop/orders/",
    "/cms/api/main/pages/",
    "/cms/customers/",
    "/cms/account/",
    "/cms/jsi18n/",
]
SAYS = "Two-factor authentication required"


@pytest.fixture(autouse=True)
def _asked_for(settings):
    settings.KILN_STAFF_SECOND_FACTOR = True


@pytest.fixture
def boss():
    return confirmed(StaffFactory(password=PASSWORD))


def confirmed(user):
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def log_in(client, user, **data):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD, **data})


def is_asked(response):
    return response.status_code == 403 and SAYS in response.content.decode()


@pytest.mark.parametrize("role", [role.name for role in ROLES])
def test_every_role_is_led_to_a_second_factor_before_any_page(client, role):
    client.force_login(member(role))

    assert [is_asked(client.get(page)) for page in PAGES] == [True] * len(PAGES)
    assert is_asked(client.post("/cms/customers/new/", {"name": "Ada"}))


def test_it_is_off_where_the_shop_does_not_ask(client, boss, settings):
    settings.KILN_STAFF_SECOND_FACTOR = False
    client.force_login(boss)

    assert client.get("/cms/").status_code == 200


@pytest.mark.parametrize("kind", [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
def test_who_has_one_works_on(client, boss, kind):
    Authenticator.objects.create(user=boss, type=kind, data={})
    client.force_login(boss)

    assert client.get("/cms/").status_code == 200


def test_codes_on_paper_are_no_second_factor(client, boss):
    Authenticator.objects.create(user=boss, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(boss)

    assert is_asked(client.get("/cms/"))


def test_staff_set_one_up_and_are_in(client, boss):
    assert log_in(client, boss, next="/cms/")["Location"] == "/cms/"
    page = client.get("/cms/").content.decode()
    (way,) = re.findall(r'href="([^"]+totp/activate/)"', page)
    asked = client.get(way)
    shown = client.post(asked["Location"], {"password": PASSWORD, "next": way}, follow=True)
    secret = shown.context["form"].secret

    codes = client.post(way, {"code": code_of(secret)}, follow=True)

    assert codes.request["PATH_INFO"] == reverse("mfa_view_recovery_codes")
    assert 'href="/cms/"' in codes.content.decode()
    assert client.get("/cms/").status_code == 200


def test_the_next_log_in_asks_for_it(client, boss):
    secret = generate_totp_secret()
    TOTP.activate(boss, secret)

    asked = log_in(client, boss, next="/cms/")

    assert asked["Location"].startswith(reverse("mfa_authenticate"))
    assert SESSION_KEY not in client.session
    client.post(asked["Location"], {"code": code_of(secret)})
    assert client.get("/cms/").status_code == 200


def test_what_a_password_alone_had_opened_is_closed(
    client, boss, settings, django_capture_on_commit_callbacks
):
    settings.KILN_STAFF_SECOND_FACTOR = False
    elsewhere = Client()
    for browser in (elsewhere, client):
        log_in(browser, boss)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert client.get("/cms/").status_code == 200
    assert elsewhere.get("/cms/").status_code == 302


def test_who_leaves_can_leave_and_buyers_are_asked_nothing(client, boss):
    client.force_login(boss)
    assert client.post("/cms/logout/").status_code == 302
    client.force_login(UserFactory())
    assert client.get(reverse("customer:summary")).status_code == 200
    assert not is_asked(client.get("/cms/"))


CHANGES = ["/cms/users/new/", "/cms/users/edit/{pk}/", "/cms/users/delete/{pk}/", "/cms/groups/new/"]


@pytest.mark.parametrize("address", CHANGES)
def test_staff_change_accounts_only_after_showing_that_it_is_they(client, boss, settings, address):
    settings.KILN_STAFF_SECOND_FACTOR = False
    buyer = UserFactory()
    log_in(client, boss)
    form = {"email": "eve@example.com", "password1": "ash-and-water-2026", "password2": "ash-and-water-2026"}

    response = client.post(address.format(pk=buyer.pk), form)

    assert response["Location"].startswith(reverse("account_reauthenticate"))
    before = buyer.email
    buyer.refresh_from_db()
    assert (buyer.email, buyer.check_password(PASSWORD)) == (before, True)


def test_shown_it_goes_on(client, boss, settings):
    settings.KILN_STAFF_SECOND_FACTOR = False
    buyer = UserFactory()
    log_in(client, boss)
    address = f"/cms/users/delete/{buyer.pk}/"
    asked = client.post(address)

    client.post(asked["Location"], {"password": PASSWORD, "next": address})

    assert not type(buyer).objects.filter(pk=buyer.pk).exists()
