"""Where parcels would leave from, by which calendar, and when what is not there yet can leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from shop.partner.models import StockRecord
from shop.shipping.dates import Calendar, shop_calendar
from shop.stock.models import StockLevel, Warehouse
from shop.stock.services.sourcing import plan_sourcing
from shop.stock.sourcing_rules import Destination

if TYPE_CHECKING:
    from oscar.apps.basket.abstract_models import AbstractBasket


@dataclass(frozen=True, kw_only=True)
class PlannedShipment:
    """A parcel: the calendar of the place it leaves from (`warehouse` by key), from which day on it can.

    `ready_on` is the day promised for pieces that are not there yet; None: all lie on the shelf.
    `is_known` is False where pieces wait and no day was named.
    """

    calendar: Calendar
    ready_on: date | None = None
    is_known: bool = True
    warehouse: int | None = None

    def leaves_after(self, ordered_at: datetime | None) -> datetime:
        """Return the moment (aware) from which the calendar counts: the order, or the promised morning."""
        ordered = ordered_at or timezone.now()
        if self.ready_on is None:
            return ordered
        return max(ordered, datetime.combine(self.ready_on, time.min, ZoneInfo(self.calendar.zone)))


def planned_shipments(
    basket: "AbstractBasket", *, destination: Destination, levels: Sequence[StockLevel] | None = None
) -> list[PlannedShipment]:
    """Return the parcels that a basket would make. At most one query; none for goods that are not counted.

    With `levels`, those of `counted_records`, none at all.
    """
    return shipments_for_records(counted_records(basket), destination=destination, levels=levels)


def counted_records(basket: "AbstractBasket") -> dict[StockRecord, int]:
    """Return how many pieces of which stock record a basket wants, of goods that are counted."""
    wanted: dict[StockRecord, int] = {}
    for line in basket.all_lines():
        record = line.stockrecord
        if record is not None and line.product.get_product_class().track_stock:
            wanted[record] = wanted.get(record, 0) + line.quantity
    return wanted


def shipments_for_records(
    wanted: Mapping[StockRecord, int],
    *,
    destination: Destination,
    levels: Sequence[StockLevel] | None = None,
) -> list[PlannedShipment]:
    """Return the parcels for so many pieces by counted stock record; the shop's own for what lies nowhere.

    The same routing decides as for an order. One query, none for nothing wanted or with `levels` at hand.
    """
    if not wanted:
        return [PlannedShipment(calendar=shop_calendar())]
    routes = plan_sourcing(wanted, destination=destination, levels=levels)
    places = {level.warehouse_id: level.warehouse for level in routes.levels.values()}
    promised = {record.pk: record.promised_day for record in wanted}
    found = {
        warehouse: PlannedShipment(calendar=shop_calendar()) for _record, warehouse in sorted(routes.placed)
    }
    for warehouse in found.keys() & places.keys():
        found[warehouse] = PlannedShipment(calendar=calendar_of(places[warehouse]), warehouse=warehouse)
    departures = list(found.values())
    for plan in routes.plans:
        for record, warehouse in plan.waiting:
            day = promised[record]
            calendar = found[warehouse].calendar
            departures.append(
                PlannedShipment(
                    calendar=calendar, ready_on=day, is_known=day is not None, warehouse=warehouse
                )
            )
    return departures or [PlannedShipment(calendar=shop_calendar())]


def calendar_of(warehouse: Warehouse) -> Calendar:
    """Return when parcels leave a warehouse."""
    parts = [part for part in (warehouse.holidays_country, warehouse.holidays_region) if part]
    return Calendar(
        cutoff=warehouse.cutoff_time,
        zone=warehouse.time_zone,
        weekdays=frozenset(int(day) for day in warehouse.working_days),
        region="-".join(parts) if warehouse.holidays_country else "",
    )


def lazy_shipments(basket: "AbstractBasket", *, destination: Destination) -> Any:
    """Return `planned_shipments` that is asked at the first look, once for all methods."""
    return SimpleLazyObject(lambda: planned_shipments(basket, destination=destination))
