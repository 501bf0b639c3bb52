"""Absolute addresses are the shop's own (KILN_BASE_URL), whatever host and port a request names."""

import re

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from shop.events.tasks import deliver_due as deliver_events
from shop.mail.kinds import KINDS
from shop.mail.models import Mail
from shop.mail.rendering import render
from shop.mail.tasks import deliver_due
from shop.privacy.services import request_deletion
from tests.access.table import TABLE, Rule
from tests.access.world import browser_of
from tests.sites import atomic_of_test, close

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sessions_in_database")]

PASSWORD = "a-long-passphrase"
PORT = "6666"
EVIL = {"HTTP_HOST": f"testserver:{PORT}", "HTTP_X_FORWARDED_HOST": f"evil.example:{PORT}"}
LINK = re.compile(r"https?://[^\s\"'<>)]+")
PAGES = {Rule.PUBLIC, Rule.ACCOUNT, Rule.LINK, Rule.OWN, Rule.PARTNER, Rule.ENTRANCE}


def letters():
    """Everything that was written, as it goes out."""
    deliver_events()
    deliver_due()
    return mail.outbox


def foreign_links(text, base="http://testserver"):
    return [link for link in LINK.findall(text) if not link.startswith((f"{base}/", base + " "))]


FORMS = {
    "new password": ("account_reset_password", lambda world: {"email": world.people["shopper"].email}),
    "new password for nobody": ("account_reset_password", lambda world: {"email": "nobody@example.com"}),
    "sign up": (
        "account_signup",
        lambda world: {"email": "new@example.com", "password1": PASSWORD, "password2": PASSWORD},
    ),
    "sign up again": (
        "account_signup",
        lambda world: {
            "email": world.people["shopper"].email,
            "password1": "glaze-and-fire-2026",
            "password2": "glaze-and-fire-2026",
        },
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_mail_somebody_asks_for_leads_here(world, name):
    view, answers = FORMS[name]

    Client().post(reverse(view), answers(world), **EVIL)

    sent = letters()
    assert len(sent) == 1
    assert LINK.findall(sent[0].body)
    assert [foreign_links(letter.body) for letter in sent] == [[]]


def test_mails_about_addresses_lead_here(world):
    client = browser_of(world, "shopper")
    client.post("/accounts/email/", {"action_add": "", "email": "eve@example.com"}, **EVIL)
    (asked,) = letters()
    path = re.search(r"http://testserver(\S+confirm-email\S+)", asked.body)[1]
    client.post(path, **EVIL)
    client.post("/accounts/email/", {"action_primary": "", "email": "eve@example.com"}, **EVIL)

    sent = letters()
    assert [len(LINK.findall(letter.body)) for letter in sent] == [1] * len(sent)
    assert [foreign_links(letter.body) for letter in sent] == [[]] * len(sent)


def test_mails_of_guests_lead_here(world):
    things = world.things
    Client().post(f"/shop/accounts/alerts/create/{things.product.pk}/", {"email": "a@b.example"}, **EVIL)
    request_deletion(world.people["shopper"], now=timezone.now())

    sent = letters()
    assert sent
    assert [foreign_links(letter.body) for letter in sent] == [[]] * len(sent)


def test_every_mail_that_was_written_leads_here(world):
    letters()

    assert [foreign_links(text) for text in Mail.objects.values_list("text", flat=True)] == [
        []
    ] * Mail.objects.count()


@pytest.mark.parametrize("code", sorted(KINDS.names()))
def test_every_kind_of_mail_leads_to_the_shops_address(world, settings, code):
    settings.KILN_BASE_URL = "https://kiln.example"
    with translation.override("en"):
        context = KINDS[code].sample()
    if context is None:
        pytest.skip("The world has nothing to show it with.")

    letter = render(KINDS[code], context, language="en")

    assert foreign_links(letter.text, "https://kiln.example") == []


@pytest.mark.parametrize("who", ["stranger", "shopper", "partner"])
def test_no_page_repeats_the_port_of_the_request(world, who):
    client, found = browser_of(world, who), []
    for row in TABLE:
        if row.rule not in PAGES or row.is_optional or row.is_post_only:
            continue
        with atomic_of_test():
            response = client.get(world.address(row.ask), **EVIL)
            body = b"" if response.streaming else response.content
            close(response)
            transaction.set_rollback(True)
        if PORT.encode() in body or f":{PORT}" in response.get("Location", ""):
            found.append(row.ask)

    assert found == []
