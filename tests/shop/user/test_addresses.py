"""Who gets at somebody's session gets no account: fresh proof for every change, and a way back for days."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.events.tasks import deliver_due
from shop.mail.models import Mail
from shop.privacy.models import DeletionRequest
from shop.privacy.services import request_deletion
from shop.user.models import AddressChange, User
from shop.user.services import notify_old_address, undo_address_change
from tests.shop.factories import StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

PASSWORD = "a-long-passphrase"
NEW = "ash-and-water-2026"
EMAIL, SET = "/accounts/email/", "/accounts/password/set/"
ADD = {"action_add": "", "email": "eve@example.com"}
EVE = {"email": "eve@example.com"}


@pytest.fixture
def mei():
    return confirmed(UserFactory(email="mei@example.com"))


def confirmed(user, email=None, *, primary=True):
    EmailAddress.objects.create(user=user, email=email or user.email, verified=True, primary=primary)
    return user


def log_in(client, *, email="mei@example.com", password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def show_it_is_me(client):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def is_in(client):
    return client.get(reverse("customer:summary")).status_code == 200


def way_back_in(letter):
    return re.search(r"http://testserver(\S*/way-back/\S+)", letter.body)[1]


def to(letters, address, word):
    return [letter for letter in letters() if letter.to == [address] and word in letter.body]


def addresses(user):
    return set(user.emailaddress_set.values_list("email", "verified", "primary"))


def take_over(client, letters):
    """What somebody does who has the browser and the password."""
    log_in(client)
    show_it_is_me(client)
    client.post(EMAIL, ADD)
    (letter,) = to(letters, "eve@example.com", "confirm-email")
    client.post(re.search(r"http://testserver(\S+confirm-email\S+)", letter.body)[1])
    client.post(EMAIL, {"action_primary": "", **EVE})
    client.post(EMAIL, {"action_remove": "", "email": "mei@example.com"})


@pytest.mark.parametrize("action", ["action_add", "action_remove", "action_primary"])
def test_an_address_is_changed_only_after_showing_that_it_is_you(client, mei, action):
    confirmed(mei, "old@example.com", primary=False)
    before = addresses(mei)
    log_in(client)
    email = "eve@example.com" if action == "action_add" else "old@example.com"

    response = client.post(EMAIL, {action: "", "email": email})

    mei.refresh_from_db()
    assert response["Location"] == f"{reverse('account_reauthenticate')}?next=%2Faccounts%2Femail%2F"
    assert (addresses(mei), mei.email) == (before, "mei@example.com")


def test_shown_once_what_was_asked_for_is_done(client, mei):
    log_in(client)
    asked = client.post(EMAIL, ADD)

    client.post(asked["Location"], {"password": PASSWORD, "next": EMAIL})

    assert ("eve@example.com", False, False) in addresses(mei)


def test_a_wrong_password_shows_nothing(client, mei):
    log_in(client)
    asked = client.post(EMAIL, ADD)

    client.post(asked["Location"], {"password": "not-the-password", "next": EMAIL})

    assert addresses(mei) == {("mei@example.com", True, True)}


def test_what_was_shown_counts_for_minutes(client, mei, settings):
    log_in(client)
    show_it_is_me(client)
    with time_machine.travel(
        timezone.now() + timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
    ):
        response = client.post(EMAIL, ADD)

    assert response.status_code == 302
    assert addresses(mei) == {("mei@example.com", True, True)}


PROVEN = [
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_add_webauthn",
    "privacy:download",
    "privacy:deletion",
]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", PROVEN)
def test_keys_data_and_the_end_of_the_account_ask_who_it_is(client, mei, name, method):
    client.force_login(mei)
    if name != "mfa_activate_totp":
        TOTP.activate(mei, generate_totp_secret())
        RecoveryCodes.activate(mei)
    before = Authenticator.objects.count()

    response = getattr(client, method)(reverse(name))

    refused = response.status_code == 405 or "reauthenticate" in response.get("Location", "")
    assert (refused, Authenticator.objects.count(), DeletionRequest.objects.count()) == (True, before, 0)


def test_a_password_is_changed_only_by_who_knows_the_old_one(client, mei):
    client.force_login(mei)

    client.post(
        reverse("account_change_password"), {"oldpassword": "a-guess", "password1": NEW, "password2": NEW}
    )

    mei.refresh_from_db()
    assert mei.check_password(PASSWORD)


def test_an_account_opened_by_keys_gets_a_password_only_by_such_a_key(client, mei):
    mei.set_unusable_password()
    mei.save()
    TOTP.activate(mei, generate_totp_secret())
    client.force_login(mei)

    response = client.post(SET, {"password1": NEW, "password2": NEW})

    mei.refresh_from_db()
    assert "reauthenticate" in response["Location"]
    assert not mei.has_usable_password()


def test_nobody_sets_a_password_without_logging_in(client):
    assert client.post(SET, {"password1": NEW, "password2": NEW})["Location"].startswith("/accounts/login/")


def test_the_old_address_hears_of_a_new_one_and_of_its_own_end(client, mei, letters):
    take_over(client, letters)

    mei.refresh_from_db()
    assert mei.email == "eve@example.com"
    told = [letter.subject for letter in letters() if letter.to == ["mei@example.com"]]
    assert told == [
        "Your account has another e-mail address",
        "Your e-mail address was changed",
        "An e-mail address was removed",
    ]
    assert len(to(letters, "mei@example.com", "/way-back/")) == 2
    assert to(letters, "eve@example.com", "/way-back/") == []


def test_the_way_back_ends_a_takeover(client, mei, letters):
    thief, guess = Client(), Client()
    take_over(thief, letters)
    TOTP.activate(mei, generate_totp_secret())
    RecoveryCodes.activate(mei)
    link = way_back_in(to(letters, "mei@example.com", "/way-back/")[-1])

    assert client.get(link).status_code == 200
    assert is_in(thief)  # looking did nothing
    response = client.post(link, follow=True)
    client.post(response.request["PATH_INFO"], {"password1": NEW, "password2": NEW})

    mei.refresh_from_db()
    assert (mei.email, addresses(mei)) == ("mei@example.com", {("mei@example.com", True, True)})
    assert not Authenticator.objects.exists()
    assert not is_in(thief)
    log_in(guess)  # the thief knows the old password
    assert not is_in(guess)
    log_in(client, password=NEW)
    assert is_in(client)


def test_the_thief_cannot_take_the_account_back_again(client, mei, letters):
    take_over(client, letters)
    confirmed(mei, "evil@example.com", primary=False)
    show_it_is_me(client)
    client.post(EMAIL, {"action_primary": "", "email": "evil@example.com"})
    own = way_back_in(to(letters, "mei@example.com", "/way-back/")[-1])
    thiefs = way_back_in(to(letters, "eve@example.com", "/way-back/")[-1])
    quick, late = Client(), Client()

    assert quick.post(thiefs).status_code == 302  # who is first does not win
    assert late.post(own).status_code == 302
    assert quick.post(thiefs).status_code == 410
    mei.refresh_from_db()
    assert addresses(mei) == {("mei@example.com", True, True)}


def test_a_thief_who_signs_up_with_the_old_address_does_not_keep_it(client, mei, letters):
    take_over(client, letters)
    Client().post(reverse("account_signup"), {"email": "mei@example.com", "password1": NEW, "password2": NEW})
    assert User.objects.filter(email="mei@example.com").exclude(pk=mei.pk).exists()

    Client().post(way_back_in(to(letters, "mei@example.com", "/way-back/")[-1]))

    assert User.objects.get(email="mei@example.com") == mei
    assert EmailAddress.objects.get(email="mei@example.com").user == mei


def test_an_address_that_another_account_has_confirmed_stays_there(mei):
    change = notify_old_address(
        mei, old="mei@example.com", new="eve@example.com", is_main=True, now=timezone.now()
    )
    EmailAddress.objects.filter(user=mei).delete()
    User.objects.filter(pk=mei.pk).update(email="eve@example.com")
    other = confirmed(UserFactory(email="mei@example.com"))

    assert undo_address_change(change, now=timezone.now()) is False
    assert addresses(other) == {("mei@example.com", True, True)}


def test_older_keys_stay(client, mei, settings):
    with time_machine.travel(timezone.now() - timedelta(days=30)):
        TOTP.activate(mei, generate_totp_secret())
        RecoveryCodes.activate(mei)
    change = notify_old_address(mei, old=mei.email, new="eve@example.com", is_main=True, now=timezone.now())

    assert undo_address_change(change, now=timezone.now()) is True
    assert Authenticator.objects.count() == 2


def test_the_link_counts_once_for_some_days_and_as_it_was_made(client, mei, letters, settings):
    settings.KILN_ADDRESS_WAY_BACK = timedelta(days=3)
    take_over(client, letters)
    first, second = map(way_back_in, to(letters, "mei@example.com", "/way-back/"))
    forged = Client().post(first[:-3] + "x/")
    with time_machine.travel(timezone.now() + timedelta(days=3, seconds=1)):
        late = Client().post(second)
    mei.refresh_from_db()
    unchanged = mei.email

    answers = [Client().post(first).status_code, Client().post(first).status_code]

    assert (forged.status_code, late.status_code, unchanged) == (404, 410, "eve@example.com")
    assert answers == [302, 410]


def test_the_way_back_takes_back_a_wish_to_end_the_account(client, mei, letters):
    take_over(client, letters)
    request_deletion(mei, now=timezone.now())

    Client().post(way_back_in(to(letters, "mei@example.com", "/way-back/")[-1]))
    deliver_due()

    assert DeletionRequest.objects.get().withdrawn_at is not None


def test_the_link_is_shown_to_nobody_who_works_here(client, mei, letters):
    take_over(client, letters)
    letters()

    assert set(Mail.objects.filter(kind="account-address-changed").values_list("is_secret", "text")) == {
        (True, "")
    }


def test_an_address_changed_in_the_back_office_is_told_of_too(mei, letters):
    mei.email = "eve@example.com"
    mei.save()

    (letter,) = to(letters, "mei@example.com", "/way-back/")
    assert "mei@example.com" in letter.body


def test_an_address_nobody_confirmed_gets_no_key_to_the_account(letters):
    user = UserFactory(email="typing-error@example.com")
    user.email = "right@example.com"
    user.save()

    assert letters() == []
    assert not AddressChange.objects.exists()


def test_the_same_address_in_other_letters_is_no_change(mei, letters):
    mei.email = "Mei@example.com"
    mei.save()

    assert letters() == []


def test_staff_change_no_address_on_the_back_offices_own_page(client):
    staff = confirmed(StaffFactory(email="boss@example.com"))
    client.force_login(staff)
    page = client.get("/cms/account/")

    client.post(
        "/cms/account/",
        {"name_email-first_name": "B", "name_email-last_name": "B", "name_email-email": "eve@example.com"},
    )

    staff.refresh_from_db()
    assert (page.status_code, staff.email) == (200, "boss@example.com")


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "zh-hans"), ("zh-hant", "zh-hant")])
def test_the_letter_leads_to_the_page_in_the_readers_language(mei, letters, language, words):
    mei.language = language
    mei.email = "eve@example.com"
    mei.save()

    (letter,) = to(letters, "mei@example.com", "/way-back/")
    link = way_back_in(letter)
    assert link.startswith(f"/{words}/accounts/way-back/")
    assert Client().get(link).status_code == 200
