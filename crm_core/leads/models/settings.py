"""What makes a lead besides forms, as staff decide it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.configuration.models import OneRow


class LeadSettings(OneRow):
    """Which registrations and which baskets make leads. Amounts are in the shop's currency, tax included."""

    class Registrations(models.TextChoices):
        """Whose account makes one."""

        NONE = "none", pgettext_lazy("registrations that make leads", "none")
        COMPANIES = "companies", _("those of companies")
        BUSINESS = "business", _("those of companies and of business mail addresses")
        ALL = "all", pgettext_lazy("registrations that make leads", "all")

    class BasketOwners(models.TextChoices):
        """Whose basket makes one."""

        COMPANIES = "companies", _("those of companies")
        KNOWN = "known", _("those of companies and of customers who have ordered")

    registrations = models.CharField(
        _("registrations that make leads"),
        max_length=10,
        choices=Registrations.choices,
        default=Registrations.COMPANIES,
    )
    partner_applications = models.BooleanField(_("partner applications make leads"), default=True)
    large_basket = models.DecimalField(
        _("large basket from"),
        max_digits=12,
        decimal_places=2,
        default=500,
        validators=[MinValueValidator(0), MaxValueValidator(9_999_999)],
        help_text=_("A basket from this sum on makes a lead within minutes. 0: none does."),
    )
    stalled_basket = models.DecimalField(
        _("stalled basket from"),
        max_digits=12,
        decimal_places=2,
        default=200,
        validators=[MinValueValidator(0), MaxValueValidator(9_999_999)],
        help_text=_(
            "A basket of somebody we know that was left behind makes a lead from this sum on. 0: none does."
        ),
    )
    basket_owners = models.CharField(
        _("baskets that make leads"),
        max_length=10,
        choices=BasketOwners.choices,
        default=BasketOwners.COMPANIES,
    )
    most_open = models.PositiveSmallIntegerField(
        _("open leads at most for each colleague"),
        default=30,
        validators=[MaxValueValidator(1000)],
        help_text=_("For whoever has no capacity of their own."),
    )
    turn = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta(OneRow.Meta):
        verbose_name = _("lead settings")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
