"""By which rules partners are rewarded beside their commission, and what accrued by them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

FULL = 100


class RewardRule(ClusterableModel):
    """One rule: for what, for whom, how much, while.

    A commission rule pays the difference between its rate and the commission's on the goods that it is for; a
    rebate is a part of what the partner bought in a period, by the level that the period's volume reached; a
    SPIF is an amount for each unit sold. Amounts are in major units of `currency`, and only orders in it
    count. Once something has accrued, terms stay as they are: a rule ends, and another one begins.
    """

    class Kind(models.TextChoices):
        """What it rewards."""

        COMMISSION = "commission", _("commission rate for goods")
        REBATE = "rebate", _("rebate on own purchases")
        SPIF = "spif", _("SPIF per unit sold")

    class Period(models.TextChoices):
        """Over which time volume and cap count."""

        MONTH = "month", _("calendar month")
        QUARTER = "quarter", _("calendar quarter")
        YEAR = "year", _("calendar year")

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    currency = models.CharField(_("currency"), max_length=12)
    rate = models.DecimalField(
        _("rate (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(FULL)],
        help_text=_("Of a commission rule: instead of the partner's own rate."),
    )
    amount = models.DecimalField(
        _("amount per unit"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Of a SPIF."),
    )
    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only this partner"),
    )
    tier = models.ForeignKey(
        "partner_tiers.Tier",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only this tier"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for this person"),
        help_text=_("Of a SPIF: who earns it at the partner; the statement says so."),
    )
    product = models.ForeignKey(
        "catalogue.Product",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only this product"),
        help_text=_("With all its variants."),
    )
    category = models.ForeignKey(
        "catalogue.Category",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only this category"),
        help_text=_("With all below it."),
    )
    brand = models.ForeignKey(
        "catalogue.AttributeOption",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only this brand"),
    )
    minimum = models.DecimalField(
        _("minimum goods value of an order"),
        max_digits=12,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("Of the goods that the rule is for, excluding tax. For rebates set levels instead."),
    )
    period = models.CharField(_("period"), max_length=8, choices=Period.choices, default=Period.QUARTER)
    cap = models.DecimalField(
        _("cap per partner and period"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The last day; empty: open.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("reward rule")
        verbose_name_plural = _("reward rules")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="commission", rate__isnull=False, amount=None)
                | Q(kind="spif", amount__gt=0, rate=None)
                | Q(kind="rebate", rate=None, amount=None),
                name="partner_rewards_rule_has_its_terms",
            ),
            models.CheckConstraint(
                condition=Q(rate=None) | Q(rate__gte=0, rate__lte=FULL),
                name="partner_rewards_rate_is_per_cent",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="partner_rewards_rule_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RewardLevel(models.Model):
    """From which volume of a period on a rebate has which rate; it then holds for the whole volume."""

    rule = ParentalKey(
        RewardRule, on_delete=models.CASCADE, related_name="levels", verbose_name=_("reward rule")
    )
    volume = models.DecimalField(
        _("from a volume of"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)]
    )
    rate = models.DecimalField(
        _("rate (%)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(FULL)],
    )

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["volume"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "volume"], name="partner_rewards_one_rate_per_volume"),
            models.CheckConstraint(
                condition=Q(volume__gte=0, rate__gte=0, rate__lte=FULL), name="partner_rewards_level_is_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volume}: {self.rate} %"


class RewardAccrual(models.Model):
    """What one line of an order counts for by one rule, as it stands now.

    `base` is what is left of the line's net price after refunds, `quantity` what is left of its units, `rate`
    and `unit_amount` the rule's terms when the order was placed, which never change. `amount` is what that
    earns before the cap; of a rebate it is nothing, since its level depends on the whole period.
    """

    rule = models.ForeignKey(
        RewardRule, on_delete=models.PROTECT, related_name="accruals", verbose_name=_("reward rule")
    )
    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("partner account"),
    )
    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="+", verbose_name=_("order")
    )
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="+", verbose_name=_("line"))
    currency = models.CharField(_("currency"), max_length=12)
    period_start = models.DateField(_("period from"))
    base = models.DecimalField(_("goods excluding tax"), max_digits=14, decimal_places=3)
    quantity = models.PositiveIntegerField(_("units"))
    rate = models.DecimalField(_("rate (%)"), max_digits=6, decimal_places=2, null=True, blank=True)
    unit_amount = models.DecimalField(
        _("amount per unit"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=3)

    class Meta:
        verbose_name = _("reward accrual")
        verbose_name_plural = _("reward accruals")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "line"], name="partner_rewards_one_accrual_per_line"),
        ]
        indexes = [
            models.Index(
                fields=["rule", "account", "currency", "period_start"], name="partner_rewards_by_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}/{self.line_id}: {self.amount}"
