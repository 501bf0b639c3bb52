"""What goods weigh and how large they are, as they are packed."""

from collections.abc import Iterable
from typing import Any

SIZES = ("length", "width", "height")


def unit_weight(product: Any) -> int | None:
    """Return the grams of one unit, a variant's own or its parent's; None where nobody entered them."""
    if product.weight is not None or not product.is_child:
        return product.weight  # type: ignore[no-any-return]
    return product.parent.weight  # type: ignore[no-any-return]


def unit_size(product: Any) -> tuple[int, int, int]:
    """Return length, width and height of one unit in millimetres; 0 for what nobody entered."""
    found = [getattr(product, name) for name in SIZES]
    if product.is_child:
        found = [
            own if own is not None else getattr(product.parent, name)
            for own, name in zip(found, SIZES, strict=True)
        ]
    length, width, height = (size or 0 for size in found)
    return length, width, height


def total_weight(lines: Iterable[Any]) -> int:
    """Return the grams of all lines (of a basket or an order); what has no weight counts as nothing."""
    return sum((unit_weight(line.product) or 0) * line.quantity for line in lines if line.product is not None)
