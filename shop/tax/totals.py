"""What a purchase comes to, as its buyer sees it: with tax, or without and the tax below."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shop.tax.amounts import spread
from shop.tax.situation import EXEMPT, EXPORT, REVERSE_CHARGE

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Totals:
    """The rows below the lines, in one currency's minor unit.

    `goods` (before discounts), `discounts` and `delivery` (None: not chosen yet) are net where the buyer
    sees net prices, else gross. They add up to `net` there and to `total` otherwise; net + tax
    is always the total.
    """

    currency: str
    goods: Decimal
    discounts: list[tuple[str, Decimal]]
    delivery_name: str
    delivery: Decimal | None
    net: Decimal
    tax: Decimal
    total: Decimal
    shows_net: bool
    treatment: str = ""
    vat_id: str = ""

    @property
    def is_reverse_charge(self) -> bool:
        """The buyer, a company, owes the tax."""
        return self.treatment == REVERSE_CHARGE

    @property
    def is_export(self) -> bool:
        """The goods leave our tax area."""
        return self.treatment == EXPORT

    @property
    def is_exempt(self) -> bool:
        """A certificate frees the buyer."""
        return self.treatment == EXEMPT


@dataclass(frozen=True, kw_only=True)
class Sum:
    """Net and gross of the same thing."""

    net: Decimal = ZERO
    gross: Decimal = ZERO

    def shown(self, *, shows_net: bool) -> Decimal:
        """Return the one that this buyer sees."""
        return self.net if shows_net else self.gross


def totals_of(
    *,
    currency: str,
    before: Sum,
    after: Sum,
    discounts: Sequence[tuple[str, Decimal]],
    delivery: Sum | None,
    delivery_name: str,
    shows_net: bool,
    **facts: Any,
) -> Totals:
    """Reckon the rows from the lines' sums before and after discounts.

    What was taken off is divided among the names of `discounts` in proportion to the amounts given
    with them, so that the rows add up whatever was rounded on the lines. `facts` are `treatment`, `vat_id`.
    """
    net = after.net + (delivery.net if delivery else ZERO)
    gross = after.gross + (delivery.gross if delivery else ZERO)
    before = before if discounts else after
    off = before.shown(shows_net=shows_net) - after.shown(shows_net=shows_net)
    weights = [max(amount, ZERO) for _name, amount in discounts]
    parts = spread(off, weights, currency=currency) if discounts else []
    return Totals(
        currency=currency,
        goods=before.shown(shows_net=shows_net),
        discounts=[(name, part) for (name, _amount), part in zip(discounts, parts, strict=True) if part],
        delivery_name=delivery_name,
        delivery=delivery.shown(shows_net=shows_net) if delivery else None,
        net=net,
        tax=gross - net,
        total=gross,
        shows_net=shows_net,
        **facts,
    )
