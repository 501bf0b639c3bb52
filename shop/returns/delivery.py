"""What has gone out of an order and when it came, as returns and withdrawals count it."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from shop.order.models import Order
from shop.order_statuses import COMPLETE, DISPATCHED
from shop.returns.models import ReturnSettings


def shipped_pieces(order: Order) -> dict[int, int]:
    """Tell how many pieces of each line (by its key) have gone out."""
    if order.status not in (DISPATCHED, COMPLETE):
        return {}
    return {line.pk: line.num_to_send for line in order.lines.all()}


def delivered_on(order: Order) -> date | None:
    """Return the day on which the last parcel came; None while something is still to come.

    Where no carrier has told us, it is the day it left and the days that the policy assumes for the way.
    """
    told = _told_delivery(order)
    if told is not None:
        return timezone.localdate(told)
    left = _dispatched_at(order)
    if left is None:
        return None
    policy = ReturnSettings.objects.first() or ReturnSettings()
    return timezone.localdate(left) + timedelta(days=policy.assumed_delivery_days)


def _told_delivery(order: Order) -> datetime | None:
    return None


def _dispatched_at(order: Order) -> datetime | None:
    if order.status not in (DISPATCHED, COMPLETE):
        return None
    change = order.status_changes.filter(new_status=DISPATCHED).order_by("-pk").first()
    return change.date_created if change else order.date_placed
