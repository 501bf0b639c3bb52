"""Pieces held for somebody who is paying."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Reservation(models.Model):
    """What a basket holds while its buyer pays; one per basket, gone at `expires_at`."""

    basket = models.OneToOneField(
        "basket.Basket", on_delete=models.CASCADE, related_name="reservation", verbose_name=_("basket")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")

    def __str__(self) -> str:
        return f"{self.basket_id} {self.expires_at:%H:%M}"


class ReservationLine(models.Model):
    """So many pieces of one stock record; they are in that record's `num_reserved`."""

    reservation = models.ForeignKey(
        "stock.Reservation", on_delete=models.CASCADE, related_name="lines", verbose_name=_("reservation")
    )
    stockrecord = models.ForeignKey(
        "partner.StockRecord", on_delete=models.CASCADE, related_name="+", verbose_name=_("product")
    )
    quantity = models.PositiveIntegerField(_("units"))

    class Meta:
        verbose_name = _("reserved units")
        verbose_name_plural = _("reserved units")
        constraints = [
            models.UniqueConstraint(
                fields=["reservation", "stockrecord"], name="stock_one_line_per_reservation"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="stock_reserves_something"),
        ]

    def __str__(self) -> str:
        return f"{self.stockrecord_id} × {self.quantity}"
