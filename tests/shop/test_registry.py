from dataclasses import dataclass

import pytest

from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Entry:
    name: str
    order: int = 0


@dataclass
class Loose:
    name: str


def test_entries_come_in_the_order_of_registration_or_as_sorted():
    plain, ordered = Registry("entry"), Registry("entry", sort=lambda entry: entry.order)
    late, early = Entry(name="late", order=2), Entry(name="early", order=1)
    for registry in (plain, ordered):
        registry.register(late)
        registry.register(early)

    assert list(plain) == [late, early]
    assert list(ordered) == [early, late]
    assert ordered.names() == ["early", "late"]


def test_another_entry_of_the_same_key_is_refused_and_the_first_stays():
    registry = Registry("entry")
    first = registry.register(Entry(name="one"))

    with pytest.raises(ValueError, match="Registered twice: entry 'one'"):
        registry.register(Entry(name="one", order=1))

    assert registry.register(Entry(name="one")) == first
    assert list(registry) == [first]


def test_what_could_change_afterwards_is_refused():
    registry = Registry("entry")

    with pytest.raises(TypeError, match="frozen dataclass"):
        registry.register(Loose(name="one"))

    assert list(registry) == []


def test_entries_are_found_by_the_key_that_was_named():
    registry = Registry("entry", key=lambda entry: entry.name.upper())
    entry = registry.register(Entry(name="one"))

    assert ("ONE" in registry, "one" in registry, registry.get("one"), registry["ONE"]) == (
        True,
        False,
        None,
        entry,
    )
    with pytest.raises(KeyError):
        registry["one"]
