"""Counts and transfers: the papers behind movements."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class StockDocument(models.Model):
    """The head of a paper: how far it is, who began it and when. `prefix` begins its number."""

    prefix = ""

    note = models.CharField(_("note"), max_length=255, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("started on"), auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people call it."""
        return f"{self.prefix}-{self.pk:05d}"


class StockCount(StockDocument):
    """A stocktake of one warehouse: a sheet of what should be there, filled in by who counts.

    Posting writes one movement for each difference; a posted count does not change any more.
    """

    prefix = "C"

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("being counted")
        POSTED = "posted", _("posted")
        CANCELLED = "cancelled", _("cancelled")

    warehouse = models.ForeignKey(
        "stock.Warehouse", on_delete=models.PROTECT, related_name="+", verbose_name=_("warehouse")
    )
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.OPEN)
    posted_at = models.DateTimeField(_("posted"), null=True, blank=True)

    class Meta(StockDocument.Meta):
        verbose_name = _("stock count")
        verbose_name_plural = _("stock counts")


class StockCountLine(models.Model):
    """One product on the sheet; `counted` is empty until somebody counted, `expected` is set on posting."""

    count = models.ForeignKey(
        "stock.StockCount", on_delete=models.CASCADE, related_name="lines", verbose_name=_("count")
    )
    level = models.ForeignKey(
        "stock.StockLevel", on_delete=models.CASCADE, related_name="+", verbose_name=_("stock level")
    )
    counted = models.PositiveIntegerField(_("counted quantity"), null=True, blank=True)
    expected = models.IntegerField(_("expected"), null=True, blank=True)

    class Meta:
        verbose_name = _("stock count line")
        verbose_name_plural = _("stock count lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["count", "level"], name="stock_one_count_line_per_level"),
        ]

    def __str__(self) -> str:
        return f"{self.level_id}: {self.counted}"


class StockTransfer(StockDocument):
    """Pieces on their way from one warehouse of a seller to another.

    Draft: nothing has moved. Sent: they have left the source and are nowhere to be sold.
    Received: they lie in the destination; what did not arrive is noted as lost.
    """

    prefix = "T"

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("draft")
        SENT = "sent", _("in transit")
        RECEIVED = "received", _("received")
        CANCELLED = "cancelled", _("cancelled")

    source = models.ForeignKey(
        "stock.Warehouse",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("warehouse", "from"),
    )
    destination = models.ForeignKey(
        "stock.Warehouse",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("warehouse", "to"),
    )
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.DRAFT)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)

    class Meta(StockDocument.Meta):
        verbose_name = _("stock transfer")
        verbose_name_plural = _("stock transfers")
        constraints = [
            models.CheckConstraint(
                condition=~Q(source=F("destination")), name="stock_transfer_between_two_places"
            ),
        ]


class StockTransferLine(models.Model):
    """So many pieces of one product; `received` is what arrived."""

    transfer = models.ForeignKey(
        "stock.StockTransfer", on_delete=models.CASCADE, related_name="lines", verbose_name=_("transfer")
    )
    stockrecord = models.ForeignKey(
        "partner.StockRecord", on_delete=models.CASCADE, related_name="+", verbose_name=_("product")
    )
    quantity = models.PositiveIntegerField(_("units"))
    received = models.PositiveIntegerField(_("arrived"), null=True, blank=True)

    class Meta:
        verbose_name = _("transfer line")
        verbose_name_plural = _("transfer lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "stockrecord"], name="stock_one_transfer_line_per_product"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="stock_transfers_something"),
            models.CheckConstraint(
                condition=Q(received=None) | Q(received__lte=F("quantity")),
                name="stock_receives_no_more_than_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stockrecord_id} × {self.quantity}"
