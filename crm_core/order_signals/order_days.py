"""Reading what each of some orders waits for, as days: nine queries at most, however many orders."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import F, Max, Min, QuerySet
from django.utils import timezone

from crm_core.order_signals.order_facts import OrderFacts
from shop.order.models import Line, Order, OrderStatusChange
from shop.order_statuses import AUTHORISED, CANCELLED, COMPLETE, DISPATCHED, PAID
from shop.payments.methods import ON_ACCOUNT
from shop.payments.models import Dispute, PaymentAttempt, Refund, WriteOff
from shop.payments.states import RefundState
from shop.reviews.models import ProductReview
from shop.stock.models import BackorderPromise
from shop.trade_credit.queries import due_days

#: Days to pay in where nothing else was agreed, and to send in where no day was promised.
PAY_WITHIN, SEND_WITHIN = 7, 5
GONE = (DISPATCHED, COMPLETE)
Days = Mapping[int, date]


def order_days(orders: Sequence[Order]) -> dict[int, OrderFacts]:
    """Return the facts of each order by its key."""
    keys = [order.pk for order in orders]
    moved = _moves(keys)
    promised = _days(
        BackorderPromise.objects.filter(line__order__in=keys).exclude(promise_date=None),
        "line__order",
        Max("promise_date"),
    )
    on_account = set(
        PaymentAttempt.objects.filter(order__in=keys, method=ON_ACCOUNT).values_list("order", flat=True)
    )
    agreed = due_days(keys)
    released = _days(WriteOff.objects.filter(order__in=keys), "order", Min("created_at"))
    trouble, reviewed = _trouble(keys), _reviews(keys)
    kept = Line.objects.filter(order__in=keys, quantity__gt=F("num_cancelled"))
    keeping = set(kept.values_list("order", flat=True))
    return {
        order.pk: OrderFacts(
            order=order.pk,
            number=order.number,
            placed_on=_day(order.date_placed),
            due_on=agreed.get(order.pk) or _due(order, is_on_account=order.pk in on_account),
            paid_on=_first(order.paid_at, released.get(order.pk)),
            promised_on=_promised(order, moved, promised),
            dispatched_on=_gone(order, moved),
            cancelled_on=_cancelled(order, moved),
            reviewed_on=reviewed.get(order.pk),
            trouble_on=tuple(trouble[order.pk]),
            kept=order.pk in keeping,
            value=str(order.total_incl_tax),
            currency=order.currency,
        )
        for order in orders
    }


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _first(moment: datetime | None, other: date | None) -> date | None:
    return min((day for day in (_day(moment) if moment else None, other) if day), default=None)


def _days(rows: QuerySet, key: str, what: Max | Min) -> dict[int, date]:
    found = rows.order_by().values_list(key).annotate(found=what)
    return {number: _day(moment) if isinstance(moment, datetime) else moment for number, moment in found}


def _moves(keys: Sequence[int]) -> dict[tuple[int, str], date]:
    """Return when each order first came to each status."""
    rows = OrderStatusChange.objects.filter(order__in=keys).order_by()
    first = rows.values_list("order", "new_status").annotate(first=Min("date_created"))
    return {(order, status): _day(moment) for order, status, moment in first}


def _due(order: Order, *, is_on_account: bool) -> date | None:
    if order.total_incl_tax <= 0:
        return None
    days = settings.KILN_ACCOUNT_TERMS_DAYS if is_on_account else PAY_WITHIN
    return _day(order.date_placed) + timedelta(days=days)


def _promised(order: Order, moved: Mapping[tuple[int, str], date], promised: Days) -> date | None:
    """Return by when it is to go out: the promised day, else five days from when it could be packed."""
    ready = [moved[order.pk, status] for status in (AUTHORISED, PAID) if (order.pk, status) in moved]
    if not ready:
        return None
    allowed = min(ready) + timedelta(days=SEND_WITHIN)
    return max(promised[order.pk], allowed) if order.pk in promised else allowed


def _gone(order: Order, moved: Mapping[tuple[int, str], date]) -> date | None:
    days = [moved[order.pk, status] for status in GONE if (order.pk, status) in moved]
    if days:
        return min(days)
    return _day(order.date_placed) if order.status in GONE else None


def _cancelled(order: Order, moved: Mapping[tuple[int, str], date]) -> date | None:
    if order.status != CANCELLED:
        return None
    return moved.get((order.pk, CANCELLED), _day(order.date_placed))


def _trouble(keys: Sequence[int]) -> dict[int, list[date]]:
    found: dict[int, list[date]] = defaultdict(list)
    refunds = Refund.objects.filter(order__in=keys, state__in=RefundState.counted())
    disputes = Dispute.objects.filter(charge__order__in=keys)
    for rows in (
        refunds.values_list("order", "created_at"),
        disputes.values_list("charge__order", "opened_at"),
    ):
        for order, moment in rows:
            found[order].append(_day(moment))
    return found


def _reviews(keys: Sequence[int]) -> Days:
    """Return when the buyer of each order first reviewed one of its products."""
    both = (
        ("product__line__order", "product__line__order__user"),
        ("product__children__line__order", "product__children__line__order__user"),
    )
    found: dict[int, date] = {}
    for order, user in both:
        rows = ProductReview.objects.filter(**{f"{order}__in": keys, user: F("user")})
        for key, day in _days(rows, order, Min("date_created")).items():
            found[key] = min(day, found.get(key, day))
    return found
