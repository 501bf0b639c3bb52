"""What was chosen for an order's delivery: kept with the order, given back, handed over.

keep_choice(order, method)      in the transaction that writes the order
release_choice(order)           when the order ends without a delivery
mark_ready, mark_picked_up      a pick-up; whoever ships the order's pieces calls them
"""

import secrets
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, Model, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shop.events.services import publish
from shop.shipping.events import PickedUp, PickupReady
from shop.shipping.exceptions import DeliveryUnavailableError, PickupError
from shop.shipping.methods import DeliveryMethod, delivery_of
from shop.shipping.models import DeliveryOption
from shop.shipping.order_models import DeliveryDay, OrderDelivery
from shop.user.models import User

#: Without letters and digits that are taken for one another; 29 bits, and guessed at a counter only.
SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 6


def delivery_for(order: Model) -> OrderDelivery | None:
    """Return what was chosen for an order, with place and day; None where nothing was.

    One query, none for an order that was read with it.
    """
    if "delivery" in order._state.fields_cache:
        known: OrderDelivery | None = order._state.fields_cache["delivery"]
        return known
    found = OrderDelivery.objects.select_related("pickup_point__country", "day__option")
    return found.filter(order=order.pk).first()


def keep_choice(order: Model, method: object) -> OrderDelivery | None:
    """Keep the pick-up point or the delivery day of a method with an order that has just been written.

    Raises DeliveryUnavailableError when the day is full or over; the order's transaction is rolled back.
    """
    chosen = delivery_of(method)
    if chosen is None or not (chosen.pickup_point or chosen.day):
        return None
    return OrderDelivery.objects.create(
        order_id=order.pk,
        pickup_point=chosen.pickup_point,
        ready_on=chosen.arrives_on() if chosen.pickup_point else None,
        code="".join(secrets.choice(SIGNS) for _sign in range(LENGTH)) if chosen.pickup_point else "",
        day=book_day(chosen, chosen.day) if chosen.day else None,
    )


def book_day(method: DeliveryMethod, day: date) -> DeliveryDay:
    """Take one of a day's deliveries. Raises DeliveryUnavailableError when none is left."""
    option = DeliveryOption.objects.get(code=method.code)
    if day not in method.possible_days():
        raise DeliveryUnavailableError(day_gone(day))
    row = _day_row(option, day)
    free = Q(capacity__isnull=True) | Q(booked__lt=F("capacity"))  # guard: delivery-day
    if not DeliveryDay.objects.filter(free, pk=row.pk).update(booked=F("booked") + 1):
        raise DeliveryUnavailableError(day_gone(day))
    return row


def free_days(method: DeliveryMethod) -> list[date]:
    """Return the days that can be chosen and are not full, the soonest first. At most one query."""
    terms, days = method.day_terms, method.possible_days()
    if terms is None or not days or terms.capacity is None:
        return days
    booked = DeliveryDay.objects.filter(option=terms.option, day__in=days)
    full = set(booked.filter(booked__gte=terms.capacity).values_list("day", flat=True))
    return [day for day in days if day not in full]


def day_gone(day: date) -> str:
    """Say that a day is not to be had."""
    return _("%(day)s is no longer available. Please choose another delivery day.") % {
        "day": date_format(day, "DATE_FORMAT")
    }


def _day_row(option: DeliveryOption, day: date) -> DeliveryDay:
    """Return the day's row; of two that make it at once one wins, the other takes that."""
    row, made = DeliveryDay.objects.get_or_create(
        option=option, day=day, defaults={"capacity": option.daily_capacity}
    )
    if not made and row.capacity != option.daily_capacity:
        # Staff changed the number meanwhile; one that is below what is booked closes the day.
        wanted = option.daily_capacity
        try:
            with transaction.atomic():
                DeliveryDay.objects.filter(pk=row.pk).update(capacity=wanted)
        except IntegrityError:
            DeliveryDay.objects.filter(pk=row.pk).update(capacity=F("booked"))
    return row


@transaction.atomic
def release_choice(order: Model) -> bool:
    """Give the day of an order back that will not be delivered; return whether this call did it."""
    row = OrderDelivery.objects.filter(order=order.pk, is_released=False, picked_up_at__isnull=True)
    found = row.select_related("day").first()
    if found is None or not row.update(is_released=True):
        return False
    if found.day_id:
        DeliveryDay.objects.filter(pk=found.day_id, booked__gt=0).update(booked=F("booked") - 1)
    return True


@transaction.atomic
def mark_ready(delivery: OrderDelivery) -> bool:
    """Note that an order waits at its pick-up point and tell its buyer; False where they were told before."""
    row = OrderDelivery.objects.filter(
        pk=delivery.pk, pickup_point__isnull=False, is_released=False, ready_at__isnull=True
    )
    if not row.update(ready_at=timezone.now()):
        return False
    delivery.refresh_from_db()
    publish(PickupReady(order_id=delivery.order_id))
    return True


@transaction.atomic
def mark_picked_up(delivery: OrderDelivery, *, by: User | None, code: str | None = None) -> bool:
    """Note that the buyer has it; False where it was noted before.

    With `code` only if it is the order's. Raises PickupError for another code, and for what is no
    pick-up or was cancelled.
    """
    check_code(delivery, code)
    now = timezone.now()
    row = OrderDelivery.objects.filter(pk=delivery.pk, picked_up_at__isnull=True, is_released=False)
    if not row.update(picked_up_at=now, picked_up_by=by):
        return False
    OrderDelivery.objects.filter(pk=delivery.pk, ready_at__isnull=True).update(ready_at=now)
    delivery.refresh_from_db()
    publish(PickedUp(order_id=delivery.order_id))
    return True


def check_code(delivery: OrderDelivery, code: str | None) -> None:
    """Raise PickupError for a code that is another's (None: no code was asked for), and for no pick-up."""
    if delivery.pickup_point_id is None or delivery.is_released:
        raise PickupError(_("This order is not to be picked up."))
    if code is not None and not secrets.compare_digest(plain_code(code).encode(), delivery.code.encode()):
        raise PickupError(_("This is not the code of this order."))


def plain_code(typed: str) -> str:
    """Return a code as it is kept: capitals without spaces."""
    return "".join(typed.split()).upper()
