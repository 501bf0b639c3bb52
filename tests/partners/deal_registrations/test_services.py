from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from partners.accounts.benefits import TERMS_SOURCES, RegistrationTerms, TermsSource
from partners.deal_registrations.clock import answer_due, protected_until
from partners.deal_registrations.decisions import give_back
from partners.deal_registrations.errors import RegistrationError, RegistrationMovedError
from partners.deal_registrations.evidence import is_whole
from partners.deal_registrations.models import DealRegistration, EvidenceEntry, PartyKey
from partners.deal_registrations.services import (
    WantedLine,
    ask_extension,
    lose,
    save_draft,
    submit,
    withdraw,
    write_message,
)
from shop.append_only import lifted
from shop.events.models import Event
from tests.partners.deal_registrations.factories import (
    account_of,
    approved,
    draft,
    fresh,
    partner,
    submitted,
)
from tests.shop.factories import ProductFactory, StaffFactory


def test_draft_needs_a_name_alone():
    user = partner()
    registration = DealRegistration(
        account=account_of(user), created_by=user, customer_name="Hotel", country="DE"
    )
    save_draft(registration, [])

    with pytest.raises(RegistrationError, match="website or a VAT id"):
        submit(registration, by=user, now=timezone.now())
    assert fresh(registration).state == "draft"


def test_draft_keeps_exactly_the_lines_typed_last():
    cup, bowl = ProductFactory(), ProductFactory()
    registration = draft(lines=[(cup, 2), (bowl, 1)])
    save_draft(registration, [WantedLine(product=bowl, quantity=7)])

    assert list(registration.lines.values_list("product", "quantity")) == [(bowl.pk, 7)]


def test_submitted_is_first_has_a_clock_and_is_written_down():
    registration = submitted()

    assert (registration.state, registration.was_first) == ("submitted", True)
    assert registration.domain == "harbour-hotel.example"
    assert registration.answer_due_at > registration.submitted_at + timedelta(hours=8)
    acts = list(registration.evidence.values_list("act", flat=True))
    assert acts == ["submitted", "conflicts"]
    assert registration.evidence.first().data["customer"] == "Harbour Hotel GmbH"
    assert "buying@" not in str(list(registration.evidence.values_list("data", flat=True)))
    assert Event.objects.filter(name__endswith="DealRegistrationSubmitted").count() == 1


def test_second_partner_is_told_and_is_not_first():
    submitted()
    second = submitted()

    assert not second.was_first
    assert second.matches.get().is_conflict


def test_submitted_twice_is_refused():
    registration = submitted()

    with pytest.raises(RegistrationMovedError):
        submit(registration, by=registration.created_by, now=timezone.now())
    assert registration.evidence.count() == 2


def test_suspended_account_registers_nothing():
    registration = draft()
    type(registration.account).objects.update(status="suspended")

    with pytest.raises(RegistrationError, match="suspended"):
        submit(registration, by=registration.created_by, now=timezone.now())


def test_returned_one_keeps_its_place():
    registration = submitted()
    moment = registration.submitted_at
    give_back(registration, answer="Which products?", by=StaffFactory(), now=timezone.now())
    rival = submitted()
    assert not rival.was_first
    again = submit(registration, by=registration.created_by, now=timezone.now() + timedelta(days=1))

    assert (again.state, again.submitted_at, again.was_first) == ("submitted", moment, True)
    assert again.answered_at is None


def test_answer_is_due_after_two_working_days(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    friday = timezone.datetime(2026, 11, 27, 12, tzinfo=timezone.get_default_timezone())

    due = answer_due(account_of(partner()), since=friday)
    assert due.astimezone(friday.tzinfo).isoformat()[:16] == "2026-12-01T12:00"


def test_terms_of_a_tier_come_first(monkeypatch):
    monkeypatch.setattr(TERMS_SOURCES, "_entries", {})
    TERMS_SOURCES.register(
        TermsSource(
            name="tier", terms=lambda _account: RegistrationTerms(answer_hours=24, protection_days=180)
        )
    )
    account, now = account_of(partner()), timezone.now()

    assert protected_until(account, since=now) == now + timedelta(days=180)
    assert answer_due(account, since=now) - now < timedelta(days=6)


def test_withdrawn_draft_is_gone_and_a_submitted_one_frees_the_customer():
    user = partner()
    withdraw(draft(user), by=user, now=timezone.now())
    assert not DealRegistration.objects.exists()

    registration = submitted(user)
    withdraw(registration, by=user, now=timezone.now())
    assert fresh(registration).state == "withdrawn"
    assert not PartyKey.objects.filter(registration=registration).exists()
    assert submitted().was_first


def test_approved_one_cannot_be_withdrawn():
    registration = approved()

    with pytest.raises(RegistrationMovedError):
        withdraw(registration, by=registration.created_by, now=timezone.now())


def test_lost_one_frees_the_customer():
    registration = approved()
    lose(registration, reason="No budget", by=registration.created_by, now=timezone.now())

    row = fresh(registration)
    assert (row.state, row.lost_reason) == ("lost", "No budget")
    assert submitted().was_first


def test_extension_is_asked_for_a_later_day_only():
    registration = approved()
    until = registration.protected_until.date()

    with pytest.raises(RegistrationError):
        ask_extension(registration, until=until, reason="x", by=registration.created_by, now=timezone.now())
    later = until + timedelta(days=30)
    ask_extension(registration, until=later, reason="Tender", by=registration.created_by, now=timezone.now())
    assert fresh(registration).extension_until == later


def test_message_is_told():
    registration = submitted()
    write_message(registration, text="Any news?", by=registration.created_by, from_partner=True)

    assert registration.messages.get().text == "Any news?"
    assert Event.objects.filter(name__endswith="MessageSent").exists()


def test_evidence_is_never_changed_and_tells_when_it_was():
    registration = submitted()
    assert is_whole(registration)
    entry = registration.evidence.first()
    with lifted(connection):
        EvidenceEntry.objects.filter(pk=entry.pk).update(data={"customer": "Another"})
    assert not is_whole(registration)

    for change in (
        lambda: EvidenceEntry.objects.filter(pk=entry.pk).update(data={}),
        lambda: EvidenceEntry.objects.filter(pk=entry.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    EvidenceEntry.objects.filter(pk=entry.pk).update(by=None)
