"""What a change will do, before it is done: the same for buyer and staff, and exactly what is applied."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _, ngettext

from shop.formats import format_money
from shop.order.models import Order
from shop.order_changes.effects import Effect, StockEffect, effects_of
from shop.order_changes.money import MoneyEffect, money_effect
from shop.order_changes.planning import make_plan
from shop.order_changes.plans import Credit, Plan
from shop.order_changes.proposals import RESTOCK, Proposal, SetShippingAddress, proposals_as_json
from shop.order_changes.state import NOTHING, LineState, OrderState, digest, read_state
from shop.partner.models import StockRecord
from shop.payments.queries import balance_of
from shop.payments.refund_effects import has_given, own_worth
from shop.trade_credit.changes import change_problem
from shop.user.models import User

EXCEED = "order_changes.exceed_discount_limit"


@dataclass(frozen=True, kw_only=True)
class LineChange:
    """A line before (None: new) and after (None: taken away)."""

    before: LineState | None
    after: LineState | None

    @property
    def line(self) -> LineState:
        """Whichever there is."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - one of the two is always there
        return found

    @property
    def is_changed(self) -> bool:
        """Whether anything of it is another than before."""
        return self.before != self.after


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A change of an order as it would be now; `fingerprint` names exactly this.

    With `problems` it cannot be applied.
    """

    order_id: int
    before: OrderState
    after: OrderState
    lines: Sequence[LineChange]
    credits: Sequence[Credit]
    money: MoneyEffect
    stock: Sequence[StockEffect]
    effects: Sequence[Effect]
    problems: Sequence[str]
    fingerprint: str

    @property
    def currency(self) -> str:
        """The order's currency."""
        return self.before.currency

    @property
    def due(self) -> Decimal:
        """What the buyer has to pay (positive) or gets back (negative)."""
        return self.money.due

    @property
    def refund(self) -> Decimal:
        """What goes back."""
        return self.money.refund

    @property
    def is_possible(self) -> bool:
        """Whether it can be applied."""
        return not self.problems

    @property
    def moves_address(self) -> bool:
        """Whether it goes somewhere else."""
        return self.before.address != self.after.address

    @property
    def moves_tax(self) -> bool:
        """Whether it is taxed otherwise."""
        return self.before.tax != self.after.tax

    @property
    def fees(self) -> Decimal:
        """What is kept of the pieces that come back."""
        return sum((credit.kept for credit in self.credits), NOTHING)


def preview(
    order: Order, proposals: Sequence[Proposal], *, by: User | AnonymousUser | None = None
) -> Preview:
    """Say what proposals would do to an order as it stands. Writes nothing.

    `by` is the member of staff who proposes it, whose limit for discounts holds; None: the buyer or the
    system.
    """
    before = read_state(order)
    plan = make_plan(order, before, proposals)
    after = plan.state
    balance = balance_of(order)
    effect, given_up = money_effect(
        balance, total=after.total_gross, given_up=plan.credits, is_cancelled=after.is_cancelled
    )
    stock = stock_effects(plan)
    problems = [
        *plan.problems,
        *_stock_problems(stock),
        *_discount_problems(plan, by),
        *_value_problems(order, plan),
        *_credit_problems(order, effect, by),
    ]
    given = [(credit.line_id, credit.quantity, str(credit.amount), credit.disposition) for credit in given_up]
    return Preview(
        order_id=order.pk,
        before=before,
        after=after,
        lines=_line_changes(before, after),
        credits=given_up,
        money=effect,
        stock=stock,
        effects=_effects(order, plan, effect) if by is not None else (),
        problems=problems,
        fingerprint=digest(
            order.pk,
            before.as_json(),
            after.as_json(),
            [str(amount) for amount in (balance.received, balance.credited, balance.written_off)],
            given,
            plan.prices,
            [each.stockrecord_id for each in stock if each.is_short],
            proposals_as_json(proposals),
        ),
    )


def _credit_problems(order: Order, effect: MoneyEffect, by: User | AnonymousUser | None) -> list[str]:
    """Say that an order on account would come to owe more than its company's limit allows."""
    problem = change_problem(order, due=effect.outstanding, by=by) if effect.difference > 0 else ""
    return [problem] if problem else []


def _line_changes(before: OrderState, after: OrderState) -> list[LineChange]:
    was = {line.key: line for line in before.lines}
    return [
        LineChange(before=was.get(line.key), after=line if line.quantity else None) for line in after.lines
    ]


def stock_effects(plan: Plan) -> list[StockEffect]:
    """Say how many pieces of which product a plan promises, frees and puts back. One query."""
    pieces: dict[int, int] = defaultdict(int)
    names: dict[int, LineState] = {}
    is_cancelled = plan.state.is_cancelled
    for line in plan.before.lines:
        if line.stockrecord_id:
            pieces[line.stockrecord_id] -= line.to_send
            names[line.stockrecord_id] = line
    for line in plan.state.lines:
        if line.stockrecord_id:
            pieces[line.stockrecord_id] += 0 if is_cancelled else line.to_send
            names[line.stockrecord_id] = line
    back = _restocked(plan)
    records = StockRecord.objects.in_bulk([pk for pk, number in pieces.items() if number or back.get(pk)])
    found = []
    for pk, record in sorted(records.items()):
        if not record.can_track_allocations:
            continue
        number = pieces[pk]
        found.append(
            StockEffect(
                stockrecord_id=pk,
                title=names[pk].title,
                sku=record.partner_sku,
                pieces=number,
                returned=back.get(pk, 0),
                left=record.num_sellable - number,
                is_short=number > 0 and number > record.num_sellable,
            )
        )
    return found


def _restocked(plan: Plan) -> dict[int, int]:
    records = {line.line_id: line.stockrecord_id for line in plan.before.lines}
    back: dict[int, int] = defaultdict(int)
    for credit in plan.credits:
        record_id = records.get(credit.line_id)
        if record_id and credit.disposition == RESTOCK:
            back[record_id] += credit.quantity
    return dict(back)


def _stock_problems(stock: Sequence[StockEffect]) -> list[str]:
    return [
        ngettext(
            "“%(title)s”: only %(n)d more is available.", "“%(title)s”: only %(n)d more are available.", free
        )
        % {"title": each.title, "n": free}
        for each in stock
        if each.is_short and (free := max((each.left or 0) + each.pieces, 0)) is not None
    ]


def _value_problems(order: Order, plan: Plan) -> list[str]:
    """Leave goods with a value of their own, such as gift cards that are issued, to a refund.

    It takes the value back as it sends the money; a change would leave a card that nobody paid for. Also
    while the order waits for a difference: the cards were issued before.
    """
    if plan.state.is_cancelled:
        return []
    kept = {line.line_id: line.kept for line in plan.state.lines if line.line_id}
    less = {
        line.line_id for line in plan.before.lines if line.line_id and kept.get(line.line_id, 0) < line.kept
    }
    less |= {credit.line_id for credit in plan.credits}
    text = _("“%(title)s” is taken back by a refund, not by a change of the order.")
    return [
        text % {"title": line.title}
        for line in order.lines.filter(pk__in=less).order_by("pk")
        if own_worth(line, 1) is not None and (order.paid_at is not None or has_given(line))
    ]


def _discount_problems(plan: Plan, by: User | AnonymousUser | None) -> list[str]:
    """Hold what staff take off by hand, in all changes of the order, against the limit."""
    if not plan.by_hand or (by is not None and by.has_perm(EXCEED)):
        return []
    goods = sum((line.before_gross for line in plan.state.lines), NOTHING)
    given = sum((each.amount for each in plan.state.discounts if each.is_by_hand), NOTHING)
    percent = settings.KILN_ORDER_DISCOUNT_LIMIT
    most = goods * percent / 100
    if given <= most:
        return []
    text = _("Discounts by hand are limited to %(percent)s %% of the items' price: %(most)s.")
    return [text % {"percent": percent, "most": format_money(most, plan.state.currency)}]


def _effects(order: Order, plan: Plan, effect: MoneyEffect) -> list[Effect]:
    credited = plan.credited
    return effects_of(
        order,
        plan.before,
        plan.state,
        goods_before=plan.before.goods_gross,
        goods_after=NOTHING if plan.state.is_cancelled else plan.state.goods_gross - credited,
    )


def asks_for_address(proposals: Sequence[Proposal]) -> bool:
    """Tell whether a new address is among what is proposed."""
    return any(isinstance(each, SetShippingAddress) for each in proposals)
