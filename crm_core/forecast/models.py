"""Quotas, what accounts are expected to order again, and what was forecast on which day."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.customers.models import Customer, Team, Territory

MOST = 10**11
ONE_SUBJECT = (
    Q(user__isnull=False, team=None, territory=None)
    | Q(user=None, team__isnull=False, territory=None)
    | Q(user=None, team=None, territory__isnull=False)
)


class PeriodKind(models.TextChoices):
    """How long a period is."""

    MONTH = "month", pgettext_lazy("length of a period", "month")
    QUARTER = "quarter", pgettext_lazy("length of a period", "quarter")


class Quota(models.Model):
    """What a representative, a team or a territory is to sell in a period: tax included, shop's currency.

    `starts_on` is the first day of the period. A quarter's quota stands beside those of its months; where
    there is none, the months' count together (`quotas.quotas_of`).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("representative"),
    )
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("team")
    )
    territory = models.ForeignKey(
        Territory,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("territory"),
    )
    kind = models.CharField(_("period"), max_length=8, choices=PeriodKind.choices)
    starts_on = models.DateField(_("first day"))
    amount = models.DecimalField(
        _("quota"),
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(MOST)],
    )

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(condition=ONE_SUBJECT, name="forecast_quota_of_one_subject"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="forecast_quota_not_negative"),
            *(
                models.UniqueConstraint(
                    fields=[subject, "kind", "starts_on"],
                    condition=Q(**{f"{subject}__isnull": False}),
                    name=f"forecast_one_quota_per_{subject}",
                )
                for subject in ("user", "team", "territory")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.team or self.territory} {self.starts_on}"


class RepeatForecast(models.Model):
    """What an account is expected to order again in a month, from `calculated_at` on; written by `run_rate`.

    `orders` and `amount` (tax included, shop's currency) are means: most accounts order nothing or more. Of
    the month that has begun they are of its rest.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    month = models.DateField(_("month"))
    orders = models.FloatField(_("expected orders"))
    amount = models.DecimalField(_("expected revenue"), max_digits=14, decimal_places=2)
    calculated_at = models.DateTimeField(_("calculated"))

    class Meta:
        verbose_name = _("expected repeat orders")
        verbose_name_plural = _("expected repeat orders")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["customer", "month"], name="forecast_one_row_per_month"),
        ]
        indexes = [
            models.Index(fields=["month", "-amount"], name="forecast_repeat_by_month"),
            models.Index(fields=["-calculated_at"], name="forecast_repeat_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.month}: {self.amount}"


class Snapshot(models.Model):
    """The forecast of a day; there is one of each, and nobody changes it."""

    taken_on = models.DateField(_("day"), unique=True)
    taken_at = models.DateTimeField(_("taken"))
    currency = models.CharField(_("currency"), max_length=12)

    class Meta:
        verbose_name = _("forecast snapshot")
        verbose_name_plural = _("forecast snapshots")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.taken_on)


class SnapshotRow(models.Model):
    """A month of a snapshot for one representative and territory (either may be unknown).

    The amounts never change. Who left the shop leaves the row without a name.
    """

    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.PROTECT, related_name="rows", verbose_name=_("forecast snapshot")
    )
    month = models.DateField(_("month"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("representative"),
    )
    territory = models.ForeignKey(
        Territory, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("territory")
    )
    achieved = models.DecimalField(_("achieved"), max_digits=14, decimal_places=2)
    committed = models.DecimalField(_("committed"), max_digits=14, decimal_places=2)
    best_case = models.DecimalField(_("best case"), max_digits=14, decimal_places=2)
    pipeline = models.DecimalField(_("pipeline"), max_digits=14, decimal_places=2)
    weighted = models.DecimalField(_("weighted pipeline"), max_digits=14, decimal_places=2)
    repeat = models.DecimalField(_("repeat orders"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("row of a forecast snapshot")
        verbose_name_plural = _("rows of forecast snapshots")
        default_permissions = ()
        indexes = [models.Index(fields=["month", "snapshot"], name="forecast_rows_by_month")]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.month} {self.owner_id}"


class BacktestMonth(models.Model):
    """A month of the past, forecast by what was known at its start, and what came: `backtest`.

    All amounts are repeat orders of accounts that had ordered before: tax included, shop's currency.
    """

    month = models.DateField(_("month"), unique=True)
    model = models.DecimalField(_("model"), max_digits=16, decimal_places=2)
    forecast = models.DecimalField(_("forecast"), max_digits=16, decimal_places=2)
    actual = models.DecimalField(_("actual"), max_digits=16, decimal_places=2)
    last_month = models.DecimalField(_("month before"), max_digits=16, decimal_places=2, null=True)
    last_year = models.DecimalField(_("month a year before"), max_digits=16, decimal_places=2, null=True)
    accounts = models.PositiveIntegerField(pgettext_lazy("customers", "accounts"))
    calculated_at = models.DateTimeField(_("calculated"))

    class Meta:
        verbose_name = _("back-test of a month")
        verbose_name_plural = _("back-tests of months")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.month)
