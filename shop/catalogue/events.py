"""What happens to the catalogue, as events."""

from dataclasses import dataclass

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ProductsChanged(DomainEvent):
    """Products, their prices, stock or categories were changed, added or removed; at most 500 of them."""

    product_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class ProductPublished(DomainEvent):
    """Products can be seen that nobody could see before; at most 500 of them, variants with their parent."""

    product_ids: list[int]
