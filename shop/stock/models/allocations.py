"""What is promised to orders: from which warehouse, why from there, and by when."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class OrderAllocation(models.Model):
    """Pieces of an order's line that leave from one level; `shipped` of them have left."""

    line = models.ForeignKey(
        "order.Line", on_delete=models.CASCADE, related_name="allocations", verbose_name=_("order line")
    )
    level = models.ForeignKey(
        "stock.StockLevel",
        on_delete=models.CASCADE,
        related_name="allocations",
        verbose_name=_("stock level"),
    )
    quantity = models.PositiveIntegerField(_("units"))
    shipped = models.PositiveIntegerField(_("shipped"), default=0)

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = [
            models.UniqueConstraint(fields=["line", "level"], name="stock_one_allocation_per_place"),
            models.CheckConstraint(
                condition=Q(shipped__lte=F("quantity")), name="stock_ships_no_more_than_allocated"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} × {self.quantity}"

    @property
    def open(self) -> int:
        """How many have still to go out."""
        return self.quantity - self.shipped


def order_lines() -> Any:
    """Return the manager of the order lines that allocations belong to; their slice stands above this one."""
    return OrderAllocation._meta.get_field("line").related_model._default_manager


class OrderRoute(models.Model):
    """Why an order leaves from where it leaves, as decided then; `steps` as `sourcing_rules` has them."""

    order = models.OneToOneField(
        "order.Order", on_delete=models.CASCADE, related_name="route", verbose_name=_("order")
    )
    steps = models.JSONField(_("steps"), default=list)
    decided_at = models.DateTimeField(_("decided"), auto_now_add=True)

    class Meta:
        verbose_name = _("sourcing decision")
        verbose_name_plural = _("sourcing decisions")

    def __str__(self) -> str:
        return str(self.order_id)


class BackorderPromise(models.Model):
    """Pieces sold before they are there, and the day on which we promised to send them.

    `promise_date` is what the buyer was told last; None: no day was named.
    """

    line = models.OneToOneField(
        "order.Line", on_delete=models.CASCADE, related_name="promise", verbose_name=_("order line")
    )
    stockrecord = models.ForeignKey(
        "partner.StockRecord", on_delete=models.CASCADE, related_name="promises", verbose_name=_("product")
    )
    quantity = models.PositiveIntegerField(_("units"))
    promise_date = models.DateField(_("ships from"), null=True, blank=True)

    class Meta:
        verbose_name = _("backorder promise")
        verbose_name_plural = _("backorder promises")

    def __str__(self) -> str:
        return f"{self.line_id} {self.promise_date}"
