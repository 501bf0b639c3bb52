"""Events and subscribers for the tests of the event log; conftest.py takes them out again."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from django.contrib.auth.models import Group

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PotThrown(DomainEvent):
    """A pot came off the wheel."""

    ordering: ClassVar[str] = "pot_id"
    pot_id: int | None
    glaze: str = ""
    weights: list[float] | None = None
    notes: dict[str, int] | None = None
    form: Literal["bowl", "vase"] = "bowl"


@dataclass(frozen=True, kw_only=True)
class PotSold(DomainEvent):
    """A pot left the shop."""

    version: ClassVar[int] = 2
    ordering: ClassVar[str] = "pot_id"
    pot_id: int
    price: str

    @classmethod
    def upgraded(cls, payload: dict[str, Any], *, version: int) -> dict[str, Any]:
        return {**payload, "price": "0"} if version == 1 else super().upgraded(payload, version=version)


@dataclass(frozen=True, kw_only=True)
class KilnOpened(DomainEvent):
    """A firing is over; order does not matter."""

    kiln: str = "big"


class Recorder:
    """A subscriber that writes a row per event and fails while its number is in `broken`."""

    def __init__(self, name: str, module: str = "tests.shop.events.declared") -> None:
        self.__module__, self.__qualname__, self.__name__ = module, name, name
        self.path = f"{module}.{name}"
        self.broken: set[Any] = set()
        self.calls: list[Any] = []

    def __call__(self, event: Any) -> None:
        number = event.kiln if isinstance(event, KilnOpened) else event.pot_id
        Group.objects.create(name=f"{self.__name__} {type(event).__name__} {number}")
        if number in self.broken:
            raise ValueError(f"pot {number} is cracked")
        self.calls.append((type(event).__name__, number))

    def rows(self) -> list[str]:
        """What it has written and the database has kept, in order."""
        prefix = f"{self.__name__} "
        found = Group.objects.filter(name__startswith=prefix).order_by("pk")
        return [group.name.removeprefix(prefix) for group in found]
