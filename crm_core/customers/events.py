"""What happens to a customer's record, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class IdentityConflictNoted(DomainEvent):
    """A key that came with this customer leads to another one; both were left alone."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    conflict_id: int


@dataclass(frozen=True, kw_only=True)
class IdentityFactsChanged(DomainEvent):
    """A customer got an identifier, a name or an order: who else may be the same is worth a look."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int


@dataclass(frozen=True, kw_only=True)
class CustomersMerged(DomainEvent):
    """One customer's record went into another's; whatever refers to `merged_id` is at `customer_id` now."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    merged_id: int
    merge_id: int


@dataclass(frozen=True, kw_only=True)
class CustomersUnmerged(DomainEvent):
    """A merge was undone: `restored_id` is a customer of its own again, beside `customer_id`."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    restored_id: int
    merge_id: int


@dataclass(frozen=True, kw_only=True)
class CustomerOwnerAssigned(DomainEvent):
    """A customer was given to a colleague, or to nobody, with many others or by a rule."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    old_owner_id: int | None
    new_owner_id: int | None
