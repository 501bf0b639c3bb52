"""How many pieces lie where, and the ledger that says why."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StockLevel(models.Model):
    """What of one stock record lies in one warehouse.

    `on_hand` is the sum of the level's movements, always; `allocated` of them are promised to
    orders that leave from here (more than are here, where an order waits for pieces). Both change
    only by `shop.stock.services`, in the transaction that changes the stock record's totals.
    """

    stockrecord = models.ForeignKey(
        "partner.StockRecord", on_delete=models.CASCADE, related_name="levels", verbose_name=_("product")
    )
    warehouse = models.ForeignKey(
        "stock.Warehouse", on_delete=models.PROTECT, related_name="levels", verbose_name=_("warehouse")
    )
    on_hand = models.IntegerField(_("on hand"), default=0)
    allocated = models.IntegerField(_("allocated"), default=0)
    bin_location = models.CharField(_("bin location"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("stock level")
        verbose_name_plural = _("stock levels")
        constraints = [
            models.UniqueConstraint(fields=["stockrecord", "warehouse"], name="stock_one_level_per_place"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="stock_on_hand_not_negative"),
            models.CheckConstraint(condition=Q(allocated__gte=0), name="stock_allocated_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.stockrecord_id} @ {self.warehouse_id}"

    @property
    def free(self) -> int:
        """How many pieces here are promised to nobody; never negative."""
        return max(0, self.on_hand - self.allocated)


class StockMovement(models.Model):
    """One line of the ledger: so many pieces came or went, why, by whom. Never changed, never deleted alone.

    `quantity` is signed; `balance` is what lay there afterwards; `reference` names the paper
    behind it (an order's number, a count's, a transfer's, a delivery note's).
    """

    class Kind(models.TextChoices):
        """Why the pieces moved."""

        OPENING = "opening", _("opening stock")
        RECEIPT = "receipt", _("received")
        SALE = "sale", _("sold")
        RETURN = "return", _("returned")
        ADJUSTMENT = "adjustment", _("adjusted")
        COUNT = "count", _("stock count")
        DAMAGE = "damage", _("damaged or lost")
        TRANSFER_OUT = "transfer_out", _("transfer out")
        TRANSFER_IN = "transfer_in", _("transfer in")

    COMING = (Kind.OPENING, Kind.RECEIPT, Kind.RETURN, Kind.TRANSFER_IN)
    GOING = (Kind.SALE, Kind.DAMAGE, Kind.TRANSFER_OUT)

    level = models.ForeignKey(
        "stock.StockLevel", on_delete=models.CASCADE, related_name="movements", verbose_name=_("stock level")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    quantity = models.IntegerField(_("units"))
    balance = models.IntegerField(_("balance on hand"))
    reference = models.CharField(_("reference"), max_length=64, blank=True, db_index=True)
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    moved_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["opening", "receipt", "return", "transfer_in"], quantity__gt=0)
                | Q(kind__in=["sale", "damage", "transfer_out"], quantity__lt=0)
                | (Q(kind__in=["adjustment", "count"]) & ~Q(quantity=0)),
                name="stock_sign_follows_kind",
            ),
            models.CheckConstraint(condition=Q(balance__gte=0), name="stock_balance_not_negative"),
            models.UniqueConstraint(
                fields=["level"], condition=Q(kind="opening"), name="stock_one_opening_per_level"
            ),
        ]
        indexes = [models.Index(F("level"), F("id").desc(), name="stock_history")]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity:+d}"
