"""Readers and programs that sign up, confirm and unsubscribe at the same moment; each race returns what came of it."""

from functools import partial

from django.db import connection
from django.test import Client
from django.urls import reverse

from crm_core.consents.addresses import key_of
from crm_core.consents.links import confirmation_url, ending_url
from crm_core.consents.models import Consent, ConsentSubject
from crm_core.consents.services import record, write
from shop.mail.models import Mail
from tests.shop.checkout.race import at_once

ADA = "ada@example.com"


def signing_up(visitors):
    """Let so many visitors type one address at once."""
    data = {"email": ADA, "newsletter": "on"}
    clients = [
        Client(REMOTE_ADDR=f"10.0.0.{visitor}", raise_request_exception=False) for visitor in range(visitors)
    ]
    return _told([partial(_post, client, reverse("consents:subscribe"), data) for client in clients])


def confirming(clicks):
    """Press the button of one link so many times at once."""
    question = write(key_of(email=ADA), purpose="newsletter", action="requested", source="footer")
    return _told(_clicks(confirmation_url(question, language="en"), clicks))


def unsubscribing(clicks):
    """Have so many programs end one purpose at once."""
    entry = record(purpose="newsletter", granted=True, source="form", email=ADA)
    return _told(_clicks(ending_url(entry.subject, "newsletter", "email", language="en"), clicks))


def _clicks(url, number):
    path = "/" + url.partition("://")[2].partition("/")[2]
    return [partial(_post, Client(raise_request_exception=False), path, {}) for _click in range(number)]


def _post(client, path, data):
    return client.post(path, data).status_code


def _told(calls):
    answers = at_once(calls)
    found = {
        "answers": sorted(set(map(str, answers))),
        "subjects": ConsentSubject.objects.count(),
        "said": sorted(Consent.objects.values_list("action", flat=True)),
        "mails": sorted(Mail.objects.values_list("kind", flat=True)),
    }
    connection.close()
    return found
