"""What each package does with its tables when somebody wants to be forgotten.

Every text, file and JSON column of every model stands in one of three registries; a test fails for one
that does not (`tests/config/test_erasure_rules.py`), so that a new table says what becomes of it:

    ERASERS.register(
        Eraser(
            name="notes",
            label=_("notes on orders"),  # what goes, for the preview and the certificate
            fields=("order.OrderNote.message",),
            erase=erase_notes,  # (Person) -> number of rows that were changed or deleted
            count=count_notes,  # (Person) -> number of rows that there are, for the preview
        )
    )
    KEPT.register(Kept(name="tax", fields=("order.Order.vat_id",), label=_("…"), reason=_("…")))
    UNRELATED.register(Unrelated(name="stock", fields=("stock.Warehouse.*",)))

`app.Model.*` stands for all columns of a model. Erasers run in one transaction, in their order, and do
nothing when they run again. A package that knows more of a person registers a `Collector`; one that knows
why they cannot be forgotten yet registers a `Delay`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from shop.privacy.erasure.person import Person
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Eraser:
    """What becomes of some columns. Smaller `order` is earlier: who reads others' rows comes before them."""

    name: str
    label: str | Promise
    fields: tuple[str, ...]
    erase: Callable[[Person], int]
    count: Callable[[Person], int] | None = None
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Columns that stay, and why; with a `label` the person and staff are told so."""

    name: str
    fields: tuple[str, ...]
    reason: str | Promise
    label: str | Promise = ""


@dataclass(frozen=True, kw_only=True)
class Unrelated:
    """Columns that hold nothing of customers: what the shop says of itself and its goods."""

    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Collector:
    """Completes a person by what a package knows; asked again until nobody finds more."""

    name: str
    collect: Callable[[Person], None]


@dataclass(frozen=True, kw_only=True)
class Delay:
    """A reason to wait, in words for the person; `applies(person)` says whether it holds now."""

    name: str
    label: str | Promise
    applies: Callable[[Person], bool]


ERASERS: Registry[Eraser] = Registry("eraser", sort=lambda entry: (entry.order, entry.name))
KEPT: Registry[Kept] = Registry("kept data")
UNRELATED: Registry[Unrelated] = Registry("unrelated data")
COLLECTORS: Registry[Collector] = Registry("collector of a person")
DELAYS: Registry[Delay] = Registry("delay of an erasure")


def declared_fields() -> dict[str, str]:
    """Return each declared column (`app.Model.field` or `app.Model.*`) with the entry that declares it."""
    found: dict[str, str] = {}
    for entry in (*ERASERS, *KEPT, *UNRELATED):
        for name in entry.fields:
            found.setdefault(name, entry.name)
    return found
