from datetime import timedelta
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from smtplib import SMTPResponseException

import pytest
import time_machine
from anymail.signals import AnymailTrackingEvent, EventType, tracking
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from shop.events.models import Event
from shop.mail.models import Mail
from shop.mail.rendering import from_text
from shop.mail.services import (
    RETRY_DELAYS,
    delete_old_mails,
    record_bounce,
    resend,
    send_queued,
    send_rendered,
)
from shop.mail.tasks import deliver_due
from shop.privacy.events import AccountDeleted
from shop.privacy.subscribers import on_account_deleted
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def written(key="k", **options):
    letter = from_text("Jug & lid", "Good morning.\n\nhttps://shop.example/a\n", language="en")
    return send_rendered("test", letter, **{"to": "ada@example.com", "language": "en", "key": key, **options})


def refuse(*_args, **_options):
    raise SMTPResponseException(421, "away")


@pytest.fixture
def broken(monkeypatch):
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)


def test_a_key_makes_one_mail():
    assert written() is not None
    assert written() is None
    assert Mail.objects.count() == 1


def test_a_mail_goes_out_after_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        written()
        assert mail.outbox == []

    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["ada@example.com"], "Jug & lid")
    assert "Jug &amp; lid" in letter.alternatives[0].content
    sent = Mail.objects.get()
    assert (sent.status, sent.message_id) == ("sent", letter.extra_headers["Message-ID"])


def test_a_mail_is_sent_once():
    waiting = written()

    assert [send_queued(waiting.pk), send_queued(waiting.pk)] == [True, False]
    assert len(mail.outbox) == 1


def test_a_server_that_is_away_is_asked_again_for_a_day_and_then_no_more(broken):
    waiting = written()
    start = timezone.now()
    attempts = 0

    for minute in range(0, 60 * 48, 5):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            deliver_due()
        waiting.refresh_from_db()
        attempts = max(attempts, waiting.attempts)

    assert (waiting.status, attempts) == ("failed", len(RETRY_DELAYS) + 1)
    assert waiting.problem == "SMTPResponseException: (421, 'away')"


def test_one_that_fails_holds_up_no_other(monkeypatch):
    first, second = written("a"), written("b")
    with monkeypatch.context() as once:
        once.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        send_queued(first.pk)

    assert deliver_due() == 1
    second.refresh_from_db()
    assert second.status == "sent"


def test_what_was_sent_is_not_sent_again_by_hand():
    sent = written()
    send_queued(sent.pk)

    assert not resend(sent)


def test_secret_words_are_forgotten_once_they_are_out(broken, monkeypatch):
    secret = written(is_secret=True)
    send_queued(secret.pk)
    secret.refresh_from_db()
    assert secret.text  # it waits for the next attempt

    monkeypatch.undo()
    Mail.objects.update(due_at=timezone.now())
    send_queued(secret.pk)
    secret.refresh_from_db()

    assert (secret.status, secret.text, secret.html) == ("sent", "", "")
    assert "Good morning." in mail.outbox[0].body


def test_a_provider_reports_a_bounce_once():
    sent = written()
    send_queued(sent.pk)
    Mail.objects.update(provider_id="pm-1")
    report = AnymailTrackingEvent(event_type=EventType.BOUNCED, message_id="pm-1", description="no such box")

    for _twice in range(2):
        tracking.send(sender=object, event=report, esp_name="Test")

    sent.refresh_from_db()
    assert (sent.status, sent.problem) == ("bounced", "no such box")
    assert Event.objects.filter(name="MailBounced").count() == 1


def test_a_report_about_somebody_elses_mail_is_nothing():
    assert record_bounce(message_id="<other@example.com>") is None
    assert record_bounce() is None


def report_on(message_id, status="5.1.1"):
    report = MIMEMultipart("report", report_type="delivery-status")
    report.attach(MIMEText("It came back."))
    notice = EmailMessage()
    notice["Final-Recipient"] = "rfc822; ada@example.com"
    notice["Status"] = status
    notice["Diagnostic-Code"] = "smtp; 550 no such user"
    delivery = MIMEMultipart("delivery-status")
    del delivery["MIME-Version"]
    part = MIMEMessage(notice)
    part.replace_header("Content-Type", "message/delivery-status")
    original = EmailMessage()
    original["Message-ID"] = message_id
    original.set_content("Good morning.")
    report.attach(part)
    report.attach(MIMEMessage(original))
    return report.as_bytes()


def test_a_mail_servers_report_is_read(tmp_path, capsys):
    sent = written()
    send_queued(sent.pk)
    sent.refresh_from_db()
    path = tmp_path / "report.eml"

    path.write_bytes(report_on(sent.message_id, status="4.2.2"))
    call_command("note_bounce", str(path))
    sent.refresh_from_db()
    assert sent.status == "sent"
    path.write_bytes(report_on(sent.message_id))
    call_command("note_bounce", str(path))

    sent.refresh_from_db()
    assert (sent.status, sent.problem) == ("bounced", "smtp; 550 no such user")
    path.write_bytes(report_on("<strange@example.com>"))
    with pytest.raises(CommandError, match="strange@example"):
        call_command("note_bounce", str(path))


def test_mails_go_with_the_account_and_with_time():
    user = UserFactory()
    written("a", user=user)
    written("b")
    on_account_deleted(AccountDeleted(user_id=user.pk, request_id=1, email_confirmed=True))
    assert [kept.key for kept in Mail.objects.all()] == ["b"]

    Mail.objects.update(created_at=timezone.now() - timedelta(days=401))
    assert delete_old_mails() == 1
