"""Warranties: the terms of products, each piece that was delivered under them, and its repairs."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.warranties.states import OPEN, Coverage, RepairOutcome, RepairState

__all__ = ["Repair", "WarrantyTerms", "WarrantyUnit"]


class WarrantyTerms(models.Model):
    """How many months a type of product, or one product, is covered; 0 months: not at all.

    Those of the product hold before those of its parent, these before those of its type.
    """

    product_class = models.OneToOneField(
        "catalogue.ProductClass",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="warranty_terms",
        verbose_name=_("product type"),
    )
    product = models.OneToOneField(
        "catalogue.Product",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="warranty_terms",
        verbose_name=_("product"),
    )
    months = models.PositiveSmallIntegerField(_("months of warranty"), default=24)
    tracks_serials = models.BooleanField(
        _("has serial numbers"),
        default=False,
        help_text=_("The packing table asks for the serial number of each item."),
    )

    class Meta:
        verbose_name = _("warranty terms")
        verbose_name_plural = _("warranty terms")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(product_class=None, product__isnull=False)
                | Q(product_class__isnull=False, product=None),
                name="warranties_terms_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(months__lte=600), name="warranties_terms_below_fifty_years"),
        ]

    def __str__(self) -> str:
        return str(self.product or self.product_class)


class WarrantyUnit(models.Model):
    """One piece of an order's line: its serial number and the days it is covered, both inclusive.

    `position` counts the pieces of a line in a shipment, so that telling of a delivery twice makes no second
    unit. Without days it has not been delivered. `months` are the terms of the day it was made.
    """

    line = models.ForeignKey(
        "order.Line", on_delete=models.PROTECT, related_name="warranty_units", verbose_name=_("line")
    )
    shipment = models.ForeignKey(
        "fulfilment.Shipment", on_delete=models.PROTECT, related_name="+", verbose_name=_("shipment")
    )
    position = models.PositiveIntegerField(_("item"))
    product = models.ForeignKey(
        "catalogue.Product",
        on_delete=models.SET_NULL,
        null=True,
        related_name="warranty_units",
        verbose_name=_("product"),
    )
    serial = models.CharField(_("serial number"), max_length=80, blank=True, db_index=True)
    months = models.PositiveSmallIntegerField(_("months of warranty"))
    starts_on = models.DateField(_("covered from"), null=True, blank=True)
    ends_on = models.DateField(_("covered until"), null=True, blank=True)
    registered_at = models.DateTimeField(_("registered by the customer"), null=True, blank=True)

    class Meta:
        verbose_name = _("item under warranty")
        verbose_name_plural = _("items under warranty")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "line", "position"], name="warranties_one_unit_per_piece"
            ),
            models.UniqueConstraint(
                fields=["product", "serial"], condition=~Q(serial=""), name="warranties_serial_once"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None, ends_on=None)
                | Q(starts_on__isnull=False, ends_on__isnull=False, ends_on__gte=F("starts_on")),
                name="warranties_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.serial or f"{self.line_id}/{self.position}"


class Repair(models.Model):
    """A repair order for one unit; `number` is written on its parcel, `key` names the request for good.

    `fault` is what the customer says, `diagnosis` what the workshop found (the customer reads it, too).
    `returned` is the return by which it is replaced or refunded where it cannot be repaired.
    """

    unit = models.ForeignKey(
        WarrantyUnit, on_delete=models.PROTECT, related_name="repairs", verbose_name=_("item")
    )
    number = models.CharField(_("number"), max_length=140, unique=True)
    key = models.CharField(_("idempotency key"), max_length=80, unique=True)
    state = models.CharField(
        _("status"), max_length=12, choices=RepairState.choices, default=RepairState.REQUESTED
    )
    coverage = models.CharField(
        _("covered by"), max_length=10, choices=Coverage.choices, default=Coverage.WARRANTY
    )
    fault = models.TextField(_("what is wrong"), max_length=2000)
    refusal = models.CharField(_("reason for the refusal"), max_length=500, blank=True)
    diagnosis = models.TextField(_("findings"), max_length=2000, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=RepairOutcome.choices, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=80, blank=True)
    returned = models.OneToOneField(
        "returns.Return",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="repair",
        verbose_name=_("return"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    requested_at = models.DateTimeField(_("requested"))
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    repaired_at = models.DateTimeField(_("repaired"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("repair")
        verbose_name_plural = _("repairs")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(state__in=OPEN), name="warranties_one_open_repair"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, closed_at=None)
                | (~Q(state__in=OPEN) & Q(closed_at__isnull=False)),
                name="warranties_closed_when_done",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["repaired", "closed"]) & ~Q(outcome="")
                | ~Q(state__in=["repaired", "closed"]) & Q(outcome=""),
                name="warranties_done_has_outcome",
            ),
        ]
        indexes = [models.Index(fields=["state", "-requested_at", "-id"], name="warranties_by_state")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether its item is spoken for."""
        return self.state in OPEN
