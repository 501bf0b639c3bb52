"""Where a basket's parcels would leave from, and by which calendar."""

from typing import Any

from django.utils.functional import SimpleLazyObject

from shop.shipping.dates import Calendar, shop_calendar
from shop.stock.models import Warehouse
from shop.stock.routing import Destination
from shop.stock.services.routes import plan_for


def calendars_for(basket: Any, *, destination: Destination) -> list[Calendar]:
    """Return the calendars of the warehouses that would send a basket; the shop's own for what has none.

    The same routing decides as for an order. At most one query; none for goods that are not counted.
    """
    wanted: dict[Any, int] = {}
    for line in basket.all_lines():
        record = line.stockrecord
        if record is not None and line.product.get_product_class().track_stock:
            wanted[record] = wanted.get(record, 0) + line.quantity
    if not wanted:
        return [shop_calendar()]
    routes = plan_for(wanted, destination=destination)
    warehouses = {warehouse for (_record, warehouse) in routes.placed}
    places = {level.warehouse_id: level.warehouse for level in routes.levels.values()}
    return [calendar_of(places[pk]) for pk in sorted(warehouses) if pk in places] or [shop_calendar()]


def calendar_of(warehouse: Warehouse) -> Calendar:
    """Return when parcels leave a warehouse."""
    parts = [part for part in (warehouse.holidays_country, warehouse.holidays_region) if part]
    return Calendar(
        cutoff=warehouse.cutoff_time,
        zone=warehouse.time_zone,
        weekdays=frozenset(int(day) for day in warehouse.working_days),
        region="-".join(parts) if warehouse.holidays_country else "",
    )


def lazy_calendars(basket: Any, *, destination: Destination) -> Any:
    """Return `calendars_for` that is asked at the first look, once for all methods."""
    return SimpleLazyObject(lambda: calendars_for(basket, destination=destination))
