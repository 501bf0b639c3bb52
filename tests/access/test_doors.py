"""One way in: allauth's log-in. Every address of the site is tried with a right password."""

from types import CodeType, FunctionType

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import SESSION_KEY, authenticate, views as django_views
from django.test import Client
from django.urls import path, reverse
from wagtail.admin.auth import require_admin_access

from config.urls import urlpatterns
from tests.access.routes import routes
from tests.shop.factories import StaffFactory, UserFactory
from tests.sites import close

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

PASSWORD = "a-long-passphrase"
# Views that may end in somebody being logged in, each behind allauth's stages (second factor, address).
DOORS = {
    "account_login",
    "account_signup",
    "account_confirm_email",  # of a sign-up, in the browser that signed up
    "account_confirm_login_code",  # codes by mail are switched off: there is nothing to confirm
    "account_reset_password_from_key",  # chooses a password and leads to the log-in
    "mfa_authenticate",
    "mfa_login_webauthn",
}
LOG_IN = {"login", "auth_login", "perform_login", "resume_login", "perform_password_login", "alogin"}


def person(make=UserFactory, *, confirmed, **facts):
    user = make(password=PASSWORD, **facts)
    EmailAddress.objects.create(user=user, email=user.email, verified=confirmed, primary=True)
    return user


def credentials(user):
    """Under every name by which forms ask for them."""
    words = dict.fromkeys(("username", "login", "email", "login-username", "login-email", "user"), user.email)
    return words | dict.fromkeys(("password", "login-password", "oldpassword"), PASSWORD) | {"next": "/cms/"}


def where_it_logs_in(user):
    """Try every address; fresh each time, so that no page before it helps or hinders."""
    found = set()
    for route in routes():
        visitor = Client(raise_request_exception=False)
        response = visitor.post(route.path, credentials(user))
        close(response)
        if SESSION_KEY in visitor.session:
            found.add(route.name)
    return found


def test_a_password_alone_opens_no_account_with_a_second_factor():
    user = person(StaffFactory, confirmed=True)
    TOTP.activate(user, generate_totp_secret())

    assert where_it_logs_in(user) == set()


def test_a_password_opens_no_account_whose_address_is_not_confirmed():
    assert where_it_logs_in(person(StaffFactory, confirmed=False)) == set()


def test_a_password_opens_an_account_at_one_address():
    assert where_it_logs_in(person(confirmed=True)) == {"account_login"}


@pytest.mark.parametrize("language", ["", "/zh-hans", "/zh-hant"])
@pytest.mark.parametrize("door", ["/_util/login/", "/shop/accounts/login/"])
def test_other_log_ins_lead_to_the_one(client, language, door):
    response = client.get(f"{language}{door}?next=/cms/")

    assert (response.status_code, response["Location"]) == (302, f"{language}/accounts/login/?next=/cms/")


def test_the_back_offices_own_log_in_and_reset_lead_to_the_one(client):
    assert client.get("/cms/login/?next=/cms/pages/")["Location"] == "/accounts/login/?next=/cms/pages/"
    assert client.get("/cms/password_reset/")["Location"] == "/accounts/password/reset/"
    assert client.get("/cms/password_reset/confirm/MQ/x/").status_code in {302, 404}


def functions_of(view):
    """Everything of a view that can run: itself, what it wraps, and what its class and the bases define."""
    found, waiting = set(), [view]
    while waiting:
        function = waiting.pop()
        if not isinstance(function, FunctionType) or function in found:
            continue
        found.add(function)
        waiting.append(getattr(function, "__wrapped__", None))
        waiting += [cell.cell_contents for cell in function.__closure__ or ()]
        for base in getattr(getattr(function, "view_class", None), "__mro__", ()):
            waiting += vars(base).values()
    return found


def names_in(code: CodeType):
    """Every name that code speaks of, inner functions too."""
    inner = [const for const in code.co_consts if isinstance(const, CodeType)]
    return set(code.co_names).union(*(names_in(const) for const in inner))


def can_log_in(view):
    return any(LOG_IN & names_in(function.__code__) for function in functions_of(view))


def test_every_view_that_can_log_somebody_in_is_known():
    assert {route.name for route in routes() if can_log_in(route.view)} <= DOORS


def test_the_look_for_doors_finds_djangos():
    assert can_log_in(django_views.LoginView.as_view())
    assert can_log_in(require_admin_access(django_views.PasswordResetConfirmView.as_view()))


class Elsewhere:
    """A URL map into which somebody mounted Django's own log-in."""

    urlpatterns = [path("in/", django_views.LoginView.as_view(template_name="plain.html")), *urlpatterns]


def test_a_log_in_that_somebody_mounts_all_the_same_opens_nothing(client, settings):
    settings.ROOT_URLCONF = Elsewhere
    user = person(StaffFactory, confirmed=True)

    client.post("/in/", {"username": user.email, "password": PASSWORD})

    assert SESSION_KEY not in client.session
    assert authenticate(None, username=user.email, password=PASSWORD) is None
    assert authenticate(None, email=user.email, password=PASSWORD) == user


def test_staff_can_send_somebody_a_new_password_by_our_own_link(client, letters):
    buyer = person(confirmed=True)
    client.force_login(StaffFactory())

    response = client.post(reverse("dashboard:user-password-reset", args=[buyer.pk]))

    (letter,) = letters()
    assert (response.status_code, letter.to) == (302, [buyer.email])
    assert "/accounts/password/reset/key/" in letter.body
