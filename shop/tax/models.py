"""Rates, markets and the evidence of who was freed from tax."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.tax.table import REDUCED, STANDARD, ZERO

COUNTRY = RegexValidator(r"^[A-Z]{2}$", _("Please give the country's two letters, such as DE."))


class TaxClass(models.TextChoices):
    """The kinds of goods between which tax laws tell."""

    STANDARD = STANDARD, _("standard")
    REDUCED = REDUCED, _("reduced")
    ZERO = ZERO, pgettext_lazy("class of goods", "without tax")


class TaxRate(models.Model):
    """A rate for a country or a region of it, from a day on; entered ahead, it begins by itself.

    A country of which at least one row speaks is taxed by its rows only; all others by the rates
    that come with Kiln (`rates.csv`).
    """

    country = models.CharField(_("country"), max_length=2, validators=[COUNTRY])
    region = models.CharField(
        _("region"),
        max_length=20,
        blank=True,
        help_text=_("Its code without the country, such as ON; empty: everywhere in the country."),
    )
    tax_class = models.CharField(
        _("tax class"), max_length=20, choices=TaxClass.choices, default=TaxClass.STANDARD
    )
    percent = models.DecimalField(
        _("rate in per cent"),
        max_digits=6,
        decimal_places=3,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("tax rate")
        verbose_name_plural = _("tax rates")
        ordering = ["country", "region", "tax_class", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "region", "tax_class", "valid_from"],
                name="tax_one_rate_per_day",
                violation_error_message=_("There is a rate for this place, class and day already."),
            ),
            models.UniqueConstraint(
                fields=["country", "region", "tax_class"],
                condition=Q(valid_from__isnull=True),
                name="tax_one_rate_since_ever",
                violation_error_message=_("There is a rate for this place, class and day already."),
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=0) & Q(percent__lte=100), name="tax_rate_between_0_and_100"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=models.F("valid_from")),
                name="tax_rate_ends_after_it_begins",
                violation_error_message=_("The rate ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.region} {self.get_tax_class_display()} {self.percent} %"


class Market(models.Model):
    """How prices are shown and kept in some countries, for consumers or for companies."""

    class Audience(models.TextChoices):
        """Who buys."""

        CONSUMERS = "consumers", _("consumers (B2C)")
        COMPANIES = "companies", _("companies")

    name = models.CharField(_("name"), max_length=80)
    audience = models.CharField(_("customer group"), max_length=10, choices=Audience.choices)
    countries = models.CharField(
        _("countries"),
        max_length=400,
        blank=True,
        validators=[
            RegexValidator(
                r"^([A-Z]{2})( [A-Z]{2})*$", _("Please give two-letter codes, separated by spaces.")
            )
        ],
        help_text=_(
            "Two-letter codes separated by spaces; empty: all countries without a market of their own."
        ),
    )
    shows_net = models.BooleanField(
        _("prices without tax"),
        default=False,
        help_text=_("Pages show prices excluding tax; the tax is shown below the total."),
    )
    keeps_net = models.BooleanField(
        _("fixed net price"),
        default=False,
        help_text=_(
            "The price excluding tax is the same in every country. Otherwise the price including tax is."
        ),
    )
    is_registered = models.BooleanField(
        _("registered for tax there"),
        default=False,
        help_text=_(
            "The tax of countries outside our own tax area is charged. Otherwise goods are sold "
            "there without tax."
        ),
    )

    class Meta:
        verbose_name = _("market")
        verbose_name_plural = _("markets")
        ordering = ["audience", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "countries"],
                name="tax_one_market_per_audience_and_countries",
                violation_error_message=_("There is already a market for these customers and countries."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class VatCheck(models.Model):
    """What the register answered about a VAT id, and when: evidence, so it is never changed."""

    class Outcome(models.TextChoices):
        """The answer."""

        VALID = "valid", _("valid")
        INVALID = "invalid", _("not valid")
        UNREACHABLE = "unreachable", _("register not reachable")

    vat_id = models.CharField(_("VAT id"), max_length=20, db_index=True)
    outcome = models.CharField(_("answer"), max_length=12, choices=Outcome.choices)
    name = models.CharField(_("name in the register"), max_length=300, blank=True)
    address = models.TextField(_("address in the register"), blank=True)
    reference = models.CharField(
        _("reference"), max_length=80, blank=True, help_text=_("The register's reference for this check.")
    )
    source = models.CharField(_("register"), max_length=80)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    checked_at = models.DateTimeField(_("checked"), auto_now_add=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("requested by"),
    )

    class Meta:
        verbose_name = _("VAT id check")
        verbose_name_plural = _("VAT id checks")
        ordering = ["-checked_at", "-pk"]
        get_latest_by = "checked_at"
        indexes = [models.Index(fields=["vat_id", "-checked_at"], name="tax_vatcheck_latest")]

    def __str__(self) -> str:
        return f"{self.vat_id}: {self.get_outcome_display()}"


class TaxExemption(models.Model):
    """A certificate by which a company buys without tax in a country, or in a region of it."""

    company = models.ForeignKey(
        "b2b.Company", on_delete=models.CASCADE, related_name="tax_exemptions", verbose_name=_("company")
    )
    country = models.CharField(_("country"), max_length=2, validators=[COUNTRY])
    region = models.CharField(_("region"), max_length=20, blank=True)
    certificate = models.CharField(_("certificate number"), max_length=80)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("tax exemption")
        verbose_name_plural = _("tax exemptions")
        ordering = ["company", "country", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="tax_exemption_ends_after_it_begins",
                violation_error_message=_("The certificate ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.certificate}"
