"""Plans by which representatives earn, what orders count for them, and their statements."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from crm_core.customers.models import Customer
from crm_core.forecast.models import PeriodKind

CENT = Decimal("0.01")
MOST = 10**11
MOST_PERCENT = 1000
FULL = 100


class CommissionPlan(ClusterableModel):
    """How representatives earn: on what, in which periods, from which day until which.

    Its rates go by how much of the target is reached; each rate holds for what lies above its level, as a
    tax bracket does. Statements that are approved keep the plan as it was.
    """

    class Basis(models.TextChoices):
        """What of an order counts; always without tax and delivery, less the partner's share."""

        NET = "net", pgettext_lazy("basis of a commission", "goods, once the order is paid in full")
        MARGIN = "margin", pgettext_lazy("basis of a commission", "margin, once the order is paid in full")
        PAID = "paid", pgettext_lazy("basis of a commission", "goods, with each payment")

    name = models.CharField(pgettext_lazy("of a commission plan", "name"), max_length=120, unique=True)
    basis = models.CharField(_("basis"), max_length=6, choices=Basis.choices, default=Basis.NET)
    kind = models.CharField(_("period"), max_length=8, choices=PeriodKind.choices, default=PeriodKind.QUARTER)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day; empty: open."))

    class Meta:
        verbose_name = _("commission plan")
        verbose_name_plural = _("commission plans")
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="rep_commissions_plan_dates"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlanRate(models.Model):
    """From which attainment (percent of the target) on which rate (percent of the basis) is earned."""

    plan = ParentalKey(CommissionPlan, on_delete=models.CASCADE, related_name="rates", verbose_name=_("plan"))
    from_percent = models.DecimalField(
        _("from attainment (%)"),
        max_digits=6,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_PERCENT)],
    )
    rate = models.DecimalField(
        _("rate (%)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(FULL)],
    )

    class Meta:
        verbose_name = _("rate of a commission plan")
        verbose_name_plural = _("rates of commission plans")
        default_permissions = ()
        ordering = ["from_percent"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "from_percent"], name="rep_commissions_one_rate_per_level"
            ),
            models.CheckConstraint(
                condition=Q(rate__gte=0, rate__lte=FULL, from_percent__gte=0),
                name="rep_commissions_rate_is_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_percent} %: {self.rate} %"


class PlanMember(models.Model):
    """Who earns by a plan, with which target (of the basis, shop's currency) in each period, while."""

    plan = ParentalKey(
        CommissionPlan, on_delete=models.CASCADE, related_name="members", verbose_name=_("plan")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        limit_choices_to={"is_staff": True},
        related_name="+",
        verbose_name=_("representative"),
    )
    target = models.DecimalField(
        _("target per period"),
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(CENT), MaxValueValidator(MOST)],
    )
    starts_on = models.DateField(_("from"), null=True, blank=True, help_text=_("Empty: as the plan."))
    ends_on = models.DateField(_("until"), null=True, blank=True, help_text=_("Empty: as the plan."))

    class Meta:
        verbose_name = _("member of a commission plan")
        verbose_name_plural = _("members of commission plans")
        default_permissions = ()
        ordering = ["plan_id", "user_id", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "user"], name="rep_commissions_one_member_per_plan"),
            models.CheckConstraint(condition=Q(target__gt=0), name="rep_commissions_member_has_a_target"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="rep_commissions_member_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.user_id}"


class AccountShare(models.Model):
    """Who besides its owner an account's orders count for, in percent, while; the owner has the rest."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        limit_choices_to={"is_staff": True},
        related_name="+",
        verbose_name=_("representative"),
    )
    percent = models.DecimalField(
        _("share (%)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(FULL)],
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day; empty: open."))

    class Meta:
        verbose_name = _("share in an account")
        verbose_name_plural = _("shares in accounts")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gt=0, percent__lte=FULL), name="rep_commissions_share_is_percent"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="rep_commissions_share_dates"
            ),
        ]
        indexes = [models.Index(fields=["customer", "starts_on"], name="rep_commissions_shares")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.user_id} {self.percent} %"


class OrderShare(models.Model):
    """For whom an order counts by which plan, and which part of it: fixed when its first money came.

    So an account that changes hands later leaves its old orders where they were, refunds included. `basis` is
    the whole basis of the order at that moment, without tax, before anybody's share.
    """

    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="+", verbose_name=_("order")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("representative")
    )
    plan = models.ForeignKey(
        CommissionPlan, on_delete=models.PROTECT, related_name="+", verbose_name=_("plan")
    )
    percent = models.DecimalField(_("share (%)"), max_digits=5, decimal_places=2)
    basis = models.DecimalField(_("basis of the order"), max_digits=14, decimal_places=2)
    fixed_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("share in an order")
        verbose_name_plural = _("shares in orders")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["order", "user"], name="rep_commissions_one_share_per_order"),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=FULL), name="rep_commissions_order_share_is_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.user_id} {self.percent} %"


class Statement(models.Model):
    """What a representative earned by a plan in a period: a draft until a manager approves it, then fixed.

    `target`, `credited` (basis reached) and `total` follow the lines of a draft and never change after.
    Nobody approves their own.
    """

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", pgettext_lazy("state of a commission statement", "draft")
        APPROVED = "approved", pgettext_lazy("state of a commission statement", "approved")
        PAID = "paid", pgettext_lazy("state of a commission statement", "paid")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("representative")
    )
    plan = models.ForeignKey(
        CommissionPlan, on_delete=models.PROTECT, related_name="statements", verbose_name=_("plan")
    )
    kind = models.CharField(_("period"), max_length=8, choices=PeriodKind.choices)
    starts_on = models.DateField(_("first day"))
    currency = models.CharField(_("currency"), max_length=12)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2)
    credited = models.DecimalField(_("reached"), max_digits=14, decimal_places=2, default=0)
    total = models.DecimalField(_("commission"), max_digits=14, decimal_places=2, default=0)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded as paid by"),
    )
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    reference = models.CharField(_("reference of the transfer"), max_length=140, blank=True)

    class Meta:
        verbose_name = _("commission statement")
        verbose_name_plural = _("commission statements")
        default_permissions = ("view",)
        ordering = ["-starts_on", "-pk"]
        permissions = [
            ("view_all_statement", _("Can view the commission statements of everybody")),
            ("view_team_statement", _("Can view the commission statements of their teams")),
            ("approve_statement", _("Can approve commission statements of others")),
            ("pay_statement", _("Can record commission statements as paid")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "plan", "starts_on"], name="rep_commissions_one_statement_per_period"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", approved_at=None, approved_by=None, paid_at=None)
                | Q(state="approved", approved_at__isnull=False, approved_by__isnull=False, paid_at=None)
                | Q(
                    state="paid", approved_at__isnull=False, approved_by__isnull=False, paid_at__isnull=False
                ),
                name="rep_commissions_state_has_its_dates",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("user")),
                name="rep_commissions_nobody_approves_themselves",
            ),
        ]
        indexes = [models.Index(fields=["user", "-starts_on", "-id"], name="rep_commissions_statements")]

    def __str__(self) -> str:
        return f"{self.user}, {date_format(self.starts_on, 'F Y')}"


class Credit(models.Model):
    """A change of what an order counts for somebody: more with its money, less with what goes back.

    `basis` is without tax, in the shop's currency. The sum of an order's credits is always its share of the
    basis times the part of its money that is here, so the same event twice, or late, adds nothing.
    """

    share = models.ForeignKey(
        OrderShare, on_delete=models.PROTECT, related_name="credits", verbose_name=_("share in an order")
    )
    statement = models.ForeignKey(
        Statement,
        on_delete=models.PROTECT,
        related_name="credits",
        verbose_name=pgettext_lazy("of commission", "statement"),
    )
    basis = models.DecimalField(_("basis"), max_digits=14, decimal_places=2)
    occurred_at = models.DateTimeField(_("moment"))
    noted_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("credit of a commission")
        verbose_name_plural = _("credits of commissions")
        default_permissions = ()
        ordering = ["occurred_at", "pk"]

    def __str__(self) -> str:
        return f"{self.share_id}: {self.basis}"


class StatementLine(models.Model):
    """An order on a statement: its basis and what it earns, negative where it was paid back later."""

    statement = models.ForeignKey(
        Statement,
        on_delete=models.CASCADE,
        related_name="lines",
        verbose_name=pgettext_lazy("of commission", "statement"),
    )
    share = models.ForeignKey(
        OrderShare, on_delete=models.PROTECT, related_name="lines", verbose_name=_("share in an order")
    )
    basis = models.DecimalField(_("basis"), max_digits=14, decimal_places=2)
    amount = models.DecimalField(_("commission"), max_digits=14, decimal_places=2)
    occurred_at = models.DateTimeField(_("moment"))

    class Meta:
        verbose_name = _("line of a commission statement")
        verbose_name_plural = _("lines of commission statements")
        default_permissions = ()
        ordering = ["occurred_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "share"], name="rep_commissions_one_line_per_order"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.amount}"
