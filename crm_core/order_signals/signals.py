"""All that is to be said of one customer on a day, from what was known then; reads and writes nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from crm_core.order_signals import rhythm
from crm_core.order_signals.cross_selling import Gap, Neighbour, gaps
from crm_core.order_signals.history import OrderHistory
from crm_core.order_signals.kinds import SignalKind
from crm_core.order_signals.order_facts import OrderFacts, review_due
from crm_core.order_signals.quantities import LEAST_WINDOWS, dropped, window_of
from crm_core.order_signals.shop_model import ShopModel
from crm_core.order_signals.thresholds import Thresholds
from crm_core.scores.intervals import gaps_of, usual_interval
from shop.json_types import JsonObject

#: For so many days an order is told as the first, or as the one that ended a silence.
NEWS_DAYS = 30
#: Somebody is looked at again after so many days at the latest; who has been silent for a year, later.
LOOK_AGAIN, LOOK_AGAIN_SILENT, WEEK, YEAR = 30, 90, 7, 365
GAPS_FROM = 2


@dataclass(frozen=True, kw_only=True)
class Account:
    """A customer's orders: what was bought when, and what each waits for."""

    history: OrderHistory
    orders: Sequence[OrderFacts] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class Near:
    """What is bought together, by products and by categories; `categories_of` a product."""

    products: Mapping[int, Sequence[Neighbour]] = field(default_factory=dict)
    categories: Mapping[int, Sequence[Neighbour]] = field(default_factory=dict)
    categories_of: Mapping[int, Collection[int]] = field(default_factory=dict)

    def categories_in(self, products: Collection[int]) -> set[int]:
        """Return the categories of these products."""
        return {category for product in products for category in self.categories_of.get(product, ())}


@dataclass(frozen=True, kw_only=True)
class Told:
    """One signal: since when it holds, about which order (0: none), and the facts that its words need."""

    kind: SignalKind
    since: date
    order: int = 0
    data: JsonObject = field(default_factory=dict)


def signals_at(account: Account, *, day: date, model: ShopModel, near: Near, rules: Thresholds) -> list[Told]:
    """Tell every signal that holds at the end of a day."""
    known = account.history.known_on(day)
    found = list(_orders_waiting(account.orders, day))
    if known.days:
        found += _rhythm(known, day=day, model=model, rules=rules)
        found += _less(known, day=day, model=model, rules=rules)
        if not any(one.kind == SignalKind.LAPSED for one in found):
            found += _lacking(known, near=near, rules=rules)
    return found


def _rhythm(known: OrderHistory, *, day: date, model: ShopModel, rules: Thresholds) -> list[Told]:
    days, found = known.days, []
    if len(known.purchases) == 1 and (day - days[0]).days <= NEWS_DAYS:
        found.append(Told(kind=SignalKind.FIRST_ORDER, since=days[0]))
    if (due := rhythm.order_due(days, day=day, model=model.intervals, rules=rules)) is not None:
        found.append(Told(kind=SignalKind.REORDER_DUE, since=due.since, data={"usual": due.usual}))
    gone = rhythm.lapsed(days, day=day, model=model.intervals, rules=rules)
    if gone is not None:
        data: JsonObject = {"usual": gone.usual, "last": days[-1].isoformat()}
        found.append(Told(kind=SignalKind.LAPSED, since=gone.since, data=data))
        if known.spent >= model.vip_from:
            found.append(Told(kind=SignalKind.VIP_LOST, since=gone.since, data=data))
        return found
    back = rhythm.back(days, model=model.intervals, rules=rules)
    if back is not None and (day - back.since).days <= NEWS_DAYS:
        found.append(Told(kind=SignalKind.BACK, since=back.since, data={"silent": back.silent}))
    due_products = rhythm.products_due(
        known.product_days, last=days[-1], day=day, model=model.products, rules=rules
    )
    if due_products and due is None:
        told = [
            {"product": one.product, "usual": one.usual, "since": one.since.isoformat()}
            for one in due_products
        ]
        since = max(one.since for one in due_products)
        found.append(Told(kind=SignalKind.PRODUCT_DUE, since=since, data={"products": told}))
    return found


def _less(known: OrderHistory, *, day: date, model: ShopModel, rules: Thresholds) -> list[Told]:
    usual = usual_interval(model.intervals, gaps_of(known.days)).days
    level = dropped(known, day=day, usual=usual, rules=rules)
    if level is None:
        return []
    data: JsonObject = {
        "measure": level.measure,
        "window": level.window,
        "recent": round(level.recent, 2),
        "expected": round(level.expected, 2),
        "seasonal": level.seasonal,
    }
    return [Told(kind=SignalKind.QUANTITY_DROPPED, since=day, data=data)]


def _lacking(known: OrderHistory, *, near: Near, rules: Thresholds) -> list[Told]:
    if len(known.days) < GAPS_FROM:
        return []
    products = known.product_days
    found = [(gap, "category") for gap in gaps(near.categories_in(products), near.categories, rules=rules)]
    found += [(gap, "product") for gap in gaps(products, near.products, rules=rules)]
    if not found:
        return []
    told = [_told_gap(gap, what) for gap, what in found]
    return [Told(kind=SignalKind.CROSS_SELL, since=known.days[-1], data={"gaps": told})]


def _told_gap(gap: Gap, what: str) -> JsonObject:
    reason = gap.reason
    return {
        "what": what,
        "item": reason.item,
        "because": reason.because,
        "support": reason.support,
        "buyers": reason.buyers,
        "lift": round(reason.lift, 2),
    }


def _orders_waiting(orders: Sequence[OrderFacts], day: date) -> list[Told]:
    found = []
    for one in orders:
        about: JsonObject = {"number": one.number, "value": one.value, "currency": one.currency}
        for kind, since, last in (
            (SignalKind.PAYMENT_OVERDUE, one.overdue_since(day), one.due_on),
            (SignalKind.DELIVERY_LATE, one.late_since(day), one.promised_on),
        ):
            if since is not None and last is not None:
                data = {**about, "day": last.isoformat()}
                found.append(Told(kind=kind, since=since, order=one.order, data=data))
    if (asked := review_due(orders, day=day)) is not None:
        order, since = asked
        data = {"number": order.number}
        found.append(Told(kind=SignalKind.REVIEW_DUE, since=since, order=order.order, data=data))
    return found


def next_look(account: Account, *, day: date, model: ShopModel, rules: Thresholds) -> date:
    """Return the day after `day` on which something may change although nothing happens until then."""
    known = account.history.known_on(day)
    turning = [one for order in account.orders for one in order.turning_days()]
    latest = day + timedelta(days=LOOK_AGAIN)
    if known.days:
        last = known.days[-1]
        usual = usual_interval(model.intervals, gaps_of(known.days)).days
        if (day - last).days > max(YEAR, rules.lapsed_after(usual)):
            latest = day + timedelta(days=LOOK_AGAIN_SILENT)
        elif (day - known.days[0]).days >= window_of(usual) * (LEAST_WINDOWS + 1):
            latest = day + timedelta(days=WEEK)
        spans = [rules.due_after(usual) + 1, rules.lapsed_after(usual) + 1, NEWS_DAYS + 1]
        turning += [last + timedelta(days=span) for span in spans]
        turning += _product_days(known, model=model, rules=rules)
    return min([latest, *(one for one in turning if one > day)])


def _product_days(known: OrderHistory, *, model: ShopModel, rules: Thresholds) -> list[date]:
    turning = []
    for days in known.product_days.values():
        if len(days) >= rules.product_from:
            usual = usual_interval(model.products, gaps_of(days)).days
            spans = (max(1, int(rules.product_times * usual)), rules.lapsed_after(usual))
            turning += [days[-1] + timedelta(days=span + 1) for span in spans]
    return turning
