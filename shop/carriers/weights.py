"""What goods weigh and how large they are, as they are packed."""

from collections.abc import Iterable
from typing import Protocol

from shop.catalogue.models import Product

SIZES = ("length", "width", "height")


class Line(Protocol):
    """A line of a basket or an order; the product of an order's line may be gone."""

    product: Product | None
    quantity: int


def unit_weight(product: Product) -> int | None:
    """Return the grams of one unit, a variant's own or its parent's; None where nobody entered them."""
    if product.weight is not None or product.parent is None:
        return product.weight
    return product.parent.weight


def unit_size(product: Product) -> tuple[int, int, int]:
    """Return length, width and height of one unit in millimetres; 0 for what nobody entered."""
    found = [getattr(product, name) for name in SIZES]
    if product.parent is not None:
        found = [
            own if own is not None else getattr(product.parent, name)
            for own, name in zip(found, SIZES, strict=True)
        ]
    length, width, height = (size or 0 for size in found)
    return length, width, height


def total_weight(lines: Iterable[Line]) -> int:
    """Return the grams of all lines (of a basket or an order); what has no weight counts as nothing."""
    return sum((unit_weight(line.product) or 0) * line.quantity for line in lines if line.product is not None)
