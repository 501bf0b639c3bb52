"""Whose warranties and repairs a member of staff sees: those of the orders that they see."""

from django.db.models import QuerySet

from shop.backoffice.row_limits import ROW_LIMITS, RowLimit, Somebody, limited
from shop.order.models import Order
from shop.warranties.models import Repair, WarrantyUnit

VIEW, ADD, HANDLE = "warranties.view_repair", "warranties.add_repair", "warranties.change_repair"
VIEW_UNIT, CHANGE_UNIT = "warranties.view_warrantyunit", "warranties.change_warrantyunit"


def units_visible_to(user: Somebody, rows: QuerySet[WarrantyUnit]) -> QuerySet[WarrantyUnit]:
    """Leave the units of the orders that somebody sees."""
    if Order._meta.label_lower not in ROW_LIMITS:
        return rows
    return rows.filter(line__order__in=limited(user, Order.objects.order_by()).values("pk"))


def repairs_visible_to(user: Somebody, rows: QuerySet[Repair]) -> QuerySet[Repair]:
    """Leave the repairs of the orders that somebody sees."""
    if Order._meta.label_lower not in ROW_LIMITS:
        return rows
    return rows.filter(unit__line__order__in=limited(user, Order.objects.order_by()).values("pk"))


ROW_LIMITS.register(RowLimit(name=WarrantyUnit._meta.label_lower, limit=units_visible_to))
ROW_LIMITS.register(RowLimit(name=Repair._meta.label_lower, limit=repairs_visible_to))
