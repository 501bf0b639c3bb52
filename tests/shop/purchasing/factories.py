"""Vendors and what they sell us."""

from decimal import Decimal

from shop.purchasing.models import Vendor, VendorProduct
from shop.purchasing.services import DraftLine, draft_order, mark_sent
from tests.shop.stock.factories import record_of


def vendor(name="Clay & Co", **kwargs):
    kwargs.setdefault("currency", "EUR")
    kwargs.setdefault("email", "orders@clay.example")
    return Vendor.objects.create(name=name, **kwargs)


def sells(seller, product, cost="2.50", **kwargs):
    return VendorProduct.objects.create(
        vendor=seller, stockrecord=record_of(product), cost=Decimal(cost), **kwargs
    )


def draft(seller, place, *wanted, **kwargs):
    """A draft: `draft(vendor, warehouse, (product, 10, "2.50"))`."""
    lines = {
        record_of(product): DraftLine(quantity=number, unit_cost=Decimal(cost))
        for product, number, cost in wanted
    }
    return draft_order(seller, place, lines, **kwargs)


def sent(seller, place, *wanted, **kwargs):
    return mark_sent(draft(seller, place, *wanted, **kwargs))


def arrived(order, *numbers):
    """Units by key of the line, in the order of the lines."""
    return {line.pk: number for line, number in zip(order.lines.all(), numbers, strict=True)}
