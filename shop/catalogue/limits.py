"""How many pieces of a product one order may hold: at least, at most, in which steps; and what a pack holds.

Staff and imports set the numbers on a product; a variant that has none of its own has its
parent's. `shop.basket` and the order's door enforce them, the pages show them.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LIMIT_FIELDS = ("order_minimum", "order_maximum", "order_multiple", "pack_size")


@dataclass(frozen=True, kw_only=True)
class QuantityLimits:
    """The rules of one product, in sold pieces; `pack_size` is what one of them holds.

    `maximum` None means that there is no limit of its own.
    """

    minimum: int = 1
    maximum: int | None = None
    multiple: int = 1
    pack_size: int = 1

    @property
    def lowest(self) -> int:
        """The smallest quantity that can be ordered: the minimum, raised to the next multiple."""
        return -(-self.minimum // self.multiple) * self.multiple

    @property
    def is_limited(self) -> bool:
        """Whether there is anything to say beside the price."""
        return self.lowest > 1 or self.multiple > 1 or self.maximum is not None

    def largest_within(self, most: int) -> int:
        """Return the largest quantity that can be ordered when `most` are there; 0 for none."""
        allowed = most if self.maximum is None else min(most, self.maximum)
        largest = allowed // self.multiple * self.multiple
        return largest if largest >= self.lowest else 0

    def problem(self, quantity: int, *, title: str) -> str:
        """Name the rule that a quantity of the product called `title` breaks; empty for none."""
        words = {"title": title, "count": quantity}
        if self.maximum is not None and quantity > self.maximum:
            text = _("At most %(limit)d of “%(title)s” per order.")
            return text % {**words, "limit": self.maximum}
        if quantity % self.multiple:
            text = _("“%(title)s” is sold in multiples of %(limit)d: take %(lower)d or %(higher)d.")
            lower = max(quantity // self.multiple * self.multiple, self.lowest)
            higher = lower + self.multiple
            if self.maximum is not None and higher > self.maximum:
                text = _("“%(title)s” is sold in multiples of %(limit)d: take %(lower)d.")
            return text % {**words, "limit": self.multiple, "lower": lower, "higher": higher}
        if quantity < self.lowest:
            text = _("The minimum order quantity of “%(title)s” is %(limit)d.")
            return text % {**words, "limit": self.lowest}
        return ""


def limits_of(product: Any) -> QuantityLimits:
    """Return a product's rules; what a variant leaves open is its parent's.

    No query where a variant's parent is loaded.
    """

    def number(name: str) -> int | None:
        own: int | None = getattr(product, name)
        return getattr(product.parent, name) if own is None and product.parent_id else own

    return QuantityLimits(
        minimum=number("order_minimum") or 1,
        maximum=number("order_maximum"),
        multiple=number("order_multiple") or 1,
        pack_size=number("pack_size") or 1,
    )


def check_limits(limits: QuantityLimits) -> None:
    """Raise ValidationError when no quantity at all satisfies the rules; it names `order_maximum`."""
    if limits.maximum is not None and not limits.largest_within(limits.maximum):
        message = _("These limits contradict each other: the smallest possible quantity is %(lowest)d.")
        raise ValidationError({"order_maximum": message % {"lowest": limits.lowest}})
