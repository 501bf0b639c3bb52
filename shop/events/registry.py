"""Which events there are and who wants to hear of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, TypeVar

from django.apps import apps

MAX_NAME_LENGTH = 80
MAX_SUBSCRIBER_LENGTH = 120


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """A fact as a frozen dataclass of plain values: ids, words, numbers.

    Subclasses are declared in `<slice>/events.py` of the slice that owns the fact; the
    docstring of a subclass is its line in docs/events.md. Allowed types of fields are
    bool, int, float, str, None, list, dict with str keys, Literal, and unions of these.

    `version` counts incompatible changes of the fields: raise it and override `upgraded`.
    `ordering` names the field by which a slice hears events in the order of publication
    (one order, one customer ...), empty where order does not matter; a None in that field
    means the same for that one event. Events of different classes with the same
    `ordering` share the order: what happens to one order is heard in sequence.
    """

    version: ClassVar[int] = 1
    ordering: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        declare(cls)

    @classmethod
    def upgraded(cls, payload: dict[str, object], *, version: int) -> dict[str, object]:
        """Turn the payload of an older version into one of this version.

        Raises LookupError for a version that this code cannot read: one it has no rule
        for, or a newer one published while a deploy is under way. The delivery is then
        tried again later.
        """
        if version != cls.version:
            raise LookupError(
                f"{cls.__name__} is at version {cls.version} and cannot read version {version}."
            )
        return payload


Handler = Callable[[Any], None]
E_ = TypeVar("E_", bound=DomainEvent)
EVENTS: dict[str, type[DomainEvent]] = {}
SUBSCRIBERS: dict[str, dict[str, Handler]] = {}
#: Subscribers that wait for fewer than their slice, and the name of their partition.
PARTITIONS: dict[str, str] = {}
OUTSIDE_TRANSACTIONS: set[str] = set()
#: Those who hear whatever they ask for while the site runs, by their paths.
LISTENERS: dict[str, "Listener"] = {}
# Paths under which subscribers stood before, with where they stand now.
FORMER_PATHS: dict[str, str] = {}


def declare(event_type: type[DomainEvent]) -> None:
    """Enter an event class under its name. Raises TypeError when another class has the name."""
    name = event_type.__name__
    other = EVENTS.get(name)
    if other and other.__module__ != event_type.__module__:
        raise TypeError(
            f"Two events are called {name}: in {other.__module__} and in {event_type.__module__}."
        )
    if len(name) > MAX_NAME_LENGTH:
        raise TypeError(f"The name {name} is longer than {MAX_NAME_LENGTH} characters.")
    EVENTS[name] = event_type


def subscribe(
    event_type: type[E_], *, partition: str = "", in_transaction: bool = True, formerly: str = ""
) -> Callable[[Callable[[E_], None]], Callable[[E_], None]]:
    """Have a function called with each event of this type, at least once.

    The subscriber is known by its dotted path, which is written on its deliveries; one that has
    moved names its path before in `formerly`, so that what is on its way there arrives. The function is
    called inside a transaction, which also notes that it is done; one that asks another server is
    registered with `in_transaction=False`, is called outside of any, and is noted as done afterwards:
    its effects may happen twice.
    Functions of one slice wait for each other; `partition` names another circle, for functions that share
    no rows with the rest of their slice and may be away for long.
    Raises TypeError when the path is too long or taken by another function.
    """

    def register(handler: Callable[[E_], None]) -> Callable[[E_], None]:
        name = f"{handler.__module__}.{handler.__qualname__}"
        if len(name) > MAX_SUBSCRIBER_LENGTH:
            raise TypeError(f"The path {name} is longer than {MAX_SUBSCRIBER_LENGTH} characters.")
        SUBSCRIBERS.setdefault(event_type.__name__, {})[name] = handler
        if partition:
            PARTITIONS[name] = partition
        if not in_transaction:
            OUTSIDE_TRANSACTIONS.add(name)
        if formerly:
            FORMER_PATHS[formerly] = name
        return handler

    return register


@dataclass(frozen=True, kw_only=True)
class Listener:
    """A function that hears events of any name, as their rows; `hears` says of which at the moment."""

    handler: Handler
    hears: Callable[[str], bool]


def subscribe_to_any(hears: Callable[[str], bool]) -> Callable[[Handler], Handler]:
    """Have a function called with the row (`models.Event`) of each event whose name `hears` agrees to.

    `hears` is asked by every `publish`, before anything is written: it must cost nothing and raise nothing.
    For an event that it does not want no delivery is written. Otherwise as `subscribe`.
    """

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__}.{handler.__qualname__}"
        LISTENERS[name] = Listener(handler=handler, hears=hears)
        return handler

    return register


def audience_of(event_name: str) -> list[str]:
    """List who is to hear an event that is published now: its subscribers, then who listens to it."""
    heard = [name for name, listener in LISTENERS.items() if listener.hears(event_name)]
    return [*subscribers_of(event_name), *heard]


def subscribers_of(event_name: str) -> list[str]:
    """List the dotted paths of those who hear this event, in order of registration."""
    return list(SUBSCRIBERS.get(event_name, {}))


def event_type_named(name: str) -> type[DomainEvent]:
    """Find an event's class. Raises LookupError when this code has none of that name."""
    try:
        return EVENTS[name]
    except KeyError:
        raise LookupError(f"No event is called {name} in this version of the code.") from None


def handler_named(subscriber: str, *, event_name: str) -> Handler:
    """Find a subscriber's function. Raises LookupError when it does not hear this event (any more)."""
    try:
        return SUBSCRIBERS[event_name][FORMER_PATHS.get(subscriber, subscriber)]
    except KeyError:
        raise LookupError(f"{subscriber} does not subscribe to {event_name} in this version.") from None


def slice_of(subscriber: str) -> str:
    """Name the app that a subscriber belongs to, or its own partition; else its module."""
    subscriber = FORMER_PATHS.get(subscriber, subscriber)
    return PARTITIONS.get(subscriber) or _app_of(subscriber.rpartition(".")[0])


@cache
def _app_of(module: str) -> str:
    app = apps.get_containing_app_config(module)
    return app.name if app else module


def partition_key_of(subscriber: str, ordering_key: str) -> str:
    """Name the queue in which deliveries wait for each other: one slice and one ordering key.

    All functions of one slice share a partition per key, in whatever module they stand, because they write
    the same rows: a cancellation or a refund must not overtake the order. Empty where order does not
    matter.
    """
    return f"{slice_of(subscriber)} {ordering_key}" if ordering_key else ""
