"""A seller's warehouses."""

import zoneinfo
from datetime import time

import holidays
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

WORKING_DAYS = RegexValidator(
    r"^1?2?3?4?5?6?7?\Z", _("Write the days as 12345, where 1 is Monday and 7 is Sunday.")
)
COUNTRIES = RegexValidator(r"^([A-Z]{2}( [A-Z]{2})*)?\Z", _("Write countries as DE AT CH."))


def check_time_zone(value: str) -> None:
    """Refuse what is no time zone of the IANA database."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(zone)s” is no time zone; write one as Europe/Berlin."), params={"zone": value}
        )


def default_time_zone() -> str:
    """Return the shop's own time zone."""
    return settings.TIME_ZONE


class Warehouse(models.Model):
    """A place of one seller (Oscar's Partner) where pieces lie and parcels leave.

    `working_days` are ISO weekdays as "12345"; `cutoff_time` is in `time_zone`; `serves` names
    the countries it sends to (ISO 3166 alpha-2, empty: everywhere); of two equal choices the one
    with the lower `priority` is taken.
    """

    seller = models.ForeignKey(
        "partner.Partner", on_delete=models.CASCADE, related_name="warehouses", verbose_name=_("supplier")
    )
    code = models.SlugField(_("code"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=100)
    line1 = models.CharField(_("street and number"), max_length=255, blank=True)
    postcode = models.CharField(_("postcode"), max_length=32, blank=True)
    city = models.CharField(_("town or city"), max_length=100, blank=True)
    state = models.CharField(_("state or province"), max_length=100, blank=True)
    country = models.ForeignKey(
        "address.Country",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("country"),
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    cutoff_time = models.TimeField(
        _("cut-off time"),
        default=time(14),
        help_text=_("Orders placed before this time ship on the same working day."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default=default_time_zone, validators=[check_time_zone]
    )
    working_days = models.CharField(
        _("working days"), max_length=7, default="12345", validators=[WORKING_DAYS]
    )
    holidays_country = models.CharField(
        _("public holidays (country)"),
        max_length=2,
        blank=True,
        help_text=_("A country code such as DE; empty: none."),
    )
    holidays_region = models.CharField(
        _("public holidays (region)"), max_length=10, blank=True, help_text=_("For example BY for Bavaria.")
    )
    serves = models.CharField(
        _("ships to"),
        max_length=400,
        blank=True,
        validators=[COUNTRIES],
        help_text=_("Country codes such as DE AT CH; empty: everywhere."),
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=100, help_text=_("Warehouses with a lower number are chosen first.")
    )
    is_active = models.BooleanField(
        pgettext_lazy("warehouse", "active"),
        default=True,
        help_text=_("New orders ship from active warehouses only."),
    )
    is_pickup = models.BooleanField(
        _("customer pickup"),
        default=False,
        help_text=_("Customers can pick their orders up here; it needs an address with a country."),
    )
    opening_hours = models.TextField(
        _("opening hours"),
        max_length=500,
        blank=True,
        help_text=_("As customers read them, a line for each day."),
    )
    pickup_lead_days = models.PositiveSmallIntegerField(
        _("working days until ready"),
        default=0,
        validators=[MaxValueValidator(90)],
        help_text=_("For pickups of what is in stock here; 0: on the day of the order, before the cut-off."),
    )
    pickup_transfer_days = models.PositiveSmallIntegerField(
        _("working days for a transfer"),
        default=2,
        validators=[MaxValueValidator(90)],
        help_text=_("Added for pickups of what has to come from another warehouse."),
    )

    class Meta:
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")
        ordering = ["priority", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="stock_both_coordinates_or_none",
            ),
            models.CheckConstraint(
                condition=Q(is_pickup=False) | Q(country__isnull=False), name="stock_pickup_has_a_country"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code

    @property
    def cutoff(self) -> str:
        """The cut-off time with the zone that it is in."""
        return f"{self.cutoff_time:%H:%M} ({self.time_zone})"

    @property
    def countries(self) -> frozenset[str]:
        """The countries it sends to; empty means everywhere."""
        return frozenset(self.serves.split())

    def clean(self) -> None:
        """Refuse a holiday calendar that does not exist, and half of a place."""
        errors: dict[str, object] = {}
        if (self.latitude is None) != (self.longitude is None):
            errors["longitude"] = _("Give both coordinates or none.")
        if self.is_pickup and not self.country_id:
            errors["country"] = _("A place where customers pick up needs a country: tax depends on it.")
        if self.holidays_country:
            regions = holidays.list_supported_countries().get(self.holidays_country)
            if regions is None:
                errors["holidays_country"] = _("The public holidays of this country are not available.")
            elif self.holidays_region and self.holidays_region not in regions:
                errors["holidays_region"] = _("This country has no such region.")
        if errors:
            raise ValidationError(errors)
