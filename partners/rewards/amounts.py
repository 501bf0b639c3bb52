"""What is left of an order, and what that earns: plain arithmetic over what the database says."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from partners.rewards.models import RewardRule
from shop.money import round_money
from shop.order.models import Line, Order
from shop.order_statuses import CANCELLED
from shop.payments.models import RefundLine
from shop.payments.queries import balance_of, goods_money_returned
from shop.payments.states import RefundState

MILL = Decimal("0.001")
NOTHING = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class LineWorth:
    """What is left of a line: its net price (thousandths of a major unit) and its units."""

    line: Line
    net: Decimal
    units: int


@dataclass(frozen=True, kw_only=True)
class Level:
    """From which volume on a rebate has which per cent."""

    volume: Decimal
    rate: Decimal


def kept_share(order: Order) -> Fraction:
    """Return which part of the goods' money stays here: nothing once it is cancelled or all went back.

    As commissions do it: by the gross price of the goods, without delivery and what came too much.
    """
    goods = order.total_incl_tax - order.shipping_incl_tax
    if order.status == CANCELLED or goods <= 0:
        return Fraction(0)
    balance = balance_of(order)
    if balance.received and balance.kept <= 0:
        return Fraction(0)
    returned = min(goods_money_returned(order), goods)
    return Fraction(goods - returned) / Fraction(goods)


def worth_of(order: Order) -> list[LineWorth]:
    """Return what is left of each line of an order. A constant number of queries."""
    share = kept_share(order)
    given_back = _units_given_back(order)
    return [
        LineWorth(
            line=line,
            net=_part(line.line_price_excl_tax, share),
            units=_units(line, given_back.get(line.pk, 0)) if share else 0,
        )
        for line in order.lines.select_related("product__parent")
    ]


def _units(line: Line, given_back: int) -> int:
    return max(line.quantity - max(line.num_cancelled, given_back), 0)


def _units_given_back(order: Order) -> dict[int, int]:
    rows = RefundLine.objects.filter(line__order=order).exclude(
        refund__state__in=[state for state in RefundState if state not in RefundState.counted()]
    )
    found: dict[int, int] = {}
    for line, quantity in rows.values_list("line_id", "quantity"):
        found[line] = found.get(line, 0) + quantity
    return found


def _part(amount: Decimal, share: Fraction) -> Decimal:
    exact = Decimal(share.numerator) * amount / Decimal(share.denominator)
    return exact.quantize(MILL, rounding=ROUND_HALF_UP)


def per_cent(base: Decimal, rate: Decimal, currency: str) -> Decimal:
    """Return `rate` per cent of `base`, rounded half up to what the currency's coins can pay."""
    return round_money(base * rate / 100, currency)


def line_amount(
    worth: LineWorth, *, rate: Decimal | None, unit_amount: Decimal | None, currency: str
) -> Decimal:
    """Return what a line earns by its terms, before the cap: a part of its price, or an amount a unit."""
    if unit_amount is not None:
        return round_money(unit_amount * worth.units, currency)
    return per_cent(worth.net, rate, currency) if rate is not None else NOTHING


def level_reached(levels: Iterable[Level], volume: Decimal) -> Level | None:
    """Return the highest level that a volume reaches; None below the first."""
    reached = [level for level in levels if volume >= level.volume]
    return max(reached, key=lambda level: level.volume, default=None)


def capped(amount: Decimal, cap: Decimal | None) -> Decimal:
    """Return an amount, at most the cap."""
    return amount if cap is None else min(amount, cap)


def period_amount(
    rule: RewardRule, *, base: Decimal, amount: Decimal, levels: Iterable[Level], currency: str
) -> Decimal:
    """Return what a period comes to by a rule: of a rebate its level's part of the volume; capped."""
    if rule.kind == RewardRule.Kind.REBATE:
        level = level_reached(levels, base)
        amount = per_cent(base, level.rate, currency) if level else NOTHING
    return capped(amount, rule.cap)
