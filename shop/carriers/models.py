"""The carriers as staff set them up."""

import string
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from shop.configuration.fields import SecretField

LONGEST_NUMBER = 64
EXAMPLE_NUMBER = "00340434161094021501"


def check_tracking_template(value: str) -> None:
    """Refuse an address that is none, and one without the place for the number."""
    try:
        names = [
            name for _text, name, _spec, _conversion in string.Formatter().parse(value) if name is not None
        ]
    except ValueError:
        names = [""]
    if set(names) != {"number"}:
        raise ValidationError(_("Write {number} where the tracking number belongs."), code="no_number")
    URLValidator(schemes=["https", "http"])(value.replace("{number}", EXAMPLE_NUMBER))


class CarrierAccount(ClusterableModel):
    """A carrier we send with: which plug-in speaks to it, with which settings, and its services.

    `settings` is a JSON object of strings, encrypted as a whole. Parcels keep the `code`, so one that was
    used is switched off, never deleted.
    """

    code = models.SlugField(_("code"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=80)
    plugin = models.CharField(_("plug-in"), max_length=200)
    tracking_template = models.CharField(
        _("tracking link"),
        max_length=500,
        blank=True,
        validators=[check_tracking_template],
        help_text=_("With {number} for the tracking number, such as https://example.com/track/{number}."),
    )
    settings: Any = SecretField(_("settings"))
    is_enabled = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class CarrierService(models.Model):
    """Something that a carrier sells, by the code that its plug-in knows (parcel, express ...)."""

    carrier = ParentalKey(CarrierAccount, on_delete=models.CASCADE, related_name="services")
    code = models.SlugField(_("code"), max_length=64)
    name = models.CharField(_("name"), max_length=80)
    max_weight = models.PositiveIntegerField(
        _("most weight in grams"), null=True, blank=True, help_text=_("Empty: no limit.")
    )

    class Meta:
        verbose_name = _("carrier service")
        verbose_name_plural = _("carrier services")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "code"],
                name="carriers_one_service_per_code",
                violation_error_message=_("This carrier has a service with this code already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} · {self.name}"


class LabelNumber(models.Model):
    """The last number that one of our own labels got, by carrier; its row's lock hands them out."""

    carrier = models.OneToOneField(CarrierAccount, on_delete=models.CASCADE, related_name="+")
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.carrier_id}: {self.last}"
