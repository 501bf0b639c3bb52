"""Scheduling deliveries, changing them until their day, and turning each into an order once.

Who takes several locks takes them in this order: the delivery, its basket, what placing an order locks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from partners.accounts.models import PartnerAccount
from partners.ordering.mail import tell_stopped
from partners.ordering.models import CallOff, CallOffLine, PartnerForecast, ScheduledOrder
from partners.ordering.reckoning import (
    CannotReleaseError,
    Reckoning,
    billing_address_of,
    filled_basket,
    reckon,
)
from shop.basket.models import Basket
from shop.order.exceptions import AlreadyOrdered, DiscountUnavailable, OrderRefused, QuantityNotAllowed
from shop.order.models import Order
from shop.order.utils import OrderCreator
from shop.partner.exceptions import OutOfStock
from shop.shipping.exceptions import DeliveryUnavailableError
from shop.stock.services import release as free_stock, reserve
from shop.user.language import reader_language
from shop.user.models import User

State = CallOff.State
REFUSALS = (
    *(DeliveryUnavailableError, DiscountUnavailable, OrderRefused, OutOfStock, QuantityNotAllowed),
    *(AlreadyOrdered, CannotReleaseError),
)
#: Stock is held for what is ordered within these days; what lies further ahead is promised nothing.
MOST_DAYS_RESERVED, MOST_DAYS_AHEAD = 60, 400
MOST_DELIVERIES = 24


class ScheduleError(Exception):
    """The plan cannot be kept or changed so; the message says why, for the partner's buyer."""


@dataclass(frozen=True, kw_only=True)
class PlannedDelivery:
    """A day, and how many pieces of which product (by key) are ordered then."""

    day: date
    pieces: Mapping[int, int]


@transaction.atomic
def schedule(
    scheduled: ScheduledOrder, deliveries: Sequence[PlannedDelivery], *, today: date
) -> ScheduledOrder:
    """Write a scheduled order (unsaved) with its deliveries, and hold stock for those that are near.

    Prices are those of the day on which each is ordered. Raises ScheduleError for a day that is past or too
    far, no pieces, or too many deliveries.
    """
    if not 1 <= len(deliveries) <= MOST_DELIVERIES:
        raise ScheduleError(_("Please plan 1 to %(most)d deliveries.") % {"most": MOST_DELIVERIES})
    scheduled.save()
    for planned in sorted(deliveries, key=lambda one: one.day):
        _check_day(planned.day, today=today)
        call_off = CallOff.objects.create(scheduled=scheduled, release_on=planned.day)
        _write_lines(call_off, planned.pieces)
        hold_stock(call_off, today=today)
    return scheduled


@transaction.atomic
def change(call_off: CallOff, *, day: date, pieces: Mapping[int, int], today: date) -> CallOff:
    """Move a delivery and set its pieces, until it is ordered; stock is held anew.

    Raises ScheduleError for one that is ordered or cancelled, and for a day that cannot be.
    """
    held = _held(call_off)
    _require_open(held)
    _check_day(day, today=today)
    _let_go(held)
    held.release_on, held.state, held.problem = day, State.PLANNED, ""
    held.save(update_fields=["release_on", "state", "problem"])
    held.lines.all().delete()
    _write_lines(held, pieces)
    hold_stock(held, today=today)
    return held


@transaction.atomic
def cancel(call_off: CallOff) -> None:
    """Cancel a delivery that is not ordered yet; what was held for it is free. Raises ScheduleError."""
    held = _held(call_off)
    _require_open(held)
    _let_go(held)
    held.state, held.problem = State.CANCELLED, ""
    held.save(update_fields=["state", "problem"])


@transaction.atomic
def hold_stock(call_off: CallOff, *, today: date) -> bool:
    """Hold the pieces of a delivery that is near enough, all or none; return whether this call did."""
    near = call_off.release_on <= today + timedelta(days=MOST_DAYS_RESERVED)
    if not near:
        return False
    waiting = CallOff.objects.select_for_update().filter(pk=call_off.pk, state=State.PLANNED)
    if not list(waiting.filter(is_reserved=False).values_list("pk")):
        return False
    end = datetime.combine(call_off.release_on + timedelta(days=3), time(), timezone.get_default_timezone())
    try:
        with transaction.atomic():
            basket = filled_basket(call_off)
            if reserve(basket, until=end, longest=timedelta(days=MOST_DAYS_AHEAD)) is None:
                raise CannotReleaseError  # noqa: TRY301 - nothing of it is counted: the basket goes, too
    except (CannotReleaseError, OutOfStock):
        return False
    call_off.basket, call_off.is_reserved = basket, True
    call_off.save(update_fields=["basket", "is_reserved"])
    return True


def release(call_off: CallOff) -> Order | None:
    """Order a delivery now, once: called again, the order that it has become is returned.

    Through the one door, at the prices of now, in the buyer's language; addresses, order, stock,
    `OrderPlaced` and payment in one transaction. What is in the way stops the delivery, mails the buyer and
    returns None.
    """
    try:
        with transaction.atomic():
            held = _held(call_off)
            if held.state != State.PLANNED:  # guard: call-off-once
                return held.order
            with translation.override(reader_language(held.scheduled.created_by)):
                order = _place(held, reckon(held))
            CallOff.objects.filter(pk=held.pk).update(state=State.RELEASED, order=order, problem="")
            return order
    except REFUSALS as refusal:
        _stop(call_off, str(refusal) or _("This order cannot be placed."))
        return None


def due(*, today: date) -> list[CallOff]:
    """List the deliveries that are to be ordered today, the longest due first."""
    return list(CallOff.objects.filter(state=State.PLANNED, release_on__lte=today))


@transaction.atomic
def share_forecast(
    account: PartnerAccount, typed: Mapping[tuple[int, date], int | None], *, by: User, today: date
) -> int:
    """Write what a partner expects by (product, month); None takes it back. Return how many changed.

    A month that has begun keeps what was said before. Units: pieces.
    """
    first = today.replace(day=1)
    held = {
        (row.product_id, row.month): row.quantity
        for row in PartnerForecast.objects.select_for_update().filter(account=account).order_by("pk")
    }
    changed = 0
    for (product, month), quantity in sorted(typed.items()):
        if month <= first or held.get((product, month)) == quantity:  # guard: forecast-stands
            continue
        rows = PartnerForecast.objects.filter(account=account, product=product, month=month)
        if quantity is None:
            changed += bool(rows.delete()[0])
            continue
        PartnerForecast.objects.update_or_create(
            account=account,
            product_id=product,
            month=month,
            defaults={"quantity": quantity, "updated_by": by},
        )
        changed += 1
    return changed


def _held(call_off: CallOff) -> CallOff:
    """Hold the row, so that two come one by one, and read it anew."""
    list(CallOff.objects.select_for_update().filter(pk=call_off.pk).values_list("pk"))
    rows = CallOff.objects.select_related("scheduled__created_by", "scheduled__address", "basket", "order")
    return rows.get(pk=call_off.pk)


def _require_open(call_off: CallOff) -> None:
    if call_off.state not in {State.PLANNED, State.STOPPED}:
        raise ScheduleError(_("This delivery is ordered or cancelled already."))


def _check_day(day: date, *, today: date) -> None:
    if not today < day <= today + timedelta(days=MOST_DAYS_AHEAD):
        raise ScheduleError(
            _("%(day)s: please choose a day from tomorrow to %(most)d days ahead.")
            % {"day": day, "most": MOST_DAYS_AHEAD}
        )


def _write_lines(call_off: CallOff, pieces: Mapping[int, int]) -> None:
    rows = [
        CallOffLine(call_off=call_off, product_id=pk, quantity=number)
        for pk, number in sorted(pieces.items())
        if number > 0
    ]
    if not rows:
        raise ScheduleError(_("Please enter at least one quantity."))
    CallOffLine.objects.bulk_create(rows)


def _let_go(call_off: CallOff) -> None:
    basket = call_off.basket
    call_off.basket, call_off.is_reserved = None, False
    call_off.save(update_fields=["basket", "is_reserved"])
    if basket is not None:
        free_stock(basket)
        Basket.objects.filter(pk=basket.pk, status=Basket.SAVED).delete()


def _place(call_off: CallOff, found: Reckoning) -> Order:
    billing = billing_address_of(found)
    found.address.save()
    billing.save()
    order = OrderCreator().place_order(
        found.basket,
        found.total,
        found.method,
        shipping_charge=found.charge,
        user=found.user,
        shipping_address=found.address,
        billing_address=billing,
        language=reader_language(found.user),
        po_number=call_off.scheduled.reference,
    )
    if found.payment is not None:
        source = found.payment.source_for(
            order_number=order.number, total=order.total_incl_tax, currency=order.currency
        )
        source.order = order
        source.save()
        found.payment.note_placed(order)
    return order


@transaction.atomic
def _stop(call_off: CallOff, problem: str) -> None:
    planned = CallOff.objects.filter(pk=call_off.pk, state=State.PLANNED)
    if planned.update(state=State.STOPPED, problem=problem[:500]):
        call_off.refresh_from_db(fields=["state", "problem"])
        tell_stopped(call_off)
