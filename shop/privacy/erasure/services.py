"""Finding all that leads to a person, saying what would become of it, and erasing it."""

from django.db import transaction

from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import COLLECTORS, DELAYS, ERASERS, Delay, Eraser

#: Each round finds what leads on from the one before: account, order, customer, account.
MOST_ROUNDS = 6


def complete(person: Person) -> Person:
    """Have every package add what it knows of the person, until nobody finds more; return the person."""
    for _round in range(MOST_ROUNDS):
        before = person.size()
        for collector in COLLECTORS:
            collector.collect(person)
        if person.size() == before:
            break
    return person


def delays_of(person: Person) -> list[Delay]:
    """List why a completed person cannot be forgotten yet; none: they can."""
    return [delay for delay in DELAYS if delay.applies(person)]


def preview(person: Person) -> list[tuple[Eraser, int]]:
    """List what would go of a completed person, with the number of rows, nothing left out that is there."""
    counted = [(eraser, eraser.count(person)) for eraser in ERASERS if eraser.count is not None]
    return [(eraser, number) for eraser, number in counted if number]


@transaction.atomic
def erase_person(person: Person) -> dict[str, int]:
    """Erase a completed person from every table and file; return the number of rows by eraser.

    All of it or nothing; run again it changes nothing more. Files go after the commit.
    """
    return {eraser.name: eraser.erase(person) for eraser in ERASERS}
