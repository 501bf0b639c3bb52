from datetime import date

import pytest
from django.db import transaction

from shop.order import sequence
from shop.order.models import NumberSequence
from shop.order.numbers import number_at
from shop.order.sequence import draw_number

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 31)


def test_sequence_goes_on_from_number_to_number(monkeypatch):
    monkeypatch.setattr(sequence, "SHARDS", 1)

    drawn = [draw_number(day=DAY) for _ in range(3)]

    assert drawn == [number_at(place, prefix="K26") for place in range(3)]


def test_lanes_never_meet():
    drawn = [draw_number(day=DAY) for _ in range(200)]

    assert len(set(drawn)) == 200
    assert sum(row.drawn for row in NumberSequence.objects.all()) == 200
    assert NumberSequence.objects.count() > 8


def test_every_channel_and_year_has_a_sequence_of_its_own(monkeypatch):
    monkeypatch.setattr(sequence, "SHARDS", 1)

    drawn = [draw_number(day=DAY), draw_number(day=date(2027, 1, 1)), draw_number(channel="P", day=DAY)]

    assert drawn == [number_at(0, prefix=prefix) for prefix in ("K26", "K27", "P26")]


def test_what_a_failed_transaction_drew_is_drawn_again(monkeypatch):
    monkeypatch.setattr(sequence, "SHARDS", 1)
    draw_number(day=DAY)
    with transaction.atomic():
        lost = draw_number(day=DAY)
        transaction.set_rollback(True)

    assert draw_number(day=DAY) == lost
