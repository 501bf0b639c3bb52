"""How often a signal was right on days gone by, and how often chance would have been.

For each cut-off day the signals are told from what was known then, and compared with the `horizon` days that
followed. Chance is the share of all who could have been called of whom the same came true: for "lapsed", of
all with two days of orders those who ordered nothing. The same customer counts on several days, so the
interval is that of sums by customer (linearised ratio), not of single calls.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import sqrt

from crm_core.order_signals import rhythm
from crm_core.order_signals.cross_selling import gaps
from crm_core.order_signals.history import OrderHistory
from crm_core.order_signals.quantities import levels, window_of
from crm_core.order_signals.shop_model import ShopModel
from crm_core.order_signals.thresholds import Thresholds
from crm_core.scores.intervals import gaps_of, usual_interval

Z = 1.96
#: Fewer calls than these measure nothing.
LEAST_CALLED = 30
STILL_LOWER = 0.7
#: Cut-off days lie a week apart; what holds for long is asked at each of them, what is news once.
EVERY, RECENT = 7, 30


@dataclass(frozen=True, kw_only=True)
class Case:
    """One customer on one cut-off day: was it called, and did it come true?"""

    called: bool
    right: bool
    #: What came of the guess that this one is compared with, where that is not everybody.
    by_chance: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of a signal: `answer` gives a case, or None for who could not have been called."""

    kind: str
    horizon: int
    answer: "Callable[[Moment], Case | None]"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A customer on a cut-off day: what was known, and all that there is."""

    known: OrderHistory
    whole: OrderHistory
    day: date
    model: ShopModel
    rules: Thresholds
    horizon: int

    def ordered_within(self, days: int) -> bool:
        """Say whether an order came in the days after."""
        end = self.day + timedelta(days=days)
        return any(self.day < one.day <= end for one in self.whole.purchases)

    def bought_within(self, days: int) -> set[int]:
        """Return the products that were bought in the days after."""
        end = self.day + timedelta(days=days)
        return {item for one in self.whole.purchases if self.day < one.day <= end for item in one.products}

    @property
    def usual(self) -> float:
        """The usual interval as it was known."""
        return usual_interval(self.model.intervals, gaps_of(self.known.days)).days


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What came of the calls: `right` of `called`, and chance by `eligible_right` of `eligible`."""

    kind: str
    horizon: int
    called: int
    right: int
    eligible: int
    eligible_right: int
    customers: int
    low: float
    high: float

    @property
    def precision(self) -> float:
        """The share of calls that were right."""
        return self.right / self.called if self.called else 0.0

    @property
    def chance(self) -> float:
        """The share that would have been right had anybody been called."""
        return self.eligible_right / self.eligible if self.eligible else 0.0

    @property
    def lift(self) -> float:
        """How many times as often as by chance."""
        return self.precision / self.chance if self.chance else 0.0

    @property
    def is_measurable(self) -> bool:
        """Whether there were calls enough to say anything."""
        return self.called >= LEAST_CALLED


@dataclass
class _Tally:
    called: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    right: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    eligible: int = 0
    eligible_right: int = 0

    def add(self, customer: int, case: Case) -> None:
        self.eligible += 1
        self.eligible_right += case.right if case.by_chance is None else case.by_chance
        if case.called:
            self.called[customer] += 1
            self.right[customer] += case.right

    def result(self, question: Question) -> Trial:
        called, right = sum(self.called.values()), sum(self.right.values())
        low, high = interval(list(self.called.values()), [self.right[key] for key in self.called])
        return Trial(
            kind=question.kind,
            horizon=question.horizon,
            called=called,
            right=right,
            eligible=self.eligible,
            eligible_right=self.eligible_right,
            customers=len(self.called),
            low=low,
            high=high,
        )


def interval(called: Sequence[int], right: Sequence[int]) -> tuple[float, float]:
    """Return the 95 % interval of a share of which the calls of one customer belong together."""
    number = sum(called)
    if not number:
        return 0.0, 1.0
    share = sum(right) / number
    variance = sum((good - share * all_) ** 2 for all_, good in zip(called, right, strict=True)) / number**2
    size = share * (1 - share) / variance if variance and 0 < share < 1 else len(called)
    centre = (share + Z * Z / (2 * size)) / (1 + Z * Z / size)
    half = Z / (1 + Z * Z / size) * sqrt(share * (1 - share) / size + Z * Z / (4 * size * size))
    return max(0.0, centre - half), min(1.0, centre + half)


def measure(
    histories: Sequence[OrderHistory],
    *,
    cuts: Sequence[date],
    until: date,
    rules: Thresholds,
    questions: "Sequence[Question] | None" = None,
) -> dict[str, Trial]:
    """Ask every question at every cut-off day whose horizon ends by `until`; models know nothing later."""
    asked = QUESTIONS if questions is None else questions
    tallies = {question.kind: _Tally() for question in asked}
    for day in cuts:
        open_now = [one for one in asked if day + timedelta(days=one.horizon) <= until]
        if not open_now:
            continue
        known = [history.known_on(day) for history in histories]
        model = ShopModel.of(known, rules=rules, with_near=any(one.kind == "cross_sell" for one in open_now))
        for number, (whole, seen) in enumerate(zip(histories, known, strict=True)):
            if not seen.days:
                continue
            for question in open_now:
                moment = Moment(
                    known=seen, whole=whole, day=day, model=model, rules=rules, horizon=question.horizon
                )
                case = question.answer(moment)
                if case is not None:
                    tallies[question.kind].add(number, case)
    return {question.kind: tallies[question.kind].result(question) for question in asked}


def cut_offs(first: date, last: date, *, every: int) -> Iterator[date]:
    """Give a day every so many days, from the first to the last."""
    day = first
    while day <= last:
        yield day
        day += timedelta(days=every)


def _reorder(now: Moment) -> Case | None:
    """Of whom an order is due: did it come within the horizon?"""
    if len(now.known.days) < now.rules.rhythm_from:
        return None
    due = rhythm.order_due(now.known.days, day=now.day, model=now.model.intervals, rules=now.rules)
    called = due is not None and _is_fresh(due.since, now.day)
    return Case(called=called, right=now.ordered_within(now.horizon))


def _lapsed(now: Moment) -> Case | None:
    """Of whom has lapsed: did nothing come?"""
    if len(now.known.days) < rhythm.TWO:
        return None
    gone = rhythm.lapsed(now.known.days, day=now.day, model=now.model.intervals, rules=now.rules)
    return Case(called=gone is not None, right=not now.ordered_within(now.horizon))


def _vip_lost(now: Moment) -> Case | None:
    """The same of the best tenth."""
    return _lapsed(now) if now.known.spent >= now.model.vip_from else None


def _dropped(now: Moment) -> Case | None:
    """Of whom orders less: did the next window stay below 70 % of what had been usual before?"""
    found = [
        level
        for level in levels(now.known, day=now.day, usual=now.usual)
        if level.measure == "value" and level.recent > 0
    ]
    if not found:
        return None
    level = found[0]
    called = (
        level.drop >= now.rules.drop_share
        and level.expected - level.recent >= now.rules.drop_deviations * level.deviation
    )
    end = now.day + timedelta(days=now.horizon)
    after = sum(one.value for one in now.whole.purchases if now.day < one.day <= end)
    return Case(
        called=called, right=after < STILL_LOWER * level.expected / window_of(now.usual) * now.horizon
    )


def _back(now: Moment) -> Case | None:
    """Of who came back in the last 30 days: did they order again? Chance: of all who had lapsed."""
    days, model = now.known.days, now.model.intervals
    returned = rhythm.back(days, model=model, rules=now.rules)
    if returned is not None and (now.day - returned.since).days <= RECENT:
        return Case(called=True, right=now.ordered_within(now.horizon))
    if rhythm.lapsed(days, day=now.day, model=model, rules=now.rules) is None:
        return None
    return Case(called=False, right=now.ordered_within(now.horizon))


def _product_due(now: Moment) -> Case | None:
    """Of whom a product is due: did it come? Chance: the product that they order most often, due or not."""
    regular = {
        product: days
        for product, days in now.known.product_days.items()
        if len(days) >= now.rules.product_from
    }
    if not regular:
        return None
    due = rhythm.products_due(
        regular, last=now.known.days[-1], day=now.day, model=now.model.products, rules=now.rules
    )
    fresh = [one for one in due if _is_fresh(one.since, now.day)]
    after = now.bought_within(now.horizon)
    if fresh:
        return Case(called=True, right=fresh[0].product in after)
    any_one = min(regular, key=lambda product: (-len(regular[product]), product))
    return Case(called=False, right=any_one in after)


def _is_fresh(since: date, day: date) -> bool:
    """Say whether a signal has come since the cut-off before: each is counted once, when it is told."""
    return 0 <= (day - since).days < EVERY


def _gap(now: Moment) -> Case | None:
    """Of whom something is lacking: did they buy it? Chance, beside it: what is bought as often by others."""
    if len(now.known.days) < rhythm.TWO or not now.model.near:
        return None
    own = now.known.product_days
    lacking = gaps(own, now.model.near, rules=now.rules)
    if not lacking:
        return None
    after = now.bought_within(now.horizon)
    matched = [now.model.like_it(gap.item, but={*own, *(one.item for one in lacking)}) for gap in lacking]
    return Case(
        called=True,
        right=any(gap.item in after for gap in lacking),
        by_chance=any(item in after for item in matched if item is not None),
    )


QUESTIONS = (
    Question(kind="reorder_due", horizon=14, answer=_reorder),
    Question(kind="product_due", horizon=14, answer=_product_due),
    Question(kind="lapsed", horizon=90, answer=_lapsed),
    Question(kind="vip_lost", horizon=90, answer=_vip_lost),
    Question(kind="quantity_dropped", horizon=60, answer=_dropped),
    Question(kind="back", horizon=90, answer=_back),
    Question(kind="cross_sell", horizon=180, answer=_gap),
)
