"""How orders travel, to where and for how much, as staff set it; Oscar's models below ours.

A zone is a group of countries, a rate what a method costs to a zone. A method is never deleted, since
orders name it; it is offered no more. What an order's buyer chose (a pick-up point, a delivery day) is in
`shop.shipping.order_models`.
"""

from collections.abc import Sequence
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.forms import Field
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from shop.money import MoneyField
from shop.stock.models.warehouses import WORKING_DAYS

MOST_DAYS, LONGEST_CODE = 90, 64


class MoneyColumn(models.DecimalField):
    """An amount in the shop's currency, such as it can pay, not negative."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "max_digits": 12, "decimal_places": 2})

    def deconstruct(self) -> tuple[str, str, Sequence[object], dict[str, object]]:
        """Leave out what every such column has, and its class: it is a decimal."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs

    def formfield(self, **kwargs: Any) -> Field | None:
        """Refuse what the currency cannot pay."""
        return super().formfield(**{"form_class": MoneyField, **kwargs})


class DeliveryZone(models.Model):
    """Countries to which everything costs the same; a country lies in one zone at most."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    countries = models.ManyToManyField(
        "address.Country", through="DeliveryZoneCountry", related_name="delivery_zones"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("delivery zone")
        verbose_name_plural = _("delivery zones")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class DeliveryZoneCountry(models.Model):
    """That a country lies in a zone; the database lets it lie in no other."""

    zone = models.ForeignKey(DeliveryZone, on_delete=models.CASCADE, related_name="places")
    country = models.OneToOneField("address.Country", on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.country_id} {self.zone_id}"


class DeliveryOption(ClusterableModel):
    """A delivery method. Orders keep its `code` and the name that they were placed under."""

    class Kind(models.TextChoices):
        """Whether a parcel travels or its buyer comes."""

        SHIP = "ship", _("shipped to an address")
        PICKUP = "pickup", _("picked up by the customer")

    class Pricing(models.TextChoices):
        """What a price to a zone is made of."""

        FLAT = "flat", _("one price per zone")
        WEIGHT = "weight", _("by weight")
        TABLE = "table", _("by a table")
        CARRIER = "carrier", _("as the carrier says")

    code = models.SlugField(
        _("code"),
        max_length=LONGEST_CODE,
        unique=True,
        help_text=_("Kept with orders; it cannot change later."),
    )
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The basket uses the first one to estimate delivery costs.")
    )
    is_enabled = models.BooleanField(_("offered at checkout"), default=True)
    kind = models.CharField(
        _("how it reaches the customer"), max_length=8, choices=Kind.choices, default=Kind.SHIP
    )
    pricing = models.CharField(_("price"), max_length=8, choices=Pricing.choices, default=Pricing.FLAT)
    service = models.ForeignKey(
        "carriers.CarrierService",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="delivery_methods",
        verbose_name=_("carrier service"),
        help_text=_("Labels and tracking links of its parcels come from here."),
    )
    pickup_price = MoneyColumn(_("price of a pickup"), default=0, help_text=_("Including tax; 0: free."))
    offers_days = models.BooleanField(_("customers choose the delivery day"), default=False)
    days_shown = models.PositiveSmallIntegerField(
        _("days to choose from"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    delivery_weekdays = models.CharField(
        _("delivers on"), max_length=7, default="12345", validators=[WORKING_DAYS]
    )
    daily_capacity = models.PositiveIntegerField(
        _("deliveries per day"), null=True, blank=True, help_text=_("Empty: no limit.")
    )

    class Meta:
        verbose_name = _("delivery method")
        verbose_name_plural = _("delivery methods")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class DeliveryRate(models.Model):
    """What a method costs to a zone, tax within; goods worth `free_from` or more travel free."""

    option = ParentalKey(DeliveryOption, on_delete=models.CASCADE, related_name="rates")
    zone = models.ForeignKey(
        DeliveryZone, on_delete=models.PROTECT, related_name="rates", verbose_name=_("delivery zone")
    )
    price = MoneyColumn(_("price"), help_text=_("Including tax."))
    free_from = MoneyColumn(_("free from"), null=True, blank=True, help_text=_("Empty: never free."))
    working_days = models.PositiveSmallIntegerField(
        _("working days"),
        validators=[MinValueValidator(0), MaxValueValidator(MOST_DAYS)],
        help_text=_("From shipping to the door, Monday to Friday."),
    )
    price_per_kg = MoneyColumn(
        _("price per kilogram"),
        null=True,
        blank=True,
        help_text=_("By weight only: added for every kilogram begun."),
    )
    max_weight = models.PositiveIntegerField(
        _("most weight in grams"),
        null=True,
        blank=True,
        help_text=_("Heavier orders are not sent. Empty: no limit."),
    )

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering = ["zone__position", "zone__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["option", "zone"],
                name="shipping_one_rate_per_zone",
                violation_error_message=_("There is a price for this zone already."),
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0)
                & (Q(free_from__isnull=True) | Q(free_from__gt=0))
                & Q(working_days__lte=MOST_DAYS),
                name="shipping_rate_is_sane",
            ),
            models.CheckConstraint(
                condition=Q(price_per_kg__isnull=True) | Q(price_per_kg__gte=0),
                name="shipping_price_per_kg_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.option_id} {self.zone_id}"


class DeliveryTableRow(models.Model):
    """A price of a method that goes by a table: zone and postcodes x weight x value of the goods.

    `postcodes` are beginnings and ranges ("10, 20000-29999"; empty: all); `weight_up_to` in grams (0: any);
    `value_from` is the gross value of goods from which it holds. Of the rows that fit, the one with the
    narrowest postcodes counts, then the lightest, then that of the highest value.
    """

    option = models.ForeignKey(
        DeliveryOption, on_delete=models.CASCADE, related_name="table", verbose_name=_("delivery method")
    )
    zone = models.ForeignKey(
        DeliveryZone, on_delete=models.PROTECT, related_name="+", verbose_name=_("delivery zone")
    )
    postcodes = models.CharField(_("postcodes"), max_length=200, blank=True)
    weight_up_to = models.PositiveIntegerField(
        _("weight up to (grams)"), default=0, help_text=_("0: any weight.")
    )
    value_from = MoneyColumn(_("value of goods from"), default=0)
    price = MoneyColumn(_("price"), help_text=_("Including tax."))

    class Meta:
        verbose_name = _("row of a price table")
        verbose_name_plural = _("price table")
        ordering = ["option", "zone__position", "zone__name", "postcodes", "weight_up_to", "value_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["option", "zone", "postcodes", "weight_up_to", "value_from"],
                name="shipping_one_price_per_table_cell",
                violation_error_message=_("The table has this row already."),
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0) & Q(value_from__gte=0), name="shipping_table_row_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.postcodes} {self.weight_up_to} {self.value_from}: {self.price}"


from oscar.apps.shipping.models import *  # noqa: E402, F403 - ours come first

from shop.shipping.destination_models import OrderDestination, OrderDestinationLine  # noqa: E402, F401
from shop.shipping.order_models import DeliveryDay, OrderDelivery  # noqa: E402, F401
