"""What an order's buyer chose of its delivery: where they pick it up, on which day it comes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DeliveryDay(models.Model):
    """How many deliveries of a method are booked for a day; the database lets it be no more than `capacity`.

    A capacity of None has no end. Rows come into being with the first booking of their day.
    """

    option = models.ForeignKey(
        "shipping.DeliveryOption",
        on_delete=models.CASCADE,
        related_name="days",
        verbose_name=_("delivery method"),
    )
    day = models.DateField(_("day"))
    capacity = models.PositiveIntegerField(_("deliveries per day"), null=True, blank=True)
    booked = models.PositiveIntegerField(_("booked"), default=0)

    class Meta:
        verbose_name = _("delivery day")
        verbose_name_plural = _("delivery days")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["option", "day"], name="shipping_one_row_per_delivery_day"),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(booked__lte=F("capacity")),
                name="shipping_day_not_overbooked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.option_id} {self.day}"


class OrderDelivery(models.Model):
    """What was chosen for an order beyond its method; there is none where nothing was.

    `ready_on` is the day that was promised for the pick-up, `ready_at` when the buyer was told to come,
    `picked_up_at` when they had it. `code` is what they show.
    """

    order = models.OneToOneField(
        "order.Order", on_delete=models.CASCADE, related_name="delivery", verbose_name=_("order")
    )
    pickup_point = models.ForeignKey(
        "stock.Warehouse",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("pickup point"),
    )
    ready_on = models.DateField(_("ready for pickup on"), null=True, blank=True)
    code = models.CharField(_("pickup code"), max_length=12, blank=True)
    ready_at = models.DateTimeField(_("ready for pickup"), null=True, blank=True)
    picked_up_at = models.DateTimeField(_("picked up"), null=True, blank=True)
    picked_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handed over by"),
    )
    day = models.ForeignKey(
        DeliveryDay,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name=_("delivery day"),
    )
    is_released = models.BooleanField(_("given back"), default=False)

    class Meta:
        verbose_name = _("chosen delivery")
        verbose_name_plural = _("chosen deliveries")
        constraints = [
            models.CheckConstraint(
                condition=Q(picked_up_at__isnull=True) | Q(pickup_point__isnull=False),
                name="shipping_only_pickups_are_picked_up",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pickup_point", "ready_at"],
                condition=Q(picked_up_at__isnull=True),
                name="shipping_open_pickups",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}"

    @property
    def is_pickup(self) -> bool:
        """Whether the buyer comes."""
        return self.pickup_point_id is not None

    @property
    def delivery_day(self) -> object:
        """The day chosen (a date), None where none was."""
        return self.day.day if self.day_id and self.day else None
