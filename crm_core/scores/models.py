"""What is computed of customers, with its date and its error."""

from datetime import datetime, time

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer

FIFTH = Q(recency__range=(1, 5), frequency__range=(1, 5), monetary__range=(1, 5))
UNKNOWN = Q(recency=None, frequency=None, monetary=None)


class ScoreModel(models.Model):
    """One night's estimates from all customers (`estimation`), and how far off they were on known orders."""

    calculated_at = models.DateTimeField(_("calculated"))
    customers = models.PositiveIntegerField(_("customers"))
    parameters = models.JSONField(_("parameters"))
    errors = models.JSONField(_("errors"))
    seconds = models.FloatField(_("seconds of calculation"))

    class Meta:
        verbose_name = _("score model")
        verbose_name_plural = _("score models")
        default_permissions = ("view",)
        indexes = [models.Index(fields=["-calculated_at"], name="scores_model_by_date")]

    def __str__(self) -> str:
        return f"{self.calculated_at:%Y-%m-%d}"


class CustomerScore(models.Model):
    """How one customer buys, as of `calculated_at`; written by `services.rescore` alone.

    Cancelled orders do not count. A company's account counts the orders of the people who work for it, too.
    Amounts are in the shop's currency; orders in other currencies count and are not added. Stage and next
    order date stand on the customer, where lists ask for them.
    """

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, related_name="score", verbose_name=_("customer")
    )
    model = models.ForeignKey(
        ScoreModel, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("score model")
    )
    calculated_at = models.DateTimeField(_("calculated"))
    orders = models.PositiveIntegerField(_("orders"))
    order_days = models.PositiveIntegerField(_("days with orders"))
    first_order_on = models.DateField(_("first order"), null=True)
    last_order_on = models.DateField(_("last order"), null=True)
    spent = models.DecimalField(_("total spent"), max_digits=14, decimal_places=2)
    recency = models.PositiveSmallIntegerField(_("recency"), null=True)
    frequency = models.PositiveSmallIntegerField(_("frequency"), null=True)
    monetary = models.PositiveSmallIntegerField(_("monetary value"), null=True)
    # Both without tax; the margin of the goods whose cost is known, and what these were sold for.
    margin = models.DecimalField(_("margin"), max_digits=14, decimal_places=2, null=True)
    margin_revenue = models.DecimalField(_("revenue with known cost"), max_digits=14, decimal_places=2)
    revenue = models.DecimalField(_("revenue excluding tax"), max_digits=14, decimal_places=2)
    # Days; None for who has ordered on one day only.
    interval = models.FloatField(_("usual interval"), null=True)
    interval_error = models.FloatField(_("error of the interval"), null=True)
    forecast_on = models.DateField(_("next order if late"), null=True)
    # Chances from 0 to 1, orders and money of the coming 365 days; None where no model could be fitted.
    p_alive = models.FloatField(_("likelihood of being active"), null=True)
    p_order = models.FloatField(_("likelihood of another order"), null=True)
    p_order_error = models.FloatField(_("error of the likelihood"), null=True)
    expected_orders = models.FloatField(_("expected orders"), null=True)
    clv = models.DecimalField(_("expected revenue"), max_digits=14, decimal_places=2, null=True)
    clv_error = models.DecimalField(
        _("error of the expected revenue"), max_digits=14, decimal_places=2, null=True
    )

    class Meta:
        verbose_name = _("customer score")
        verbose_name_plural = _("customer scores")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=FIFTH | UNKNOWN, name="scores_fifths_from_1_to_5"),
            models.CheckConstraint(
                condition=Q(p_alive=None) | Q(p_alive__range=(0, 1), p_order__range=(0, 1)),
                name="scores_likelihoods_from_0_to_1",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.calculated_at:%Y-%m-%d}"


class StageChange(models.Model):
    """A customer has come to another lifecycle stage; `changed_on` is when the rules led to it."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="stage_changes", verbose_name=_("customer")
    )
    old_stage = models.CharField(_("stage before"), max_length=10, choices=Customer.Stage.choices)
    new_stage = models.CharField(_("stage"), max_length=10, choices=Customer.Stage.choices)
    changed_on = models.DateField(_("changed"))
    noted_at = models.DateTimeField(_("recorded"))
    # What the rule went by: days since the order before, and the usual interval in days, if known.
    days_since_order = models.PositiveIntegerField(_("days since the last order"), null=True)
    interval = models.FloatField(_("usual interval"), null=True)

    class Meta:
        verbose_name = _("change of stage")
        verbose_name_plural = _("changes of stage")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["new_stage", "changed_on"], name="scores_changes_by_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.old_stage} -> {self.new_stage}"

    @property
    def changed_at(self) -> datetime:
        """The end of that day, after its orders; never later than it was recorded."""
        end = timezone.make_aware(datetime.combine(self.changed_on, time(23, 59)))
        return min(end, self.noted_at)


class RescoreRequest(models.Model):
    """A customer whose orders have changed since the last calculation.

    Rows are only added, and those are deleted that were read before the calculation: what comes in
    meanwhile is a row of its own and is not lost.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)

    class Meta:
        verbose_name = _("requested calculation")
        verbose_name_plural = _("requested calculations")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.customer_id)
