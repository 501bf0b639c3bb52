"""WCAG 2.2 AA by axe on every type of page, light and dark, on a small phone and on a desk.

A page is opened once and looked at in each variation; on the way it must not ask to be scrolled
sideways (320 px; 640 px, which is a desk at 200 %; 1280 px), and each of its controls has a name.
"""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from tests.i18n.pages import CHECKOUT, PAGES
from tests.i18n.world import make_world
from tests.journeys.after_sale import buyer_pages
from tests.journeys.company_pages import company_pages
from tests.journeys.looking import NAMES, look_at_all
from tests.shop.catalogue.factories import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a-long-passphrase"
BAD_DAYS = ("/bad-day/403/", "/bad-day/429/", "/bad-day/500/", "/no-such-page/", "/styleguide/")


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.ROOT_URLCONF = "tests.journeys.bad_days"
    settings.KILN_BANK_ACCOUNT = "DE75 5121 0800 1245 1261 99"


@pytest.fixture
def tab(context):
    """A tab whose console is nobody's business: error pages complain in it."""
    return context.new_page()


def world_of(site, language="en"):
    with transaction.atomic():  # one commit, so that the workers look for work once
        world = make_world(site, language)
        picture(world.vase, size=(80, 100))
        picture(world.vase, size=(80, 100), order=1)
    return world


def log_in(user):
    """Log in by password, as whoever has just shown who they are."""
    client = Client()
    EmailAddress.objects.get_or_create(user=user, email=user.email, verified=True, primary=True)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def carry(tab, live_server, client):
    """Let the browser be whoever the client is."""
    tab.context.clear_cookies()
    cookies = [
        {"name": key, "value": cookie.value, "url": live_server.url} for key, cookie in client.cookies.items()
    ]
    tab.context.add_cookies(cookies)


def paths_for(world, who):
    return {name: address(world) for name, (viewer, address) in PAGES.items() if viewer == who}


def test_pages_for_everybody(site, tab, live_server):
    paths = paths_for(world_of(site), "") | {path: path for path in BAD_DAYS}

    assert look_at_all(tab, live_server.url, paths) == {}


def test_pages_of_ones_own(site, tab, live_server):
    world = world_of(site)
    buyer = log_in(world.buyer)
    Authenticator.objects.create(user=world.buyer, type=Authenticator.Type.TOTP, data={"secret": "x"})
    RecoveryCodes.activate(world.buyer)
    names = ("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_reauthenticate")
    carry(tab, live_server, buyer)
    paths = paths_for(world, "buyer") | {name: reverse(name) for name in names}

    assert look_at_all(tab, live_server.url, paths) == {}


def test_pages_of_a_partner(site, tab, live_server):
    world = world_of(site)
    carry(tab, live_server, log_in(world.member.user))

    assert look_at_all(tab, live_server.url, paths_for(world, "member")) == {}


def test_pages_of_a_company(site, tab, live_server):
    world = world_of(site)
    paths = company_pages(world.buyer)
    carry(tab, live_server, log_in(world.buyer))

    assert look_at_all(tab, live_server.url, paths) == {}


def test_pages_of_what_comes_after_an_order(site, tab, live_server):
    world = world_of(site)
    paths = buyer_pages(world.buyer, world.bowl)
    carry(tab, live_server, log_in(world.buyer))

    assert look_at_all(tab, live_server.url, paths) == {}


def test_basket_and_checkout(site, tab, live_server):
    world, guest = world_of(site), Client()
    guest.post(reverse("basket:add", args=[world.bowl.pk]), {"quantity": 2})
    for name, answers in CHECKOUT.items():
        guest.post(reverse(name), answers)
    carry(tab, live_server, guest)
    steps = ("basket:summary", *CHECKOUT, "checkout:preview")
    wrong = look_at_all(tab, live_server.url, {name: reverse(name) for name in steps})
    review = guest.get(reverse("checkout:preview"))
    guest.post(reverse("checkout:preview"), {k: review.context[k] for k in ("order_number", "fingerprint")})

    assert wrong | look_at_all(tab, live_server.url, {"thanks": reverse("checkout:thank-you")}) == {}


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_controls_are_called_by_chinese_names(site, tab, live_server, language):
    """A name that has a translation is shown in it; the product page stands for the storefront's own."""
    world = world_of(site, language)
    shown = {}
    for name, path in paths_for(world, "").items():
        tab.goto(live_server.url + path)
        shown[name] = [called for called, _html in tab.evaluate(NAMES)]

    with translation.override(language):
        untranslated = {
            name: [called for called in names if not called or gettext(called) not in {"", called}]
            for name, names in shown.items()
        }
    assert {name: words for name, words in untranslated.items() if words} == {}
