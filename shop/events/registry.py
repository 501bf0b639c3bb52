"""Which events there are and who wants to hear of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """A fact as a frozen dataclass of plain values: ids, words, numbers.

    Subclasses are declared in `<slice>/events.py` of the slice that owns the fact.
    `version` counts incompatible changes of the fields; `ordering` names the field by
    which one subscriber hears events in the order of publication (one order, one
    customer ...), empty where order does not matter.
    """

    version: ClassVar[int] = 1
    ordering: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        EVENTS[cls.__name__] = cls


Handler = Callable[[Any], None]
E_ = TypeVar("E_", bound=DomainEvent)
EVENTS: dict[str, type[DomainEvent]] = {}
SUBSCRIBERS: dict[str, dict[str, Handler]] = {}


def subscribe(event_type: type[E_]) -> Callable[[Callable[[E_], None]], Callable[[E_], None]]:
    """Have a function called with each event of this type, at least once."""

    def register(handler: Callable[[E_], None]) -> Callable[[E_], None]:
        name = f"{handler.__module__}.{handler.__name__}"
        SUBSCRIBERS.setdefault(event_type.__name__, {})[name] = handler
        return handler

    return register
