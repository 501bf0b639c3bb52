"""A mail server that takes connections and says nothing."""

import time
from contextlib import suppress

import pytest
from django.core.mail import EmailMessage
from django.db import transaction

from shop.breakers import ProviderUnavailableError
from shop.deadlines import page
from shop.mail.models import Mail
from shop.mail.rendering import from_text
from shop.mail.services import send_rendered
from shop.mail.tasks import deliver_due
from shop.setup.services import send_test_mail
from tests.shop.mail.smtp_server import Server
from tests.shop.silent_server import SilentServer

PATIENCE = 0.4


@pytest.fixture(autouse=True)
def _carrier(settings):
    settings.EMAIL_BACKEND = "shop.mail.backends.EmailBackend"
    settings.KILN_MAIL_BACKEND = "shop.mail.smtp.EmailBackend"
    settings.KILN_PAGE_PATIENCE_SECONDS = PATIENCE
    settings.EMAIL_TIMEOUT = 5


@pytest.fixture
def silent(settings):
    with SilentServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.mark.django_db
def test_a_page_does_not_wait_for_a_mail_server(silent):
    began = time.monotonic()
    with page(), pytest.raises(ProviderUnavailableError):
        EmailMessage("Jug", "Good morning.", to=["ada@example.com"]).send()

    assert time.monotonic() - began < 2
    assert silent.connections == 1


@pytest.mark.django_db
def test_the_test_mail_says_that_the_server_does_not_answer(silent):
    with page():
        assert send_test_mail("ada@example.com") == "The mail server does not answer."


@pytest.mark.django_db
def test_a_server_that_answers_takes_a_mail_of_a_page(settings):
    with Server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.KILN_PAGE_PATIENCE_SECONDS = 5.0
        with page():
            assert EmailMessage("Jug", "Good morning.", to=["ada@example.com"]).send() == 1

    assert len(server.taken) == 1


@pytest.mark.django_db
def test_a_worker_does_not_try_every_mail_on_a_silent_server(silent, settings):
    settings.EMAIL_TIMEOUT = 0.2
    for number in range(6):
        letter = from_text("Jug", "Good morning.\n", language="en")
        send_rendered("test", letter, to="ada@example.com", language="en", key=str(number))

    deliver_due()

    assert silent.connections == 3
    assert list(Mail.objects.order_by("pk").values_list("status", "attempts")) == [
        *[("waiting", 1)] * 3,
        *[("waiting", 0)] * 3,
    ]


@pytest.mark.django_db
def test_refused_recipients_do_not_stop_the_mail_of_others(settings):
    with Server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        server.refuses = True
        for number in range(5):
            letter = from_text("Jug", "Good morning.\n", language="en")
            send_rendered("test", letter, to="ada@example.com", language="en", key=str(number))
        deliver_due()

    assert set(Mail.objects.values_list("status", "attempts")) == {("waiting", 1)}


@pytest.mark.django_db
def test_a_mail_of_a_transaction_goes_out_after_its_commit_or_not_at_all(
    settings, django_capture_on_commit_callbacks
):
    settings.KILN_PAGE_PATIENCE_SECONDS = 5.0

    def write():
        EmailMessage("Jug", "Good morning.", to=["ada@example.com"]).send()

    with Server() as server, page():
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            write()
            assert server.taken == []
        assert len(server.taken) == 1
        with (
            django_capture_on_commit_callbacks(execute=True),
            suppress(ZeroDivisionError),
            transaction.atomic(),
        ):
            write()
            raise ZeroDivisionError

    assert len(server.taken) == 1
