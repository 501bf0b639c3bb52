"""Where the pieces of an order go that is sent to several addresses."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class OrderDestination(models.Model):
    """One address of an order with several: what it costs to send there, and the day wished.

    `position` counts from 1; the order's own delivery address is the first, where it gets any pieces.
    An order that goes to one address has none of these. The charges are those before an offer lowered the
    order's delivery; they add up to it.
    """

    order = models.ForeignKey(
        "order.Order", on_delete=models.CASCADE, related_name="destinations", verbose_name=_("order")
    )
    address = models.ForeignKey(
        "order.ShippingAddress",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("delivery address"),
    )
    position = models.PositiveSmallIntegerField(_("position"))
    method_code = models.CharField(_("delivery method"), max_length=128)
    method_name = models.CharField(_("name of the delivery method"), max_length=128)
    charge_excl_tax = models.DecimalField(_("charge (excl. tax)"), max_digits=12, decimal_places=2)
    charge_incl_tax = models.DecimalField(_("charge (incl. tax)"), max_digits=12, decimal_places=2)
    wished_on = models.DateField(_("delivery wished on"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery address of an order")
        verbose_name_plural = _("delivery addresses of orders")
        ordering = ["order", "position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="shipping_one_destination_per_place"),
            models.CheckConstraint(
                condition=Q(charge_excl_tax__gte=0, charge_incl_tax__gte=F("charge_excl_tax")),
                name="shipping_destination_charge",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.position}"


class OrderDestinationLine(models.Model):
    """So many pieces of an order's line that go to one address, as they were ordered."""

    destination = models.ForeignKey(
        OrderDestination, on_delete=models.CASCADE, related_name="lines", verbose_name=_("delivery address")
    )
    line = models.ForeignKey(
        "order.Line", on_delete=models.CASCADE, related_name="destination_lines", verbose_name=_("order line")
    )
    quantity = models.PositiveIntegerField(_("pieces"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("pieces for a delivery address")
        verbose_name_plural = _("pieces for delivery addresses")
        ordering = ["destination", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["destination", "line"], name="shipping_line_once_per_destination"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="shipping_destination_gets_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} × {self.quantity}"
