"""What is to be bought again, how much of it, and from whom.

For each counted stock record of a vendor:

    available      = on shelves - promised - held for buyers who are paying + on order
    daily sales    = units sold in the last SALES_DAYS / SALES_DAYS
    reorder point  = the rule's, else ceil(daily sales x (lead time + SAFETY_DAYS)), at least the record's
                     low-stock threshold
    target         = the rule's, else reorder point + ceil(daily sales x COVER_DAYS); above the reorder point
    proposal       = target - available, up to whole packs, where available <= reorder point

Sold units are sales less returns, by the movements of the ledger. `on order` is what open purchase orders
still owe. A record without sales, rule and threshold is never proposed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from shop.partner.models import StockRecord
from shop.purchasing.models import PurchaseOrder, PurchaseOrderLine, ReorderRule, Vendor, VendorProduct
from shop.stock.models import StockMovement

SALES_DAYS, SAFETY_DAYS, COVER_DAYS = 60, 7, 30


@dataclass(frozen=True, kw_only=True)
class Levels:
    """What the formula is told of one stock record, in units and days."""

    available: int
    sold: int
    lead_time: int
    threshold: int = 0
    reorder_point: int | None = None
    target: int | None = None
    pack_size: int = 1


@dataclass(frozen=True, kw_only=True)
class Need:
    """What the formula says: when to buy, up to where, and how much now (0: nothing)."""

    reorder_point: int
    target: int
    quantity: int


def need_of(levels: Levels) -> Need:
    """Apply the formula of this module."""
    # By whole numbers, so that 0.1 + 0.2 orders no unit more.
    demand = ceil(levels.sold * (levels.lead_time + SAFETY_DAYS) / SALES_DAYS)
    point = levels.reorder_point if levels.reorder_point is not None else max(demand, levels.threshold)
    cover = max(1, ceil(levels.sold * COVER_DAYS / SALES_DAYS))
    target = max(levels.target if levels.target is not None else point + cover, point + 1)
    is_known = bool(levels.sold > 0 or levels.threshold or levels.reorder_point is not None)
    if not is_known or levels.available > point:
        return Need(reorder_point=point, target=target, quantity=0)
    packs = ceil((target - levels.available) / levels.pack_size)
    return Need(reorder_point=point, target=target, quantity=packs * levels.pack_size)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A product with what is there, what was sold, and what to buy from whom (None: nobody sells it)."""

    record: StockRecord
    available: int
    on_order: int
    sold: int
    need: Need
    offer: VendorProduct | None

    @property
    def cost(self) -> Decimal | None:
        """What the proposed quantity costs, net, in the vendor's currency."""
        return self.offer.cost * self.need.quantity if self.offer else None


def propose(
    records: QuerySet[StockRecord] | None = None, *, vendor: Vendor | None = None, now: datetime | None = None
) -> list[Proposal]:
    """Return what is to be bought again, the scarcest first; of a vendor only, if given. Five queries."""
    found = candidates(vendor) if records is None else records
    loaded = {
        record.pk: record
        for record in found.select_related(
            "partner", "product__product_class", "product__parent__product_class"
        )
        if record.can_track_allocations
    }
    offers = _preferred(loaded, vendor)
    sold, coming = sold_units(loaded, now=now), units_on_order(loaded)
    rules = {rule.stockrecord_id: rule for rule in ReorderRule.objects.filter(stockrecord__in=loaded)}
    proposals = [
        _proposal(record, offers.get(pk), rules.get(pk), sold=sold.get(pk, 0), on_order=coming.get(pk, 0))
        for pk, record in loaded.items()
    ]
    needed = [proposal for proposal in proposals if proposal.need.quantity]
    return sorted(
        needed, key=lambda p: (p.available - p.need.reorder_point, p.record.partner_sku, p.record.pk)
    )


def candidates(vendor: Vendor | None = None) -> QuerySet[StockRecord]:
    """Return the stock records to look at: a vendor sells them, or a rule or threshold is set."""
    sold_by_vendor = Q(vendors__isnull=False) if vendor is None else Q(vendors__vendor=vendor)
    rest = Q(reorder_rule__isnull=False) | Q(low_stock_threshold__gt=0)
    wanted = sold_by_vendor if vendor is not None else sold_by_vendor | rest
    return StockRecord.objects.filter(pk__in=StockRecord.objects.filter(wanted).values("pk"))


def _proposal(
    record: StockRecord,
    offer: VendorProduct | None,
    rule: ReorderRule | None,
    *,
    sold: int,
    on_order: int,
) -> Proposal:
    available = record.net_stock_level + on_order
    own = offer.lead_time if offer else None
    levels = Levels(
        available=available,
        sold=sold,
        lead_time=own if own is not None else (offer.vendor.lead_time if offer else 0),
        threshold=record.low_stock_threshold or 0,
        reorder_point=rule.reorder_point if rule else None,
        target=rule.target if rule else None,
        pack_size=offer.pack_size if offer else 1,
    )
    need = need_of(levels)
    return Proposal(record=record, available=available, on_order=on_order, sold=sold, need=need, offer=offer)


def _preferred(records: Iterable[int], vendor: Vendor | None) -> dict[int, VendorProduct]:
    """Return from whom each record is bought: the preferred active vendor, then the cheapest."""
    rows = VendorProduct.objects.filter(stockrecord__in=records, vendor__is_active=True)
    rows = rows.select_related("vendor").order_by("-is_preferred", "cost", "pk")
    if vendor is not None:
        rows = rows.filter(vendor=vendor)
    found: dict[int, VendorProduct] = {}
    for row in rows:
        found.setdefault(row.stockrecord_id, row)
    return found


def sold_units(records: Iterable[int], *, now: datetime | None = None) -> dict[int, int]:
    """Return how many units of each stock record were sold lately, returns taken off; never below 0."""
    since = (now or timezone.now()) - timedelta(days=SALES_DAYS)
    kinds = (StockMovement.Kind.SALE, StockMovement.Kind.RETURN)
    rows = StockMovement.objects.filter(level__stockrecord__in=records, kind__in=kinds, moved_at__gte=since)
    sums = rows.order_by().values_list("level__stockrecord").annotate(units=Sum("quantity"))
    return {pk: max(0, -units) for pk, units in sums}


def units_on_order(records: Iterable[int]) -> dict[int, int]:
    """Return how many units of each stock record open purchase orders still owe."""
    rows = PurchaseOrderLine.objects.filter(
        stockrecord__in=records, order__state__in=PurchaseOrder.OPEN, received__lt=F("quantity")
    )
    sums = rows.order_by().values_list("stockrecord")
    return dict(sums.annotate(units=Coalesce(Sum(F("quantity") - F("received")), 0)))
