"""The ledger at the door of the mail outbox."""

from email import message_from_string
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from crm_core.consents.addresses import key_of
from crm_core.consents.checks import check_purposes_of_mails
from crm_core.consents.models import Consent, Suppression
from crm_core.consents.queries import may_send
from crm_core.consents.services import object_to_all, record
from shop.events.tasks import deliver_due as deliver_events
from shop.mail.gates import GATES, links_of, refusal_of
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType, purpose_of
from shop.mail.models import Mail
from shop.mail.rendering import from_text
from shop.mail.reports import MailReport, read_report
from shop.mail.services import resend, send, send_rendered

pytestmark = pytest.mark.django_db
ADA = "ada@example.com"


def write(key="k", *, to=ADA):
    return send("newsletter-welcome", to=to, language="en", context={"link": "/"}, key=key)


def agree(**facts):
    return record(purpose="newsletter", granted=True, source="form", email=ADA, **facts)


def test_every_kind_of_mail_says_what_it_is_for():
    assert check_purposes_of_mails() == []
    assert {
        kind.code: kind.purpose
        for kind in KINDS
        if kind.purpose != TRANSACTIONAL and kind.code != f"sequence-{kind.purpose}"
    } == {
        "alert-back": "stock-alerts",
        "basket-reminder": "basket-reminders",
        "newsletter-welcome": "newsletter",
        "partner-digest": "partner-digest",
        "signal-back": "newsletter",
        "signal-cross-sell": "product-news",
        "signal-first-order": "newsletter",
        "signal-lapsed": "newsletter",
        "signal-reorder": "newsletter",
        "signal-review": "review-requests",
    }


def test_a_purpose_that_nobody_knows_keeps_the_site_from_starting(monkeypatch):
    kinds = {"x": EmailType(code="x", name="X", template="x", sample=dict, purpose="spam")}
    monkeypatch.setattr(KINDS, "_entries", kinds)

    assert [error.id for error in check_purposes_of_mails()] == ["consents.E001"]


def test_a_mail_of_no_kind_is_none():
    with pytest.raises(KeyError):
        purpose_of("advert")
    with pytest.raises(KeyError):
        send_rendered("advert", from_text("A", "B", language="en"), to=ADA, language="en", key="k")
    assert not Mail.objects.exists()


def test_without_consent_it_is_kept_and_not_sent(letters):
    mail = write()

    assert (mail.status, mail.refusal, mail.purpose) == ("not_sent", "no_consent", "newsletter")
    assert letters() == []
    assert not resend(mail)
    assert write() is None


def test_with_consent_it_goes_out_with_the_way_to_end_it(letters, time_machine):
    time_machine.move_to(timezone.now(), tick=False)  # the links say in which second they were made
    agree()
    write()

    (sent,) = letters()
    links = links_of("newsletter", ADA, "en")
    assert sent.extra_headers["List-Unsubscribe"] == f"<{links.one_click}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html = sent.alternatives[0][0]
    for body in (sent.body, html):
        assert (links.one_click in body, links.page in body) == (True, True)
    assert ADA not in links.one_click + links.page


def test_whoever_unsubscribes_while_it_waits_gets_it_no_more(letters):
    agree()
    mail = write()
    record(purpose="newsletter", granted=False, source="one_click", email=ADA)

    assert letters() == []
    mail.refresh_from_db()
    assert (mail.status, mail.refusal) == ("not_sent", "withdrawn")


def test_transactional_mail_asks_nobody(letters):
    object_to_all(key_of(email=ADA), source="preferences")
    send("alert-confirm", to=ADA, language="en", context=KINDS["alert-confirm"].sample() or {}, key="k")

    (sent,) = letters()
    assert "List-Unsubscribe" not in sent.extra_headers


def test_a_letter_for_a_purpose_that_hides_the_way_out_is_refused():
    agree()
    with pytest.raises(ValueError, match="unsubscribe"):
        send_rendered(
            "newsletter-welcome", from_text("A", "B", language="en"), to=ADA, language="en", key="k"
        )


def test_without_a_gate_nothing_passes(monkeypatch):
    agree()
    monkeypatch.setattr(GATES, "_entries", {})

    assert refusal_of("newsletter", ADA) == "no_consent"
    assert refusal_of(TRANSACTIONAL, ADA) == ""


def _reported(mail, tmp_path, report):
    Mail.objects.filter(pk=mail.pk).update(status="sent", message_id="<1@kiln.example>")
    file = tmp_path / "report.eml"
    file.write_text(report)
    call_command("note_bounce", str(file), stdout=StringIO())
    deliver_events()


DSN = """\
Content-Type: multipart/report; report-type=delivery-status; boundary=B

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; ada@example.com
Status: {status}
Diagnostic-Code: smtp; 550 no

--B
Content-Type: text/rfc822-headers

Message-ID: <1@kiln.example>

--B--
"""
ARF = """\
Content-Type: multipart/report; report-type=feedback-report; boundary=B

--B
Content-Type: text/plain

Complaint

--B
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Example/1.0
Version: 1

--B
Content-Type: message/rfc822

Message-ID: <1@kiln.example>
Subject: Hello

Text

--B--
"""


@pytest.mark.parametrize(
    ("status", "reasons"), [("5.1.1", ["bounced"]), ("5.2.2", []), ("5.7.1", []), ("5.0.0", ["bounced"])]
)
def test_an_address_that_does_not_exist_is_suppressed_a_full_mailbox_is_not(status, reasons, tmp_path):
    agree()
    mail = write()
    _reported(mail, tmp_path, DSN.format(status=status))

    assert list(Suppression.objects.values_list("reason", flat=True)) == reasons
    assert may_send("newsletter", email=ADA).is_allowed == (not reasons)
    mail.refresh_from_db()
    assert mail.status == "bounced"


def test_a_complaint_ends_everything(tmp_path):
    agree()
    mail = write()
    for _time in range(2):
        _reported(mail, tmp_path, ARF.format(kind="abuse"))

    assert sorted(Suppression.objects.values_list("reason", flat=True)) == ["complained", "objected"]
    assert may_send("stock-alerts", email=ADA).reason == "complained"
    assert set(Consent.objects.filter(source="complaint").values_list("action", flat=True)) == {"objected"}


def test_what_is_no_complaint_is_none():
    assert read_report(message_from_string(ARF.format(kind="not-spam"))) == MailReport(
        message_id="<1@kiln.example>"
    )


def test_nobody_suppresses_an_address_by_a_report_of_a_mail_that_is_not_ours(tmp_path):
    file = tmp_path / "report.eml"
    file.write_text(ARF.format(kind="abuse"))
    with pytest.raises(CommandError):
        call_command("note_bounce", str(file))
    assert not Suppression.objects.exists()
