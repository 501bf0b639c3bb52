"""How orders travel, to where and for how much, as staff set it; Oscar's models below ours.

A zone is a group of countries, a rate what a method costs to a zone. A method is never deleted, since
orders name it; it is offered no more.
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
    countries: Any = models.ManyToManyField(
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
    country: Any = models.OneToOneField("address.Country", on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.country_id} {self.zone_id}"


class DeliveryOption(ClusterableModel):
    """A delivery method. Orders keep its `code` and the name that they were placed under."""

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
        ]

    def __str__(self) -> str:
        return f"{self.option_id} {self.zone_id}"


from oscar.apps.shipping.models import *  # noqa: E402, F403 - ours come first
