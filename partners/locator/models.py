"""Partners as customers find them: entries that a partner writes and staff approve."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class ListingState(models.TextChoices):
    """Where a version of an entry stands."""

    WAITING = "waiting", pgettext_lazy("locator entry", "waiting for approval")
    SHOWN = "shown", pgettext_lazy("locator entry", "published")
    REFUSED = "refused", pgettext_lazy("locator entry", "rejected")
    REPLACED = "replaced", pgettext_lazy("locator entry", "replaced")
    WITHDRAWN = "withdrawn", pgettext_lazy("locator entry", "withdrawn")


class PartnerListing(models.Model):
    """One version of a partner's entry in the locator.

    Of an account one version is published and one waits at most; without a published one nobody finds the
    partner, so being found is the partner's choice and staff's. Coordinates are degrees (WGS 84); without
    them the partner stands in the middle of its country.
    """

    State = ListingState

    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.CASCADE,
        related_name="listings",
        verbose_name=_("partner account"),
    )
    state = models.CharField(
        _("status"), max_length=10, choices=ListingState.choices, default=ListingState.WAITING
    )
    headline = models.CharField(_("in one sentence"), max_length=120)
    about = models.TextField(_("about the company"), max_length=2000)
    specialties = models.ManyToManyField(
        "catalogue.Category", blank=True, related_name="+", verbose_name=_("specialties")
    )
    street = models.CharField(_("street"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    place = models.CharField(_("city"), max_length=80)
    country = models.ForeignKey(
        "address.Country", on_delete=models.PROTECT, related_name="+", verbose_name=_("country")
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("For example 48.1374. Empty: the middle of the country."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("For example 11.5755."),
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    website = models.URLField(_("website"), blank=True)
    opening_hours = models.TextField(
        _("opening hours"), max_length=500, blank=True, help_text=_("For example: Mon–Fri 9:00–18:00")
    )
    shows_logo = models.BooleanField(_("show our logo"), default=True)
    shows_stock = models.BooleanField(
        _("show which products we have in stock"),
        default=False,
        help_text=_("By your latest stock report; numbers of pieces are not shown."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    created_at = models.DateTimeField(_("submitted"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("locator entry")
        verbose_name_plural = _("locator entries")
        ordering = ["-created_at", "-pk"]
        permissions = [("decide_partnerlisting", _("Can approve and reject locator entries"))]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="shown"), name="locator_one_entry_shown"
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="waiting"), name="locator_one_entry_waits"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="locator_place_is_on_earth",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="locator_refused_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.account.company)

    def get_absolute_url(self) -> str:
        """Return the partner's page on the storefront."""
        return reverse("partner_locator_public:partner", args=[self.account.code])

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has to decide on it."""
        return self.state == ListingState.WAITING
