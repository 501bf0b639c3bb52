"""Commissions of representatives: credited with an order's money, taken back with it, stated per period.

`settle` is the one door for money: it compares what an order has been credited with what it should be by
its money now, and writes the difference. So events that come twice, late or in another order change nothing.
Statements are counted anew from their credits while they are drafts, and are fixed when approved.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_core.forecast.models import PeriodKind
from crm_core.forecast.periods import Period
from crm_core.rep_commissions.amounts import Rate, left_of, line_amounts
from crm_core.rep_commissions.basis import basis_of, kept_part
from crm_core.rep_commissions.deductions import deducted
from crm_core.rep_commissions.events import CommissionStatementApproved, CommissionStatementPaid
from crm_core.rep_commissions.models import (
    CommissionPlan,
    Credit,
    OrderShare,
    PlanMember,
    Statement,
    StatementLine,
)
from crm_core.rep_commissions.shares import fix_shares
from shop.configuration.queries import shop_currency
from shop.events.services import publish
from shop.money import MoneySum, round_money
from shop.order.models import Order
from shop.order.services import lock_order
from shop.order_changes.models import OrderChange
from shop.user.models import User

NOTHING = Decimal("0.00")
FULL = 100


class StatementError(Exception):
    """A statement is not in the state, or not for the person, that the step needs; `str` says so to staff."""


@transaction.atomic
def settle(order: Order, *, at: datetime) -> int:
    """Bring what an order counts for its representatives to what its money says; return how many credits.

    The order's row is locked first. `at` is when the money moved: the credit goes to the statement of
    the period that holds it, or, where that one is approved, to the next that is not.
    """
    credited = _credit(order, at=at)
    for share in credited:
        recount(share.user_id, share.plan)
    return len(credited)


@transaction.atomic
def settle_past(orders: Iterable[Order]) -> int:
    """Settle orders whose money moved before there was a plan, each as of its payment; return the credits."""
    credited = [share for order in orders for share in _credit(order, at=order.paid_at or order.date_placed)]
    for user, plan in {(share.user_id, share.plan) for share in credited}:
        recount(user, plan)
    return len(credited)


def _credit(order: Order, *, at: datetime) -> list[OrderShare]:
    """Write what is missing of an order's credits; return the shares that got one."""
    order = lock_order(order)
    shares = list(OrderShare.objects.filter(order=order).select_related("plan").order_by("pk"))
    now = timezone.now()
    if not shares and not (shares := fix_shares(order, now=now)):
        return []
    _hold_drafts(shares)
    taken, credited = deducted(order), []
    basis = _basis_after_changes(order)
    for share in shares:
        left = max((share.basis if basis is None else basis(share.plan)) - taken, NOTHING)
        due = round_money(left * share.percent / FULL * kept_part(order, share.plan), order.currency)
        if missing := due - share.credits.aggregate(sum=MoneySum("basis"))["sum"]:
            statement = _draft_of(share, at)
            Credit.objects.create(
                share=share, statement=statement, basis=missing, occurred_at=at, noted_at=now
            )
            credited.append(share)
    return credited


def _hold_drafts(shares: Sequence[OrderShare]) -> None:
    """Lock the drafts that these shares may reach, all at once and in one sequence.

    Two orders whose money moves in the same second then wait for each other, whichever periods they
    belong to.
    """
    reached = Q()
    for share in shares:
        reached |= Q(user=share.user_id, plan=share.plan_id)
    drafts = Statement.objects.filter(reached, state=Statement.State.DRAFT)
    list(drafts.select_for_update().order_by("user", "plan", "starts_on").values_list("pk"))


def _basis_after_changes(order: Order) -> Callable[[CommissionPlan], Decimal] | None:
    """Return what tells the basis of an order that was changed; None: what its shares say holds."""
    if not OrderChange.objects.filter(order=order).exists():
        return None
    return partial(basis_of, order)


def _draft_of(share: OrderShare, at: datetime) -> Statement:
    """Return the draft that what happens to an order at a moment goes to, locked; made where there is none.

    Never one before the statement that heard of the order last: what goes back follows what was earned.
    """
    plan, user = share.plan, share.user_id
    last = (
        share.credits.order_by("-statement__starts_on").values_list("statement__starts_on", flat=True).first()
    )
    day = timezone.localdate(at)
    period = Period.holding(max(day, last) if last else day, PeriodKind(plan.kind))
    while True:
        Statement.objects.get_or_create(
            user_id=user,
            plan=plan,
            starts_on=period.start,
            defaults={"kind": plan.kind, "currency": shop_currency(), "target": _target_of(user, plan)},
        )
        statement = Statement.objects.select_for_update().get(user=user, plan=plan, starts_on=period.start)
        if statement.state == Statement.State.DRAFT:  # guard: approved-statements
            return statement
        period = period.step(1)


def _target_of(user: int, plan: CommissionPlan) -> Decimal:
    """Return somebody's target in a plan; of who has left it, the one that their last statement had."""
    targets = PlanMember.objects.filter(user=user, plan=plan).values_list("target", flat=True)
    last = (
        Statement.objects.filter(user=user, plan=plan).order_by("-starts_on").values_list("target", flat=True)
    )
    return targets.first() or last.first() or Decimal(1)


@transaction.atomic
def recount(user: int, plan: CommissionPlan) -> None:
    """Count the drafts of somebody in a plan anew from their credits, the earliest first.

    Later ones take back at the rates of the earlier, so they follow them.
    """
    drafts = Statement.objects.select_for_update().filter(user=user, plan=plan, state=Statement.State.DRAFT)
    rates = [
        Rate(from_percent=rate.from_percent, rate=rate.rate) for rate in plan.rates.order_by("from_percent")
    ]
    for statement in drafts.order_by("starts_on"):
        _recount(statement, rates)


def _recount(statement: Statement, rates: Sequence[Rate]) -> None:
    statement.target = _target_of(statement.user_id, statement.plan)
    bases: dict[int, Decimal] = defaultdict(Decimal)
    moments: dict[int, datetime] = {}
    for credit in statement.credits.order_by("occurred_at", "pk"):
        bases[credit.share_id] += credit.basis
        moments.setdefault(credit.share_id, credit.occurred_at)
    before = _earlier_lines(statement, bases)
    # Less of what earlier statements paid: taken back as it was earned. All else is earned here.
    back = [share for share in bases if bases[share] < 0 and before.get(share)]
    here = [share for share in bases if share not in back]
    amounts = dict(
        zip(
            here,
            line_amounts(
                [max(bases[share], NOTHING) for share in here],
                target=statement.target,
                rates=rates,
                currency=statement.currency,
            ),
            strict=True,
        )
    )
    for share in back:
        amounts[share] = _taken_back(before[share], bases[share], statement.currency)
    statement.lines.all().delete()
    StatementLine.objects.bulk_create(
        StatementLine(
            statement=statement,
            share_id=share,
            basis=basis,
            amount=amounts[share],
            occurred_at=moments[share],
        )
        for share, basis in bases.items()
        if basis or amounts[share]
    )
    statement.credited = sum((bases[share] for share in here), NOTHING)
    statement.total = sum(amounts.values(), NOTHING)
    statement.save(update_fields=["credited", "total", "target"])


def _earlier_lines(statement: Statement, shares: Iterable[int]) -> dict[int, list[StatementLine]]:
    lines: dict[int, list[StatementLine]] = defaultdict(list)
    found = StatementLine.objects.filter(share__in=list(shares), statement__starts_on__lt=statement.starts_on)
    for line in found.order_by("occurred_at", "pk"):
        lines[line.share_id].append(line)
    return lines


def _taken_back(before: Sequence[StatementLine], basis: Decimal, currency: str) -> Decimal:
    """Return what goes off: so much that of an order's commission the part of its kept basis is left."""
    earned = [line for line in before if line.basis > 0]
    whole = sum((line.basis for line in earned), NOTHING)
    kept = sum((line.basis for line in before), NOTHING) + basis
    left = left_of(sum((line.amount for line in earned), NOTHING), kept=kept, whole=whole, currency=currency)
    return left - sum((line.amount for line in before), NOTHING)


@transaction.atomic
def approve(statement: Statement, *, by: User, total: Decimal, now: datetime | None = None) -> Statement:
    """Fix a draft whose period is over as what its representative gets; `total` is what the manager saw.

    Raises StatementError, with nothing changed, for one's own, one of a period that goes on, one that comes
    after a draft, one that is no draft or whose total has changed. Publishes CommissionStatementApproved.
    """
    now = now or timezone.now()
    held = Statement.objects.select_for_update().get(pk=statement.pk)
    if held.user_id == by.pk:
        raise StatementError(_("Nobody approves their own commission."))
    if Period(kind=PeriodKind(held.kind), start=held.starts_on).end > timezone.localdate(now):
        raise StatementError(_("The period is not over yet."))
    earlier = Statement.objects.filter(user=held.user_id, plan=held.plan_id, starts_on__lt=held.starts_on)
    if earlier.filter(state=Statement.State.DRAFT).exists():  # what is taken back follows what was earned
        raise StatementError(_("Approve the earlier statements of this plan first."))
    drafts = Statement.objects.filter(pk=held.pk, state=Statement.State.DRAFT, total=total)
    changed = drafts.update(state=Statement.State.APPROVED, approved_by=by, approved_at=now)
    if not changed:
        raise StatementError(_("The statement has changed in the meantime; please check it again."))
    publish(CommissionStatementApproved(statement_id=held.pk, user_id=held.user_id))
    held.refresh_from_db()
    return held


@transaction.atomic
def pay(statement: Statement, *, by: User, reference: str = "", now: datetime | None = None) -> Statement:
    """Record that an approved statement was paid, once. Raises StatementError for any other.

    Nobody records their own. Publishes CommissionStatementPaid.
    """
    if statement.user_id == by.pk:
        raise StatementError(_("Nobody records the payment of their own commission."))
    approved = Statement.objects.filter(pk=statement.pk, state=Statement.State.APPROVED)
    if not approved.update(
        state=Statement.State.PAID, paid_by=by, paid_at=now or timezone.now(), reference=reference
    ):
        raise StatementError(_("Only a statement that is approved and not paid yet can be paid."))
    publish(CommissionStatementPaid(statement_id=statement.pk, user_id=statement.user_id))
    statement.refresh_from_db()
    return statement


def recount_plan(plan: CommissionPlan) -> None:
    """Count all drafts of a plan anew: its rates or targets have changed."""
    drafts = Statement.objects.filter(plan=plan, state=Statement.State.DRAFT)
    for user in drafts.order_by("user").values_list("user", flat=True).distinct():
        recount(user, plan)
