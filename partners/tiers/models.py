"""The levels of the partner programme, what each asks for and gives, and who had which when."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

PERCENT = (MinValueValidator(0), MaxValueValidator(100))


class Tier(models.Model):
    """A level of the partner programme; the higher the rank, the better.

    `group` is the company group that its partners' companies are put into while they have it: price lists and
    catalogue rules of that group are the tier's. Rates are per cent, `answer_hours` hours, `protection_days`
    and `grace_days` calendar days. Without a `commission_rate` the account's own holds.
    """

    name = models.CharField(_("name"), max_length=60)
    rank = models.PositiveSmallIntegerField(
        _("rank"), unique=True, help_text=_("The higher, the better. Partners start in the lowest.")
    )
    group = models.OneToOneField(
        "b2b.CompanyGroup",
        on_delete=models.PROTECT,
        editable=False,
        related_name="partner_tier",
        verbose_name=_("company group"),
    )
    commission_rate = models.DecimalField(
        _("commission rate (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=PERCENT,
        help_text=_("For orders placed from now on. Empty: the rate of the partner account."),
    )
    answer_hours = models.PositiveSmallIntegerField(
        _("deal registrations answered within (hours)"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
    )
    protection_days = models.PositiveSmallIntegerField(
        _("deal protection (days)"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
    )
    fund_percent = models.DecimalField(
        _("market development funds (per cent of paid orders)"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=PERCENT,
    )
    grace_days = models.PositiveSmallIntegerField(
        _("grace period (days)"),
        default=60,
        validators=[MaxValueValidator(365)],
        help_text=_("How long a partner who no longer meets the criteria keeps the tier."),
    )
    review_months = models.PositiveSmallIntegerField(
        _("reviewed every (months)"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(36)],
    )

    class Meta:
        verbose_name = _("partner tier")
        verbose_name_plural = _("partner tiers")
        ordering = ["-rank"]
        constraints = [
            models.CheckConstraint(
                condition=Q(commission_rate=None) | Q(commission_rate__gte=0, commission_rate__lte=100),
                name="partner_tiers_rate_is_per_cent",
            ),
            models.CheckConstraint(
                condition=Q(fund_percent__gte=0, fund_percent__lte=100),
                name="partner_tiers_fund_is_per_cent",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TierRequirement(models.Model):
    """How much of a criterion (`partners.tiers.criteria`) a tier asks for; money in the shop's currency."""

    tier = models.ForeignKey(
        Tier, on_delete=models.CASCADE, related_name="requirements", verbose_name=_("partner tier")
    )
    criterion = models.CharField(_("criterion"), max_length=40)
    threshold = models.DecimalField(_("at least"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("tier criterion")
        verbose_name_plural = _("tier criteria")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["tier", "criterion"], name="partner_tiers_criterion_once"),
            models.CheckConstraint(condition=Q(threshold__gt=0), name="partner_tiers_threshold_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.threshold}"


class TierMembership(models.Model):
    """That a partner had a tier for a while; the one without an end is the tier of now.

    At `review_at` the criteria are looked at; a partner who fails keeps the tier until `grace_until`. What
    was set by hand stays until the review whatever the criteria say.
    """

    class Cause(models.TextChoices):
        """Why the partner came into the tier."""

        START = "start", _("joined the programme")
        EARNED = "earned", _("met the criteria")
        MISSED = "missed", _("did not meet the criteria")
        BY_HAND = "by_hand", pgettext_lazy("partner tier", "set by hand")

    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.CASCADE,
        related_name="tier_memberships",
        verbose_name=_("partner account"),
    )
    tier = models.ForeignKey(
        Tier, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("partner tier")
    )
    cause = models.CharField(_("cause"), max_length=10, choices=Cause, default=Cause.START)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    review_at = models.DateField(_("next review"))
    grace_until = models.DateField(_("grace period ends"), null=True, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("set by"),
    )

    class Meta:
        verbose_name = _("tier of a partner")
        verbose_name_plural = _("tiers of partners")
        ordering = ["-since", "-pk"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(until=None), name="partner_tiers_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                name="partner_tiers_end_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.tier}"
