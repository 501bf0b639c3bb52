from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from django.contrib.sites.models import Site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.identity.models import ShopSettings
from shop.user.models import User
from tests.shop.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

PASSWORD = "glaze-and-fire-2026"


@pytest.fixture
def mei():
    user = UserFactory(email="mei@example.com", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def log_in(client, *, login="mei@example.com", password=PASSWORD, **data):
    return client.post(reverse("account_login"), {"login": login, "password": password, **data})


@pytest.mark.parametrize(
    ("language", "target"),
    [("", "/shop/accounts/"), ("en", "/shop/accounts/"), ("zh-hans", "/zh-hans/shop/accounts/")],
)
def test_login_leads_on_in_the_language_asked_for(client, mei, language, target):
    mei.language = language
    mei.save()

    response = log_in(client, next=reverse("customer:summary"))

    assert (response.status_code, urlsplit(response["Location"]).path) == (302, target)


def test_the_back_office_has_no_language_in_its_address(client, mei):
    mei.language, mei.is_staff = "zh-hans", True
    mei.save()

    assert log_in(client, next="/cms/")["Location"] == "/cms/"


def test_staff_land_in_the_back_office_unless_they_wanted_elsewhere(client, mei):
    User.objects.filter(pk=mei.pk).update(is_staff=True, is_superuser=True)

    assert log_in(client)["Location"] == reverse("wagtailadmin_home")
    assert client.get(reverse("account_login"))["Location"] == reverse("wagtailadmin_home")
    assert log_in(Client(), next="/shop/basket/")["Location"] == "/shop/basket/"
    assert log_in(Client(), next="https://elsewhere.example/")["Location"] == reverse("wagtailadmin_home")


def test_whoever_may_not_enter_the_back_office_lands_in_the_shop(client, mei):
    User.objects.filter(pk=mei.pk).update(is_staff=True)

    assert log_in(client)["Location"] == "/"


@pytest.mark.parametrize(("staff", "links"), [(True, 2), (False, 0)])
def test_shop_shows_staff_the_way_to_the_back_office(client, mei, staff, links):
    User.objects.filter(pk=mei.pk).update(is_staff=staff, is_superuser=staff)
    log_in(client)

    page = client.get(reverse("basket:summary")).content.decode()

    assert page.count(f'href="{reverse("wagtailadmin_home")}"') == links
    assert ("Back office" in page) == staff


def test_mail_is_in_the_language_asked_for(client, mei, letters):
    mei.language = "zh-hans"
    mei.save()

    client.post(reverse("account_reset_password"), {"email": mei.email})

    assert "密码" in letters()[0].subject


def test_an_unknown_address_reads_like_a_wrong_password(client, mei):
    wrong = log_in(client, password="not-the-password")
    unknown = log_in(client, login="nobody@example.com", password="not-the-password")

    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors.as_data().keys() == unknown.context["form"].errors.as_data().keys()
    assert str(wrong.context["form"].errors) == str(unknown.context["form"].errors)


def test_a_reset_for_an_unknown_address_answers_the_same(client, mei):
    known = client.post(reverse("account_reset_password"), {"email": mei.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.com"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_guessing_a_password_is_stopped(client, mei):
    answers = [log_in(client, password=f"guess-{n}-of-many") for n in range(6)]

    assert [a.context["form"].errors.as_data()["__all__"][0].code for a in answers] == [
        *["email_password_mismatch"] * 5,
        "too_many_login_attempts",
    ]
    assert log_in(client).status_code == 200  # even the right one waits now


@pytest.mark.parametrize(("language", "words"), [("en", "Too many attempts"), ("zh-hans", "尝试次数过多")])
def test_who_tries_too_often_is_told_so_on_a_page_of_ours(client, settings, language, words):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    address = f"{'' if language == 'en' else '/zh-hans'}/accounts/signup/"
    client.post(address, {"email": "a"})

    response = client.post(address, {"email": "a"})

    assert response.status_code == 429
    assert words in response.content.decode()


def test_a_form_without_token_is_refused(mei, client):
    strict = Client(enforce_csrf_checks=True)

    assert log_in(strict).status_code == 403


def test_pages_do_not_ask_where_somebody_is_logged_in(client, mei):
    log_in(client)

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("customer:summary"))

    assert [q["sql"] for q in queries if "usersessions" in q["sql"]] == []


def test_everywhere_else_is_logged_out(client, mei):
    log_in(client)
    other = Client()
    log_in(other)

    page = client.get(reverse("usersessions_list"))
    assert page.context["session_count"] == 2
    client.post(reverse("usersessions_list"))

    assert client.get(reverse("customer:summary")).status_code == 200
    assert other.get(reverse("customer:summary")).status_code == 302


def test_others_logins_are_not_shown(client, mei):
    stranger = UserFactory(email="li@example.com", password=PASSWORD)
    EmailAddress.objects.create(user=stranger, email=stranger.email, verified=True, primary=True)
    log_in(Client(), login=stranger.email)
    log_in(client)

    assert [s.user for s in client.get(reverse("usersessions_list")).context["sessions"]] == [mei]


def test_a_mail_about_the_account_has_its_own_subject_and_the_shops_name(client, mei, letters):
    ShopSettings.objects.create(name="Ofen & Co")
    Site.objects.update(name="example.com")

    client.post(reverse("account_reset_password"), {"email": mei.email})

    (letter,) = letters()
    assert letter.subject == "A new password"
    assert letter.body.rstrip().endswith("Ofen & Co")
    assert "example.com" not in letter.body.replace(mei.email, "")


@pytest.mark.parametrize("prefix", ["", "/zh-hans", "/zh-hant"])
def test_who_asked_for_no_page_stays_in_the_language_of_the_login(client, mei, prefix):
    response = client.post(f"{prefix}/accounts/login/", {"login": mei.email, "password": PASSWORD})

    assert response["Location"] == f"{prefix}/"


def test_an_authenticator_app_shows_the_shops_name(db):
    ShopSettings.objects.create(name="Ofen & Co")

    assert get_adapter().get_totp_issuer() == "Ofen & Co"
