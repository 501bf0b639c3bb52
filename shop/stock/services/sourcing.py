"""Reading what routing needs: the free pieces of each warehouse."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from shop.compiled_queries import CompiledQuery
from shop.partner.models import StockRecord
from shop.stock.models import StockLevel, Warehouse
from shop.stock.services.ledger import default_warehouse
from shop.stock.sourcing_rules import AllocationRequest, Destination, LineRequest, Plan, Step, apply_rules

if TYPE_CHECKING:
    from oscar.apps.order.abstract_models import AbstractOrder


def destination_of(order: "AbstractOrder", *, pickup: Warehouse | None = None) -> Destination:
    """Return where an order goes, the pick-up point if there is one; empty for what is not sent."""
    if pickup is not None:
        return pickup_destination(pickup)
    address = order.shipping_address
    if address is None:
        return Destination()
    return Destination(country=address.country_id or "", postcode=address.postcode or "")


def pickup_destination(place: Warehouse) -> Destination:
    """Return where an order goes that is picked up there."""
    return Destination(country=place.country_id or "", postcode=place.postcode, pickup=place.pk)


@dataclass(frozen=True, kw_only=True)
class SourcingPlan:
    """A plan for each seller, and the levels they speak of, by (stock record, warehouse)."""

    plans: list[Plan]
    levels: dict[tuple[int, int], StockLevel]

    @property
    def steps(self) -> list[Step]:
        """All that was decided, seller after seller."""
        return [step for plan in self.plans for step in plan.steps]

    @property
    def placed(self) -> dict[tuple[int, int], int]:
        """How many pieces of which record leave from which warehouse, those that wait included."""
        total: dict[tuple[int, int], int] = defaultdict(int)
        for plan in self.plans:
            for part in (plan.pieces, plan.waiting):
                for place, number in part.items():
                    total[place] += number
        return dict(sorted(total.items()))


def active_levels(records: Iterable[StockRecord]) -> list[StockLevel]:
    """Return the levels of stock records in active warehouses. One query."""
    return list(LEVELS.instances([record.pk for record in records]))


def plan_sourcing(
    wanted: Mapping[StockRecord, int],
    *,
    destination: Destination,
    levels: Sequence[StockLevel] | None = None,
) -> SourcingPlan:
    """Plan where pieces leave from; writes nothing but a seller's first warehouse.

    `wanted` is the number of pieces by stock record. One query: the records' `active_levels`, unless the
    caller has them. A warehouse that never had any of the pieces is not considered.
    """
    found = active_levels(wanted) if levels is None else levels
    by_place: dict[tuple[int, int], StockLevel] = {
        (level.stockrecord_id, level.warehouse_id): level for level in found
    }
    by_seller: dict[int, dict[StockRecord, int]] = defaultdict(dict)
    places: dict[int, dict[int, Warehouse]] = defaultdict(dict)
    for record, number in wanted.items():
        by_seller[record.partner_id][record] = number
    for level in by_place.values():
        places[level.warehouse.seller_id][level.warehouse_id] = level.warehouse
    free = {place: level.free for place, level in by_place.items()}
    plans = [
        apply_rules(
            _allocation_request(
                part, list(places[seller].values()) or _only_warehouse(part), free, destination
            )
        )
        for seller, part in sorted(by_seller.items())
    ]
    return SourcingPlan(plans=plans, levels=by_place)


def _active_levels(record_ids: Sequence[int], _columns: object) -> QuerySet[StockLevel]:
    found = StockLevel.objects.filter(stockrecord__in=record_ids, warehouse__is_active=True)
    return found.select_related("warehouse").order_by("warehouse__priority", "pk")


LEVELS = CompiledQuery(_active_levels)


def _only_warehouse(part: Mapping[StockRecord, int]) -> list[Warehouse]:
    return [default_warehouse(next(iter(part)).partner)]


def _allocation_request(
    part: Mapping[StockRecord, int],
    places: list[Warehouse],
    free: dict[tuple[int, int], int],
    destination: Destination,
) -> AllocationRequest:
    wants = [LineRequest(record_id=r.pk, sku=r.partner_sku, quantity=number) for r, number in part.items()]
    return AllocationRequest(wants=wants, places=places, free=free, destination=destination)
