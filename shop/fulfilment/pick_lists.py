"""A pick list: the pieces of some shipments in the order of their bins."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from shop.fulfilment.models import Shipment, ShipmentLine
from shop.stock.models import StockLevel


@dataclass(kw_only=True)
class PickRow:
    """So many pieces of one product from one bin (empty: none is known), and for which shipments."""

    bin_location: str
    title: str
    sku: str
    on_hand: int | None = None
    quantity: int = 0
    shares: list[tuple[str, int]] = field(default_factory=list)

    @property
    def is_short(self) -> bool:
        """Whether fewer pieces lie there than are to be collected."""
        return self.on_hand is not None and self.on_hand < self.quantity


def pick_rows(shipments: Sequence[Shipment]) -> list[PickRow]:
    """List what is to be collected, by bin and SKU; pieces without a bin come last. Two queries."""
    lines = ShipmentLine.objects.filter(shipment__in=shipments)
    rows = list(lines.select_related("line", "shipment").order_by("shipment__number", "pk"))
    records = {row.line.stockrecord_id for row in rows if row.line.stockrecord_id}
    places = {shipment.warehouse_id for shipment in shipments}
    levels = StockLevel.objects.filter(stockrecord__in=records, warehouse__in=places)
    found = {(level.stockrecord_id, level.warehouse_id): level for level in levels}
    picks: dict[tuple[str, str, str], PickRow] = {}
    for row in rows:
        level = found.get((row.line.stockrecord_id or 0, row.shipment.warehouse_id))
        place = level.bin_location if level else ""
        pick = picks.setdefault(
            (place, row.line.partner_sku, row.line.title),
            PickRow(
                bin_location=place,
                title=row.line.title,
                sku=row.line.partner_sku,
                on_hand=level.on_hand if level else None,
            ),
        )
        pick.quantity += row.quantity
        pick.shares.append((row.shipment.number, row.quantity))
    return sorted(picks.values(), key=lambda pick: (not pick.bin_location, pick.bin_location, pick.sku))


def by_bin(rows: Sequence[PickRow]) -> list[tuple[str, list[PickRow]]]:
    """Group the rows of a pick list by their bins."""
    groups: dict[str, list[PickRow]] = defaultdict(list)
    for row in rows:
        groups[row.bin_location].append(row)
    return list(groups.items())


def bins_of(shipment: Shipment) -> dict[int, str]:
    """Return the bin of each line of a shipment by the key of the order's line. One query."""
    rows = StockLevel.objects.filter(
        warehouse=shipment.warehouse_id, stockrecord__line__in=shipment.lines.values("line")
    )
    by_record = dict(rows.values_list("stockrecord", "bin_location"))
    lines = shipment.lines.values_list("line", "line__stockrecord")
    return {line: by_record.get(record, "") for line, record in lines}
