"""Where buyers can pick up, and when it is ready there."""

from collections.abc import Iterable
from datetime import date, datetime

from shop.shipping.dates import delivery_date
from shop.shipping.shipments import PlannedShipment, calendar_of
from shop.shipping.table import DeliveryTerms, stored_choice
from shop.stock.models import Warehouse
from shop.working_hours import is_working_day, next_working_day


def pickup_points(sellers: Iterable[int] | None = None) -> list[Warehouse]:
    """Return where buyers can come, in the order of priority; of `sellers` (by key) only, if given. One query."""
    found = Warehouse.objects.filter(is_pickup=True, is_active=True).select_related("country")
    if sellers is not None:
        found = found.filter(seller__in=sellers)
    return list(found.order_by("priority", "code"))


def pickup_terms(code: str, point: Warehouse) -> DeliveryTerms | None:
    """Return what a pick-up costs; None where the method is no pick-up or not offered, or the place is shut."""
    choice = stored_choice(code)
    if choice is None or not (choice.is_pickup and choice.is_enabled and point.is_pickup and point.is_active):
        return None
    return DeliveryTerms(price=choice.pickup_price, free_from=None, working_days=point.pickup_lead_days)


def ready_for_pickup(
    point: Warehouse, departures: Iterable[PlannedShipment], *, ordered_at: datetime | None = None
) -> date:
    """Return the day on which an order lies ready at a pick-up point: when its last part does.

    What is there is ready after the place's own working days, by its cut-off. What lies elsewhere leaves
    there as a parcel would and travels the place's transfer days first.
    """
    here = calendar_of(point)
    ready = []
    for departure in departures:
        is_here = departure.warehouse in (point.pk, None)
        day = delivery_date(
            working_days=0 if is_here else point.pickup_transfer_days,
            ordered_at=departure.leaves_after(ordered_at),
            calendar=here if is_here else departure.calendar,
        )
        if not is_working_day(day, here.weekdays, here.region):
            day = next_working_day(day, here.weekdays, here.region)
        for _step in range(point.pickup_lead_days):
            day = next_working_day(day, here.weekdays, here.region)
        ready.append(day)
    return max(ready)
