"""A note that was written without a network."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from crm_core.timeline.models import TimelineEntry
from tests.crm_core.factories import rep_with
from tests.crm_core.offline.conftest import RIGHTS

pytestmark = pytest.mark.django_db


def note(customer, **changes):
    at = timezone.now() - timedelta(hours=3)
    return {
        "key": str(uuid4()),
        "customer": customer.pk,
        "written_at": at.isoformat(),
        "text": "Likes celadon",
    } | changes


def notes():
    return list(TimelineEntry.objects.filter(kind="note").values_list("text", flat=True))


def test_note_is_written_once_at_the_time_it_was_written(send, customer, rep):
    data = note(customer)
    first, second = send("offline_note", data), send("offline_note", data)

    assert (first.status_code, first.json()) == (201, second.json())
    entry = TimelineEntry.objects.get(kind="note")
    assert (entry.text, entry.author, entry.customer) == ("Likes celadon", rep, customer)
    assert entry.occurred_at.isoformat() == data["written_at"]


def test_nothing_was_written_tomorrow(send, customer):
    tomorrow = timezone.now() + timedelta(days=1)
    send("offline_note", note(customer, written_at=tomorrow.isoformat()))

    assert TimelineEntry.objects.get(kind="note").occurred_at <= timezone.now()


def test_rights_are_asked_again(send, customer):
    data = note(customer)
    assert send("offline_note", data, by=rep_with(*RIGHTS)).status_code == 404
    assert send("offline_note", data, by=rep_with(*RIGHTS[:2])).status_code == 403
    assert notes() == []


def test_key_of_somebody_else_is_refused(send, customer):
    data = note(customer)
    send("offline_note", data)
    other = rep_with(*RIGHTS, "customers.view_all_customer")

    assert send("offline_note", data | {"text": "Mine"}, by=other).status_code == 409
    assert notes() == ["Likes celadon"]


@pytest.mark.parametrize("text", ["", "  ", "x" * 5_001, 7])
def test_no_text_and_too_much_are_refused(send, customer, text):
    assert send("offline_note", note(customer, text=text)).status_code == 422
    assert notes() == []
