"""Many refusals at once: the ledger reads as if they had been written one by one, in a few statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm_core.consents.addresses import key_of
from crm_core.consents.models import Consent, ConsentNote, ConsentSubject, Suppression
from crm_core.consents.queries import may_send
from crm_core.consents.refusals import Proof, Refusal, object_all, refuse_all
from crm_core.consents.services import erase, record
from shop.events.models import Event

pytestmark = pytest.mark.django_db
NEWS = {"purpose": "newsletter", "channel": "email"}


def keys(number, start=0):
    return [key_of(email=f"p{n}@example.com") for n in range(start, start + number)]


def statements(of):
    with CaptureQueriesContext(connection) as seen:
        object_all(of, source="import", reason="import:1")
    return len(seen)


def test_objections_of_many_take_hardly_more_statements_than_of_one():
    one = statements(keys(1))
    assert statements(keys(40, start=1)) <= 3 * one  # some hundred rows a statement on SQLite
    assert Suppression.objects.count() == 41
    assert not may_send("stock-alerts", email="p40@example.com")


def test_many_objections_are_entered_like_each_by_itself():
    record(purpose="newsletter", granted=True, source="form", email="p0@example.com")
    first, second = keys(2)
    at = timezone.now()
    object_all([first, first, second], source="import", at=at, reason="import:1")

    entries = Consent.objects.filter(action="objected")
    of_one = entries.filter(subject__value=first[1]).values_list("purpose", "channel", "source", "decided_at")
    of_other = entries.filter(subject__value=second[1]).values_list(
        "purpose", "channel", "source", "decided_at"
    )
    assert sorted(of_one) == sorted(of_other)
    assert ("newsletter", "email", "import", at) in of_one
    assert Event.objects.filter(name="ConsentRecorded").count() == entries.count() + 1
    assert Event.objects.filter(name="AddressSuppressed").count() == 2
    assert set(ConsentNote.objects.values_list("text", flat=True)) == {"import:1"}
    before = Consent.objects.count()
    object_all([first, second], source="import", reason="import:2")
    assert (Consent.objects.count(), Suppression.objects.count()) == (before, 2)


def test_who_was_erased_and_objects_again_is_the_same_subject():
    [key] = keys(1)
    object_all([key], source="preferences")
    erase([key])
    object_all([key], source="import")
    assert ConsentSubject.objects.get().value == key[1]


def test_a_known_no_adds_no_entry_and_a_no_after_a_yes_does():
    first, second = keys(2)
    yes = record(
        purpose="newsletter",
        granted=True,
        source="form",
        email=first[1],
        at=timezone.now() - timedelta(days=1),
    )
    proof = Proof(source="import", at=timezone.now(), reference="import:1")
    new = refuse_all([Refusal(key=key, **NEWS) for key in (first, second, second)], proof)
    assert [entry.subject.value for entry in new] == [first[1], second[1]]
    assert [entry.reference for entry in new] == ["import:1"] * 2
    assert Consent.objects.get(pk=yes.pk).is_granted
    assert refuse_all([Refusal(key=first, **NEWS)], proof) == []
    assert may_send("newsletter", email=first[1]).reason == "withdrawn"


def test_an_unknown_purpose_writes_nothing():
    proof = Proof(source="import", at=timezone.now())
    with pytest.raises(KeyError):
        refuse_all([Refusal(key=keys(1)[0], purpose="spam", channel="email")], proof)
    assert not ConsentSubject.objects.exists()
