"""How products are found by what somebody types; the search package, which stands above, registers itself."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from shop.partner.buyers import Buyer
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Finder:
    """`near(numbers)` returns part numbers one slip away, by number; `named(text, buyer)` products by words.

    `named` gives primary keys, the best first: of products that can go into a basket as they are, and
    of families.
    """

    name: str
    near: Callable[[Collection[str]], Mapping[str, Sequence[str]]]
    named: Callable[[str, Buyer], Sequence[int]]


FINDERS: Registry[Finder] = Registry("finder of products")


def numbers_near(numbers: Collection[str]) -> dict[str, list[str]]:
    """Return for each number those that may have been meant; numbers without any are left out."""
    found: dict[str, list[str]] = {}
    for finder in FINDERS if numbers else ():
        for number, others in finder.near(numbers).items():
            if others:
                found.setdefault(number, []).extend(others)
    return found


def products_named(text: str, *, buyer: Buyer) -> list[int]:
    """Return products by words of their names."""
    return list(dict.fromkeys(pk for finder in FINDERS for pk in finder.named(text, buyer)))
