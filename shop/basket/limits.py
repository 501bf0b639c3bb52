"""The rules of `shop.catalogue.limits` on a basket: all lines of one product count together."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from shop.basket.models import Line
from shop.catalogue.limits import limits_of
from shop.catalogue.models import Product


def quantity_of(product_id: int | None, lines: Iterable[Line]) -> int:
    """Count the pieces of a product among lines."""
    return sum(line.quantity for line in lines if line.product_id == product_id)


def limit_problems(
    lines: Collection[Line], *, products: Mapping[int, Product] | None = None
) -> dict[int, str]:
    """Name the rule that each product of these lines breaks, by product id; no query.

    `products` are asked in place of the lines' own, as far as they are there; either must come
    with their parents.
    """
    counted: Counter[int] = Counter()
    for line in lines:
        counted[line.product_id] += line.quantity
    asked = {line.product_id: line.product for line in lines} | dict(products or {})
    problems = {
        pk: limits_of(asked[pk]).problem(quantity, title=asked[pk].get_title())
        for pk, quantity in counted.items()
    }
    return {pk: problem for pk, problem in problems.items() if problem}
