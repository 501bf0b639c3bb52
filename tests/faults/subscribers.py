"""Three slices that each write down what they hear."""

import os
import time
from dataclasses import dataclass
from typing import ClassVar

from shop.events import DomainEvent, subscribe
from tests.faults.models import Heard

NAMES = ("timeline", "signals", "commissions")
SECONDS_PER_CALL = float(os.environ.get("KILN_SECONDS_PER_CALL", "0"))


@dataclass(frozen=True, kw_only=True)
class FactNoted(DomainEvent):
    """A fact was written."""

    ordering: ClassVar[str] = "key"
    key: str
    number: int


def slice_called(name):
    def on_fact_noted(event: FactNoted) -> None:
        Heard.objects.create(subscriber=name, key=event.key, number=event.number)
        if SECONDS_PER_CALL:
            time.sleep(SECONDS_PER_CALL)

    on_fact_noted.__module__ = f"tests.faults.{name}.subscribers"
    on_fact_noted.__qualname__ = on_fact_noted.__name__
    subscribe(FactNoted)(on_fact_noted)


for each in NAMES:
    slice_called(each)
