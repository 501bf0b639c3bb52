"""Shipments: what of an order leaves from one warehouse together, in how many parcels."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from shop.order.models import ShippingAddress


class ShipmentState(models.TextChoices):
    """How far a shipment is; `MOVES` of `services` says which follows which."""

    WAITING = "waiting", _("to be picked")
    PICKING = "picking", _("being picked")
    PICKED = "picked", _("to be packed")
    PACKED = "packed", _("ready to ship")
    SHIPPED = "shipped", _("shipped")
    DELIVERED = "delivered", _("delivered")
    CANCELLED = "cancelled", _("cancelled")


OPEN_STATES = (ShipmentState.WAITING, ShipmentState.PICKING, ShipmentState.PICKED, ShipmentState.PACKED)
SENT_STATES = (ShipmentState.SHIPPED, ShipmentState.DELIVERED)


class Wave(models.Model):
    """Shipments of one warehouse that somebody picks in one walk."""

    warehouse = models.ForeignKey(
        "stock.Warehouse", on_delete=models.PROTECT, related_name="waves", verbose_name=_("warehouse")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("started on"), auto_now_add=True)

    class Meta:
        verbose_name = _("pick list")
        verbose_name_plural = _("pick lists")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"P-{self.pk:05d}"


class Shipment(models.Model):
    """Pieces of one order that leave from one warehouse together, for one address.

    `number` is the order's number and a count. It changes by `shop.fulfilment.services` alone, which
    holds the order's row. What has been shipped is counted on the order's lines (`num_dispatched`).
    """

    order = models.ForeignKey(
        "order.Order", on_delete=models.CASCADE, related_name="shipments", verbose_name=_("order")
    )
    warehouse = models.ForeignKey(
        "stock.Warehouse", on_delete=models.PROTECT, related_name="shipments", verbose_name=_("warehouse")
    )
    destination = models.ForeignKey(
        "shipping.OrderDestination",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="shipments",
        verbose_name=_("delivery address"),
    )
    number = models.CharField(_("number"), max_length=140, unique=True)
    state = models.CharField(
        _("status"), max_length=10, choices=ShipmentState.choices, default=ShipmentState.WAITING
    )
    wave = models.ForeignKey(
        Wave,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="shipments",
        verbose_name=_("pick list"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    picked_at = models.DateTimeField(_("picked"), null=True, blank=True)
    packed_at = models.DateTimeField(_("packed"), null=True, blank=True)
    shipped_at = models.DateTimeField(_("shipped"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("last changed by"),
    )

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        ordering = ["pk"]
        constraints = [
            # Planning twice at once adds to the same shipment.
            models.UniqueConstraint(
                fields=["order", "warehouse"],
                condition=Q(state="waiting", destination=None),
                name="fulfilment_one_waiting_shipment_per_place",
            ),
            models.UniqueConstraint(
                fields=["order", "warehouse", "destination"],
                condition=Q(state="waiting", destination__isnull=False),
                name="fulfilment_one_waiting_per_destination",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["shipped", "delivered"], shipped_at__isnull=False)
                | (~Q(state__in=["shipped", "delivered"]) & Q(shipped_at=None)),
                name="fulfilment_shipped_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_at__isnull=False)
                | (~Q(state="delivered") & Q(delivered_at=None)),
                name="fulfilment_delivered_has_its_time",
            ),
        ]
        indexes = [
            # The queues: what is open, the oldest first.
            models.Index(
                fields=["state", "id"],
                condition=Q(state__in=["waiting", "picking", "picked", "packed"]),
                name="fulfilment_queues",
            ),
            models.Index(fields=["shipped_at"], condition=Q(state="shipped"), name="fulfilment_under_way"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def address(self) -> "ShippingAddress | None":
        """Where it goes: to its destination, or where the whole order goes."""
        destination = self.destination if self.destination_id else None
        return destination.address if destination is not None else self.order.shipping_address

    @property
    def units(self) -> int:
        """How many pieces it has, from the lines that were loaded with it."""
        return sum(row.quantity for row in self.lines.all())

    @property
    def is_open(self) -> bool:
        """Whether it has not gone out and has not been called off."""
        return self.state in OPEN_STATES


class ShipmentLine(models.Model):
    """So many pieces of an order's line.

    `picked` of them were collected, `packed` counted at the packing table; `boxed` lie in a parcel that is
    known (`ParcelLine`).
    """

    shipment = models.ForeignKey(
        Shipment, on_delete=models.CASCADE, related_name="lines", verbose_name=_("shipment")
    )
    line = models.ForeignKey(
        "order.Line", on_delete=models.CASCADE, related_name="shipment_lines", verbose_name=_("order line")
    )
    quantity = models.PositiveIntegerField(_("units"))
    picked = models.PositiveIntegerField(_("picked"), default=0)
    packed = models.PositiveIntegerField(_("packed"), default=0)
    boxed = models.PositiveIntegerField(_("in parcels"), default=0, db_default=0)

    class Meta:
        verbose_name = _("shipment line")
        verbose_name_plural = _("shipment lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "line"], name="fulfilment_one_row_per_line"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="fulfilment_ships_something"),
            models.CheckConstraint(
                condition=Q(picked__lte=F("quantity"), packed__lte=F("quantity")),
                name="fulfilment_counts_no_more_than_planned",
            ),
            models.CheckConstraint(
                condition=Q(boxed__lte=F("quantity")), name="fulfilment_parcels_hold_no_more_than_planned"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} × {self.quantity}"


class Parcel(models.Model):
    """One box of a shipment: who carries it, its tracking number, weight in kilograms, its label (a PDF)."""

    shipment = models.ForeignKey(
        Shipment, on_delete=models.CASCADE, related_name="parcels", verbose_name=_("shipment")
    )
    # The code of a `carriers.CarrierAccount`, empty for one that staff named; the name as buyers read it.
    carrier = models.CharField(_("carrier"), max_length=64, blank=True)
    carrier_name = models.CharField(_("name of the carrier"), max_length=80, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=80, blank=True, db_index=True)
    tracking_url = models.URLField(_("tracking link"), max_length=500, blank=True)
    weight = models.DecimalField(_("weight (kg)"), max_digits=8, decimal_places=3, null=True, blank=True)
    label = models.BinaryField(_("label"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    # As its carrier told; the shipment has arrived with the last of its parcels that have a number.
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight=None) | Q(weight__gt=0), name="fulfilment_parcel_weighs_something"
            ),
        ]

    def __str__(self) -> str:
        return self.tracking_number or f"{self.shipment_id}"


class ParcelLine(models.Model):
    """So many pieces of a shipment's line in one of its parcels; `ShipmentLine.boxed` adds them up."""

    parcel = models.ForeignKey(
        Parcel, on_delete=models.CASCADE, related_name="lines", verbose_name=_("parcel")
    )
    row = models.ForeignKey(
        ShipmentLine, on_delete=models.CASCADE, related_name="parcel_lines", verbose_name=_("shipment line")
    )
    quantity = models.PositiveIntegerField(_("units"))

    class Meta:
        verbose_name = _("parcel line")
        verbose_name_plural = _("parcel lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["parcel", "row"], name="fulfilment_one_row_per_parcel"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="fulfilment_parcel_holds_something"),
        ]

    def __str__(self) -> str:
        return f"{self.row_id} × {self.quantity}"


class Scan(models.Model):
    """One reading of a code while picking or packing; `key` names it for good, so that it counts once."""

    class Outcome(models.TextChoices):
        """What the reading meant."""

        COUNTED = "counted", _("counted")
        DONE = "done", _("complete")
        WRONG_ITEM = "wrong", _("wrong item")
        TOO_MANY = "too_many", _("too many")
        CLOSED = "closed", _("not open")

    shipment = models.ForeignKey(
        Shipment, on_delete=models.CASCADE, related_name="scans", verbose_name=_("shipment")
    )
    key = models.CharField(_("key"), max_length=64)
    code = models.CharField(_("code"), max_length=80)
    line = models.ForeignKey(
        ShipmentLine, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("line")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    scanned_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "key"], name="fulfilment_one_scan_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.outcome}"
