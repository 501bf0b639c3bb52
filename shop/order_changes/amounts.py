"""The arithmetic of changed lines: pure functions. Promotions go with their pieces, in proportion.

A line that gets smaller keeps what was paid for each of its pieces, discounts included; one that grows
takes more pieces at its agreed price before discounts. Net follows from gross at the rate of the day.
"""

import dataclasses
from decimal import Decimal

from shop.money import round_money
from shop.order_changes.state import NOTHING, DiscountState, LineState, OrderState
from shop.payments.refunds import piece_value
from shop.tax.amounts import gross_of, net_of, spread
from shop.tax.situation import TAXED, TaxSituation


def value_of_pieces(line: LineState, pieces: int, *, currency: str) -> Decimal:
    """Return what was paid for so many of the pieces that the buyer keeps."""
    before = (line.given_up, line.money_given_up)
    return piece_value(line.gross, pieces=pieces, of=line.quantity, before=before, currency=currency)


def with_quantity(line: LineState, kept: int, *, currency: str) -> LineState:
    """Return a line of which the buyer keeps so many pieces."""
    if kept == line.kept:
        return line
    quantity = kept + line.given_up
    before = _before_discounts(line, quantity, currency=currency)
    if kept > line.kept:
        gross = line.gross + before - line.before_gross
    elif line.gross == line.before_gross and not line.given_up:
        gross = before
    else:
        left = line.gross - line.money_given_up
        gross = line.money_given_up + round_money(left * kept / line.kept, currency)
        before = max(before, gross)
    return _priced(line, quantity=quantity, before=before, gross=gross, currency=currency)


def with_discount(line: LineState, key: str, amount: Decimal, *, currency: str) -> LineState:
    """Return a line with an amount more off it."""
    gross = line.gross - amount
    changed = dataclasses.replace(line, gross=gross, net=_net(line, gross, line.net, currency=currency))
    return dataclasses.replace(changed, discounts=(*line.discounts, (key, amount)))


def retaxed(line: LineState, tax: TaxSituation, *, was_taxed: bool, currency: str) -> LineState:
    """Return a line as it is taxed elsewhere: the gross is kept between places with tax, else the net."""
    rate = tax.rate(line.tax_code)
    keeps_gross = tax.treatment == TAXED and was_taxed and not tax.keeps_net

    def moved(net: Decimal, gross: Decimal) -> tuple[Decimal, Decimal]:
        if keeps_gross:
            return net_of(gross, rate=rate, currency=currency), gross
        return net, gross_of(net, rate=rate, currency=currency)

    unit, before, after = (
        moved(line.unit_net, line.unit_gross),
        moved(line.before_net, line.before_gross),
        moved(line.net, line.gross),
    )
    changed = dataclasses.replace(
        line,
        rate=rate,
        unit_net=unit[0],
        unit_gross=unit[1],
        before_net=before[0],
        before_gross=before[1],
        net=after[0],
        gross=after[1],
    )
    return dataclasses.replace(changed, discounts=_discounts(changed, currency=currency))


def follow_discounts(before: OrderState, after: OrderState) -> OrderState:
    """Return the state with its discounts changed by as much as their parts of the lines are."""
    was, now = _by_discount(before), _by_discount(after)
    return dataclasses.replace(
        after,
        discounts=tuple(
            _changed(each, now.get(each.key, NOTHING) - was.get(each.key, NOTHING), currency=after.currency)
            for each in after.discounts
        ),
    )


def _changed(discount: DiscountState, change: Decimal, *, currency: str) -> DiscountState:
    if not change:
        return discount
    amount = max(discount.amount + change, NOTHING)
    net = discount.net
    if net is not None and discount.amount:
        net = round_money(net * amount / discount.amount, currency)
    return dataclasses.replace(discount, amount=amount, net=net)


def _by_discount(state: OrderState) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for line in state.lines:
        for key, amount in line.discounts:
            sums[key] = sums.get(key, NOTHING) + amount
    return sums


def _before_discounts(line: LineState, quantity: int, *, currency: str) -> Decimal:
    """Return what so many pieces cost before discounts, by whichever of net and gross is multiplied."""
    if line.before_gross == line.unit_gross * line.quantity or line.rate is None:
        return round_money(line.unit_gross * quantity, currency)
    return gross_of(line.unit_net * quantity, rate=line.rate, currency=currency)


def _priced(line: LineState, *, quantity: int, before: Decimal, gross: Decimal, currency: str) -> LineState:
    share = Decimal(quantity) / line.quantity if line.quantity else Decimal(0)
    changed = dataclasses.replace(
        line,
        quantity=quantity,
        before_gross=before,
        before_net=_net(line, before, line.before_net * share, currency=currency),
        gross=gross,
        net=_net(line, gross, line.net * share, currency=currency),
    )
    return dataclasses.replace(changed, discounts=_discounts(changed, currency=currency))


def _net(line: LineState, gross: Decimal, otherwise: Decimal, *, currency: str) -> Decimal:
    """Return the net of a gross amount at the line's rate; without a rate (old lines), as given."""
    if line.rate is None:
        return min(round_money(otherwise, currency), gross)
    return net_of(gross, rate=line.rate, currency=currency)


def _discounts(line: LineState, *, currency: str) -> tuple[tuple[str, Decimal], ...]:
    """Share out what is off a line among the discounts that it had, in proportion."""
    if not line.discounts:
        return ()
    off = max(line.before_gross - line.gross, NOTHING)
    parts = spread(off, [amount for _key, amount in line.discounts], currency=currency)
    return tuple((key, part) for (key, _amount), part in zip(line.discounts, parts, strict=True))
