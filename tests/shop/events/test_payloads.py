from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy

from shop.events.payloads import event_from, ordering_key_of, payload_of
from shop.events.registry import EVENTS, DomainEvent
from tests.shop.events.declared import KilnOpened, PotSold, PotThrown


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pot_id", "1"),
        ("pot_id", True),
        ("glaze", gettext_lazy("Celadon")),
        ("glaze", None),
        ("weights", [Decimal("1.5")]),
        ("weights", (1.5,)),
        ("weights", [float("nan")]),
        ("notes", {1: 2}),
        ("form", "cup"),
    ],
)
def test_value_that_json_would_not_keep_is_refused_by_name(field, value):
    with pytest.raises(TypeError) as refusal:
        payload_of(PotThrown(**{"pot_id": 1, field: value}))

    assert str(refusal.value).startswith(f"PotThrown.{field} must be ")


def test_event_comes_back_as_it_went():
    event = PotThrown(pot_id=3, glaze="tenmoku", weights=[1, 2.5], notes={"cone": 10}, form="vase")

    assert event_from("PotThrown", payload_of(event), version=1) == event


def test_class_that_is_not_a_dataclass_of_its_own_is_refused():
    class PotDropped(KilnOpened):
        """The decorator is missing."""

    with pytest.raises(TypeError) as refusal:
        payload_of(PotDropped())

    assert str(refusal.value).startswith("PotDropped is not a declared event")


def test_undeclared_event_is_refused():
    del EVENTS["KilnOpened"]

    with pytest.raises(TypeError) as refusal:
        payload_of(KilnOpened())

    assert str(refusal.value).startswith("KilnOpened is not a declared event")


def test_name_taken_by_another_module_is_refused():
    PotThrown.__module__ = "elsewhere.events"
    try:
        with pytest.raises(TypeError) as refusal:
            type("PotThrown", (DomainEvent,), {"__module__": __name__})
    finally:
        PotThrown.__module__ = "tests.shop.events.declared"

    assert str(refusal.value) == f"Two events are called PotThrown: in elsewhere.events and in {__name__}."


def test_ordering_key_names_field_and_value():
    assert ordering_key_of(PotSold(pot_id=7, price="1")) == "pot_id:7"
    assert ordering_key_of(PotThrown(pot_id=None)) == ""
    assert ordering_key_of(KilnOpened()) == ""


def test_ordering_by_what_is_no_field_is_refused():
    @dataclass(frozen=True, kw_only=True)
    class PotGlazed(DomainEvent):
        """Misspelt."""

        ordering = "pot"
        pot_id: int

    with pytest.raises(TypeError) as refusal:
        ordering_key_of(PotGlazed(pot_id=1))

    assert str(refusal.value) == "PotGlazed is ordered by 'pot', which is not a field of it."


def test_unknown_name_and_version_cannot_be_read():
    with pytest.raises(LookupError) as unknown:
        event_from("PotLost", {}, version=1)
    with pytest.raises(LookupError) as newer:
        event_from("PotSold", {"pot_id": 1}, version=3)

    assert str(unknown.value) == "No event is called PotLost in this version of the code."
    assert str(newer.value) == "PotSold is at version 2 and cannot read version 3."
    assert event_from("PotSold", {"pot_id": 1}, version=1) == PotSold(pot_id=1, price="0")
