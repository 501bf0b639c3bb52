"""Never twice, and never lost without a word: whatever breaks, and whenever."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected
from types import SimpleNamespace

import pytest
from anymail.exceptions import AnymailAPIError
from django.core import mail
from django.utils import timezone
from requests.exceptions import ConnectionError as RequestsConnectionError
from urllib3.exceptions import (
    ConnectTimeoutError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)

from shop.dashboard.shop_figures import failed_mails
from shop.mail import services
from shop.mail.models import Mail
from shop.mail.rendering import from_text
from shop.mail.services import LEASE, record_bounce, recover_stale, resend, send_queued, send_rendered
from shop.mail.tasks import deliver_due
from tests.shop.mail.smtp_server import Server

pytestmark = pytest.mark.django_db


def written(key="k", **options):
    letter = from_text("Jug", "Good morning.\n", language="en")
    return send_rendered("test", letter, to="ada@example.com", language="en", key=key, **options)


def after_the_lease():
    Mail.objects.update(due_at=timezone.now() - LEASE - timedelta(seconds=1))


def again(waiting):
    """Let the pause be over and send once more."""
    Mail.objects.filter(status="waiting").update(due_at=timezone.now())
    send_queued(waiting.pk)
    waiting.refresh_from_db()


@pytest.fixture
def server(settings):
    with Server() as running:
        settings.EMAIL_BACKEND = "shop.mail.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.server_address
        settings.EMAIL_TIMEOUT = 3
        yield running


def state(waiting):
    waiting.refresh_from_db()
    return waiting.status


def test_server_takes_a_mail(server):
    waiting = written()

    assert send_queued(waiting.pk)
    assert state(waiting) == "sent"
    assert waiting.message_id in server.taken[0]


@pytest.mark.parametrize("moment", ["EHLO", "MAIL", "RCPT"])
def test_line_that_breaks_before_the_text_costs_another_attempt_only(server, moment):
    waiting = written()
    server.hang_up_at = moment
    # Without EHLO smtplib says HELO; so does it here, to nobody.
    send_queued(waiting.pk)
    assert (state(waiting), server.taken) == ("waiting", [])

    server.hang_up_at = ""
    again(waiting)
    assert (waiting.status, len(server.taken)) == ("sent", 1)


@pytest.mark.parametrize(("moment", "taken"), [("TEXT", 0), ("ANSWER", 1)])
def test_line_that_breaks_after_the_text_leaves_the_mail_uncertain(server, moment, taken):
    waiting = written()
    server.hang_up_at = moment
    send_queued(waiting.pk)
    assert (state(waiting), len(server.taken)) == ("uncertain", taken)

    server.hang_up_at = ""
    assert deliver_due() == 0
    assert failed_mails().tone == "bad"
    assert resend(waiting)
    assert deliver_due() == 1
    assert len(server.taken) == taken + 1


def test_refusal_is_an_answer(server):
    waiting = written()
    server.refuses = True

    send_queued(waiting.pk)

    assert state(waiting) == "waiting"
    assert "no such user" in waiting.problem


def test_nobody_there_is_not_uncertain(settings):
    settings.EMAIL_BACKEND = "shop.mail.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    waiting = written()

    send_queued(waiting.pk)

    assert state(waiting) == "waiting"


def test_providers_answer_is_told_from_its_silence(monkeypatch):
    backend = "django.core.mail.backends.locmem.EmailBackend.send_messages"

    def answer(*_args):
        said = SimpleNamespace(reason="Overloaded", text="")
        raise AnymailAPIError("no", status_code=503, response=said)

    def silence(*_args):
        raise TimeoutError

    refused, lost = written("a"), written("b")
    monkeypatch.setattr(backend, answer)
    send_queued(refused.pk)
    monkeypatch.setattr(backend, silence)
    send_queued(lost.pk)

    assert (state(refused), state(lost)) == ("waiting", "uncertain")


class Killed(BaseException):
    """The process is gone: nothing of it is caught."""


def test_sender_that_dies_before_the_handover_is_followed_by_another(server, monkeypatch):
    def die(*_args, **_options):
        raise Killed

    waiting = written()
    with monkeypatch.context() as once:
        once.setattr(services, "submit", die)
        with pytest.raises(Killed):
            send_queued(waiting.pk)
    assert state(waiting) == "sending"
    assert (recover_stale(), deliver_due()) == (0, 0)  # it may live still

    after_the_lease()
    assert deliver_due() == 1
    assert (state(waiting), len(server.taken)) == ("sent", 1)


def test_sender_that_dies_in_the_handover_leaves_an_uncertain_mail(server, monkeypatch):
    def die(*_args, **_options):
        raise Killed

    waiting, secret = written(), written("s", is_secret=True)
    with monkeypatch.context() as once:
        once.setattr("smtplib.SMTP.data", die)
        for letter in (waiting, secret):
            with pytest.raises(Killed):
                send_queued(letter.pk)
    assert state(waiting) == "handing"

    after_the_lease()
    assert deliver_due() == 0
    assert (state(waiting), state(secret), secret.text) == ("uncertain", "uncertain", "")
    assert "may have been sent" in waiting.problem
    assert resend(waiting)
    assert not resend(secret)


def test_sender_that_was_given_up_sends_nothing(server, monkeypatch):
    """It was stopped for longer than its lease; meanwhile another has claimed the mail."""
    waiting = written()
    submit = services.submit

    def wake_up_late(message, *, before):
        Mail.objects.filter(pk=waiting.pk).update(attempts=2)  # what the other's claim does
        submit(message, before=before)

    with monkeypatch.context() as once:
        once.setattr(services, "submit", wake_up_late)
        assert not send_queued(waiting.pk)

    assert (state(waiting), server.taken) == ("sending", [])


def test_mail_whose_senders_die_every_time_fails_in_the_end():
    waiting = written()
    Mail.objects.update(status="sending", attempts=len(services.RETRY_DELAYS) + 1)
    after_the_lease()

    assert recover_stale() == 1
    assert state(waiting) == "failed"


def test_bounce_shows_that_an_uncertain_mail_went_out():
    waiting = written()
    Mail.objects.update(status="uncertain", message_id="<a@example.com>")

    record_bounce(message_id="<a@example.com>", detail="no such user")

    assert state(waiting) == "bounced"


def test_goodbye_that_fails_changes_nothing(monkeypatch):
    def fail(*_args):
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.close", fail)
    waiting = written()

    assert send_queued(waiting.pk)
    assert (state(waiting), len(mail.outbox)) == ("sent", 1)


@pytest.mark.parametrize(
    ("error", "known"),
    [
        (NameResolutionError("api.example.com", None, OSError("no such host")), "waiting"),
        (NewConnectionError(None, "refused"), "waiting"),
        (ConnectTimeoutError(None, "too slow"), "waiting"),
        (ReadTimeoutError(None, "/send", "read timed out"), "uncertain"),
        (ProtocolError("Connection aborted."), "uncertain"),
    ],
)
def test_provider_that_was_not_reached_took_nothing_and_one_that_fell_silent_perhaps(
    settings, monkeypatch, error, known
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    def unreachable(_self, _messages):
        raise RequestsConnectionError(error)

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", unreachable)
    waiting = written()

    send_queued(waiting.pk)

    assert state(waiting) == known
