"""Answering from a mail: without an account, once, and only by pressing a button."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from crm_core.approvals.links import SALT
from crm_core.approvals.models import AnswerLink, Approval
from crm_core.approvals.services import decide, withdraw
from shop.events.tasks import deliver_due
from shop.mail.models import Mail
from tests.crm_core.approvals.kit import ask, colleague, level
from tests.crm_core.factories import CompanyFactory

State = Approval.State


@pytest.fixture
def link(site, letters):
    """Call it with an approval to get the path of its one mail's link."""

    def path(approval, to):
        deliver_due()
        body = next(letter.body for letter in letters() if letter.to == [to.email])
        return re.search(r"https?://[^/\s]+(/approvals/\S+)", body)[1]

    return path


def _state(approval):
    approval.refresh_from_db()
    return approval.state


def test_the_link_asks_and_only_the_button_decides(client, team, rep, boss, link):
    approval = ask(by=rep, reason="A big order.")
    path = link(approval, boss)
    for _scan in range(2):
        page = client.get(path)
        client.head(path)
    words = page.content.decode()
    assert page.status_code == 200
    assert ("Discount for Celadon" in words, "25 %" in words, "A big order." in words) == (True, True, True)
    assert "3 %" not in words  # what is private is for the back office
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("same-origin", "noindex, nofollow")
    assert "no-store" in page["Cache-Control"]
    assert _state(approval) == State.OPEN
    assert client.post(path, {"answer": "approve"}).status_code == 200
    assert _state(approval) == State.APPROVED
    step = approval.steps.get()
    assert (step.decided_by, step.via) == (boss, "mail")


def test_the_mail_says_nothing_private_and_is_not_kept(team, rep, boss, link, letters):
    link(ask(by=rep), boss)
    kept = Mail.objects.get(kind="approval-requested")
    assert (kept.is_secret, kept.text, kept.html) == (True, "", "")


def test_a_link_answers_once(client, team, rep, boss, link, closed):
    approval = ask(by=rep)
    path = link(approval, boss)
    client.post(path, {"answer": "refuse", "comment": "No."})
    again = client.post(path, {"answer": "approve"})
    assert (again.status_code, client.get(path).status_code) == (404, 404)
    assert "Celadon" not in again.content.decode()
    assert closed == [(approval.pk, "refused")]


def test_a_refusal_without_a_reason_is_asked_for_it_and_loses_nothing(client, team, rep, boss, link, closed):
    approval = ask(by=rep)
    path = link(approval, boss)
    page = client.post(path, {"answer": "refuse", "comment": " "})
    assert (page.status_code, "Say why you refuse." in page.content.decode()) == (422, True)
    assert (_state(approval), closed) == (State.OPEN, [])
    assert client.post(path, {"answer": "refuse", "comment": "No."}).status_code == 200


def test_what_is_typed_beside_is_no_answer(client, team, rep, boss, link):
    approval = ask(by=rep)
    assert client.post(link(approval, boss), {"answer": "maybe"}).status_code == 422
    assert _state(approval) == State.OPEN


def test_a_link_is_over_when_somebody_else_has_decided(client, rep, link):
    one, other = colleague(), colleague()
    approval = ask(level(one, other), by=rep)
    path = link(approval, other)
    decide(approval, by=one, is_approved=True)
    assert client.post(path, {"answer": "refuse", "comment": "No."}).status_code == 404
    assert _state(approval) == State.APPROVED
    assert not AnswerLink.objects.filter(revoked_at=None).exists()


@pytest.mark.parametrize("how", ["expired", "withdrawn", "left", "no longer staff"])
def test_a_link_is_over_when_its_reason_is(client, team, rep, boss, link, how):
    approval = ask(by=rep)
    path = link(approval, boss)
    if how == "expired":
        AnswerLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "withdrawn":
        withdraw(approval, by=rep)
    elif how == "left":
        type(boss).objects.filter(pk=boss.pk).update(is_active=False)
    else:
        type(boss).objects.filter(pk=boss.pk).update(is_staff=False)
    state = _state(approval)
    assert client.get(path).status_code == 404
    assert client.post(path, {"answer": "approve"}).status_code == 404
    assert _state(approval) == state


def test_a_forged_or_foreign_link_answers_nothing(client, team, rep, boss, link):
    approval = ask(by=rep)
    link(approval, boss)
    number = AnswerLink.objects.get().pk
    for token in (signing.dumps(number, salt="another"), f"{number}", signing.dumps(number + 1, salt=SALT)):
        assert client.post(f"/approvals/{token}/", {"answer": "approve"}).status_code == 404
    assert _state(approval) == State.OPEN


def test_a_link_says_that_the_thing_has_changed_and_takes_no_answer(client, team, rep, boss, link, closed):
    company = CompanyFactory(name="Celadon")
    approval = ask(by=rep, about=company)
    path = link(approval, boss)
    company.name = "Celadon & Sons"
    company.save()
    words = client.get(path).content.decode()
    assert ("has changed" in words, 'name="answer"' in words) == (True, False)
    assert _state(approval) == State.OPEN
    assert client.post(path, {"answer": "approve"}).status_code == 409
    assert closed == [(approval.pk, "void")]


def test_each_approver_gets_one_mail_and_who_asked_the_answer(team, rep, boss, letters):
    approval = ask(by=rep)
    deliver_due()
    deliver_due()
    decide(approval, by=boss, is_approved=False, comment="Too much.")
    deliver_due()
    sent = [(letter.to, letter.subject) for letter in letters()]
    assert sent == [
        ([boss.email], "Please decide: Discount for Celadon"),
        ([rep.email], "Refused: Discount for Celadon"),
    ]
