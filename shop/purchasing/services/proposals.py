"""From what is to be bought again to drafts of purchase orders, one for each vendor and warehouse."""

from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction

from shop.partner.models import StockRecord
from shop.purchasing.models import PurchaseOrder, PurchaseOrderLine, Vendor, VendorProduct
from shop.purchasing.services.orders import DraftLine, draft_order
from shop.stock.services import default_warehouse
from shop.user.models import User


@transaction.atomic
def draft_proposals(chosen: Mapping[int, int], *, user: User | None = None) -> list[PurchaseOrder]:
    """Draft what was chosen: units by key of a vendor's product. What is in a draft already is left out.

    The vendors' rows are locked, so that a second click finds the first one's drafts. Raises PurchasingError.
    """
    rows = VendorProduct.objects.filter(pk__in=chosen, vendor__is_active=True)
    wanted: dict[int, list[VendorProduct]] = defaultdict(list)
    for row in rows.select_related("stockrecord__partner").order_by("vendor", "pk"):
        wanted[row.vendor_id].append(row)
    vendors = Vendor.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    orders = []
    for vendor in vendors:
        drafted = PurchaseOrderLine.objects.filter(
            order__vendor=vendor, order__state=PurchaseOrder.State.DRAFT
        ).values_list("stockrecord", flat=True)
        known = set(drafted)
        by_seller: dict[int, dict[StockRecord, DraftLine]] = defaultdict(dict)
        for row in wanted[vendor.pk]:
            if row.stockrecord_id not in known and chosen[row.pk] > 0:
                line = DraftLine(quantity=chosen[row.pk], unit_cost=row.cost)
                by_seller[row.stockrecord.partner_id][row.stockrecord] = line
        for lines in by_seller.values():
            seller = next(iter(lines)).partner
            orders.append(draft_order(vendor, default_warehouse(seller), lines, user=user))
    return orders


def units_in_drafts(records: list[int]) -> dict[int, int]:
    """Return how many units of each stock record stand in drafts."""
    rows = PurchaseOrderLine.objects.filter(
        stockrecord__in=records, order__state=PurchaseOrder.State.DRAFT
    ).order_by()
    found: dict[int, int] = defaultdict(int)
    for record, quantity in rows.values_list("stockrecord", "quantity"):
        found[record] += quantity
    return dict(found)
