"""What a purchase comes to, as its buyer sees it: with tax, or without and the tax below."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shop.tax.amounts import spread
from shop.tax.situation import EXEMPT, EXPORT, REVERSE_CHARGE

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Totals:
    """The rows below the lines, in one currency's minor unit.

    `goods` and `delivery` (None: not chosen yet) before, `discounts` and `delivery_discounts` off them are
    net where the buyer sees net prices, else gross. They add up to `net` there and to `total` otherwise;
    net + tax is always the total.
    """

    currency: str
    goods: Decimal
    discounts: list[tuple[str, Decimal]]
    delivery_name: str
    delivery: Decimal | None
    delivery_discounts: list[tuple[str, Decimal]]
    net: Decimal
    tax: Decimal
    total: Decimal
    shows_net: bool
    treatment: str = ""
    vat_id: str = ""

    @property
    def goods_after_discounts(self) -> Decimal:
        """What the lines come to: net where the buyer sees net prices, else gross."""
        return self.goods - sum((amount for _name, amount in self.discounts), ZERO)

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
class TaxedAmount:
    """Net and gross of the same thing."""

    net: Decimal = ZERO
    gross: Decimal = ZERO

    def shown(self, *, shows_net: bool) -> Decimal:
        """Return the one that this buyer sees."""
        return self.net if shows_net else self.gross


def totals_of(
    *,
    currency: str,
    before: TaxedAmount,
    after: TaxedAmount,
    discounts: Sequence[tuple[str, TaxedAmount]],
    delivery: TaxedAmount | None,
    delivery_name: str,
    delivery_discounts: Sequence[tuple[str, TaxedAmount]] = (),
    shows_net: bool,
    **facts: Any,
) -> Totals:
    """Reckon the rows from the lines' sums before and after discounts, and the delivery's charge after them.

    What was taken off the goods is divided among the names of `discounts` in proportion to the amounts
    given with them: exactly these amounts, where they say all that was taken off. Rows of one name become
    one. `facts` are `treatment`, `vat_id`.
    """
    net = after.net + (delivery.net if delivery else ZERO)
    gross = after.gross + (delivery.gross if delivery else ZERO)
    before = before if discounts else after
    off = before.shown(shows_net=shows_net) - after.shown(shows_net=shows_net)
    weights = [max(amount.shown(shows_net=shows_net), ZERO) for _name, amount in discounts]
    parts = spread(off, weights, currency=currency) if discounts else []
    off_delivery = [(name, amount.shown(shows_net=shows_net)) for name, amount in delivery_discounts]
    paid = delivery.shown(shows_net=shows_net) if delivery else None
    return Totals(
        currency=currency,
        goods=before.shown(shows_net=shows_net),
        discounts=_one_row_each((name, part) for (name, _amount), part in zip(discounts, parts, strict=True)),
        delivery_name=delivery_name,
        delivery=None if paid is None else paid + sum((amount for _name, amount in off_delivery), ZERO),
        delivery_discounts=_one_row_each(off_delivery),
        net=net,
        tax=gross - net,
        total=gross,
        shows_net=shows_net,
        **facts,
    )


def _one_row_each(rows: Iterable[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    found: dict[str, Decimal] = {}
    for name, amount in rows:
        found[name] = found.get(name, ZERO) + amount
    return [(name, amount) for name, amount in found.items() if amount]
