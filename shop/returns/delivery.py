"""What has gone out of an order and when it came, as returns and withdrawals count it."""

from datetime import date, datetime, timedelta

from shop.fulfilment.queries import delivered_at
from shop.order.models import Order
from shop.order_statuses import COMPLETE, DISPATCHED
from shop.returns.policy import policy
from shop.time_zones import shop_day


def delivered_on(order: Order) -> date | None:
    """Return the day on which the last parcel came; None while something is still to be sent.

    Where no carrier has told us, it is the day it left and the days that the policy assumes for the way.
    """
    if order.status not in (DISPATCHED, COMPLETE):
        return None
    told = delivered_at(order)
    if told is not None:
        return shop_day(told)
    return shop_day(_left_at(order)) + timedelta(days=policy().assumed_delivery_days)


def _left_at(order: Order) -> datetime:
    """Return when the last parcel left: by its shipment, else by the status, else when it was ordered."""
    sent: list[datetime] = [each.shipped_at for each in order.shipments.all() if each.shipped_at]
    if sent:
        return max(sent)
    change = order.status_changes.filter(new_status=DISPATCHED).order_by("-pk").first()
    return change.date_created if change else order.date_placed
