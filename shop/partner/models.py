"""Oscar's partner models; the stock record takes and frees pieces by conditional updates."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from oscar.apps.partner.abstract_models import AbstractStockRecord
from oscar.apps.partner.exceptions import InvalidStockAdjustment

from shop.partner.exceptions import OutOfStock


class StockRecord(AbstractStockRecord):
    """What one supplier has of a product, and at what gross price.

    `num_in_stock` lie on the shelf, `num_allocated` of them belong to orders that have
    not gone out yet. Both change only through the three methods below, each one UPDATE
    that carries its own condition, so that two orders at once can never both win.
    """

    cost = models.DecimalField(
        _("Cost"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("What a piece costs us, without tax; buyers never see it."),
    )

    class Meta(AbstractStockRecord.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cost__isnull=True) | models.Q(cost__gte=0),
                name="partner_cost_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(num_allocated__isnull=True) | models.Q(num_allocated__gte=0),
                name="partner_allocated_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(price__isnull=True) | models.Q(price__gte=0),
                name="partner_price_not_negative",
            ),
        ]

    def allocate(self, quantity: int) -> None:
        """Promise `quantity` pieces to an order.

        Raises OutOfStock, and changes nothing, when fewer than that are free. Products
        whose stock is not tracked are always there.
        """
        if not self.can_track_allocations:
            return
        free = models.Q(num_in_stock__gte=Coalesce(F("num_allocated"), 0) + quantity)
        if not self._change(free, num_allocated=Coalesce(F("num_allocated"), 0) + quantity):
            raise OutOfStock(self.product.get_title(), left=max(0, self.net_stock_level))

    allocate.alters_data = True  # type: ignore[attr-defined]

    def consume_allocation(self, quantity: int) -> None:
        """Take `quantity` promised pieces off the shelf, because they go out.

        Raises InvalidStockAdjustment, and changes nothing, when fewer are promised or there.
        """
        if not self.can_track_allocations:
            return
        promised = models.Q(num_allocated__gte=quantity, num_in_stock__gte=quantity)
        taken = {"num_allocated": F("num_allocated") - quantity, "num_in_stock": F("num_in_stock") - quantity}
        if not self._change(promised, **taken):
            raise InvalidStockAdjustment(f"{quantity} pieces of {self.partner_sku} are not allocated")

    consume_allocation.alters_data = True  # type: ignore[attr-defined]

    def _change(self, condition: models.Q, **values: object) -> bool:
        """Update this row if the condition still holds; tell Oscar's receivers when it did."""
        self.pre_save_signal()
        changed = type(self).objects.filter(condition, pk=self.pk).update(**values)
        self.refresh_from_db(fields=["num_allocated", "num_in_stock"])
        if changed:
            self.post_save_signal()
        return bool(changed)


from oscar.apps.partner.models import *  # type: ignore[assignment]  # noqa: E402, F403
