"""What packages add to a screen, a mail or an export: one registry for all of it.

A slice declares what an entry is, a frozen dataclass with a `name`, and makes the registry of it:

    PANELS: Registry[Panel] = Registry("panel", sort=lambda panel: (panel.order, panel.name))

Every package enters its own in a module that its `AppConfig.ready()` imports:

    PANELS.register(Panel(name="orders", title=_("Orders"), ...))
"""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any, Generic, TypeVar

E = TypeVar("E")


class Registry(Generic[E]):
    """Entries by their key, in the order of `sort`, else in that of registration.

    `what` names an entry in the words of an error. `key` returns what an entry is known by.
    """

    def __init__(
        self,
        what: str,
        *,
        key: Callable[[E], str] = attrgetter("name"),
        sort: Callable[[E], Any] | None = None,
    ) -> None:
        self.what, self.key, self.sort = what, key, sort
        self._entries: dict[str, E] = {}

    def register(self, entry: E) -> E:
        """Enter an entry and return it; the same entry again changes nothing.

        Raises ValueError when another has its key, TypeError for what could change afterwards.
        """
        parameters = getattr(entry, "__dataclass_params__", None)
        if parameters is None or not parameters.frozen:
            raise TypeError(f"A {self.what} is a frozen dataclass, not {entry!r}.")
        key = self.key(entry)
        if self._entries.setdefault(key, entry) != entry:
            raise ValueError(f"Registered twice: {self.what} {key!r}.")
        return entry

    def get(self, key: str) -> E | None:
        """Return the entry of a key, None where there is none."""
        return self._entries.get(key)

    def __getitem__(self, key: str) -> E:
        """Return the entry of a key. Raises KeyError where there is none."""
        return self._entries[key]

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[E]:
        """Go through the entries (not the keys), in their order."""
        entries = list(self._entries.values())
        return iter(entries if self.sort is None else sorted(entries, key=self.sort))

    def __len__(self) -> int:
        return len(self._entries)

    def names(self) -> list[str]:
        """List the keys in the order of the entries."""
        return [self.key(entry) for entry in self]
