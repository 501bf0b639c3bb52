"""Every page of logging in and of keys: in our frame, for those who may see it."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.urls import reverse

from tests.shop.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

PASSWORD = "a-long-passphrase"
OPEN = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_inactive",
]
OWN = [
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_activate_totp",
    "mfa_generate_recovery_codes",
    "usersessions_list",
]


@pytest.fixture
def mei(client):
    user = UserFactory(email="mei@example.com")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return user


def is_ours(response):
    return b'class="skip' in response.content and b"<style" not in response.content


@pytest.mark.parametrize("name", OPEN)
def test_pages_for_everybody_open(client, name):
    response = client.get(reverse(name))

    assert (response.status_code, is_ours(response)) == (200, True)


@pytest.mark.parametrize(
    "path", ["/accounts/confirm-email/none-such/", "/accounts/password/reset/key/1-none/"]
)
def test_a_link_that_does_not_count_says_so_and_leads_on(client, path):
    response = client.get(path, follow=True)

    assert (response.status_code, is_ours(response)) == (200, True)


@pytest.mark.parametrize("name", OWN)
def test_pages_of_ones_own_open(client, mei, name):
    if name == "mfa_generate_recovery_codes":
        Authenticator.objects.create(user=mei, type=Authenticator.Type.TOTP, data={"secret": "x"})
    response = client.get(reverse(name))

    assert (response.status_code, is_ours(response)) == (200, True)


@pytest.mark.parametrize("name", [name for name in OWN if name != "account_logout"])
def test_strangers_are_asked_to_log_in(client, name):
    response = client.get(reverse(name))

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_codes_are_shown_and_downloaded_by_their_owner(client, mei):
    Authenticator.objects.create(user=mei, type=Authenticator.Type.TOTP, data={"secret": "x"})
    codes = RecoveryCodes.activate(mei).get_unused_codes()

    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    file = client.get(reverse("mfa_download_recovery_codes")).content.decode()

    assert [code for code in codes if code not in page or code not in file] == []


def test_somebody_elses_passkey_is_not_to_be_found(client, mei):
    foreign = Authenticator.objects.create(
        user=UserFactory(), type=Authenticator.Type.WEBAUTHN, data={"name": "Theirs"}
    )

    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.get(reverse(name, args=[foreign.pk])).status_code == 404
        assert client.post(reverse(name, args=[foreign.pk]), {"name": "Mine"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.data == {"name": "Theirs"}


def test_without_a_confirmed_address_no_key_is_taken(client):
    user = UserFactory(email="li@example.com")
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    client.post(reverse("mfa_add_webauthn"), {"name": "Key", "credential": "{}"})

    assert not Authenticator.objects.exists()
