"""Three slices that each write down what they hear."""

import os
import time
from dataclasses import dataclass
from typing import ClassVar

from django.db import connection

from shop.events import DomainEvent, subscribe

NAMES = ("timeline", "signals", "commissions")
INSERT = "INSERT INTO faults_heard (subscriber, key, number) VALUES (%s, %s, %s)"
SECONDS_PER_CALL = float(os.environ.get("KILN_SECONDS_PER_CALL", "0"))


@dataclass(frozen=True, kw_only=True)
class FactNoted(DomainEvent):
    """A fact was written."""

    ordering: ClassVar[str] = "key"
    key: str
    number: int


def slice_called(name):
    def on_fact_noted(event: FactNoted) -> None:
        # Past the ORM: the measurement is of the log, not of what a subscriber does with it.
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [name, event.key, event.number])
        if SECONDS_PER_CALL:
            time.sleep(SECONDS_PER_CALL)

    on_fact_noted.__module__ = f"tests.faults.{name}.subscribers"
    on_fact_noted.__qualname__ = on_fact_noted.__name__
    subscribe(FactNoted)(on_fact_noted)


for each in NAMES:
    slice_called(each)
