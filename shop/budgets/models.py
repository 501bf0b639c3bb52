"""Budgets of a company, their periods with what is left, and the ledger of every movement.

Amounts are gross, in the shop's currency. The row of a period counts what is spent and reserved; the database
holds that both together never exceed the amount and what approvers granted beyond it.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class Budget(models.Model):
    """What a person, a department, a cost centre or a whole company may order for in each period.

    A budget of a company counts the orders of its subsidiaries, too. `policy` says what becomes of an order
    that would exceed it: refused, or it needs an approval (which grants the excess).
    """

    class Period(models.TextChoices):
        """How often it begins anew."""

        MONTH = "month", _("Every month")
        QUARTER = "quarter", _("Every quarter")
        YEAR = "year", _("Every year")
        ONCE = "once", _("Once, from a day to a day")

    class Policy(models.TextChoices):
        """What becomes of an order above it."""

        REFUSE = "refuse", _("Is refused")
        APPROVAL = "approval", _("Needs an approval")

    company = models.ForeignKey(
        "b2b.Company", on_delete=models.CASCADE, related_name="budgets", verbose_name=_("company")
    )
    name = models.CharField(pgettext_lazy("of a budget", "name"), max_length=120)
    contact = models.ForeignKey(
        "b2b.CompanyContact",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="budgets",
        verbose_name=_("person"),
    )
    department = models.ForeignKey(
        "b2b.Department",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="budgets",
        verbose_name=_("department"),
    )
    cost_centre = models.ForeignKey(
        "b2b.CostCentre",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="budgets",
        verbose_name=_("cost centre"),
    )
    period = models.CharField(_("period"), max_length=10, choices=Period, default=Period.MONTH)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=12)
    warn_at_percent = models.PositiveSmallIntegerField(_("warn at %"), default=80)
    policy = models.CharField(_("an order above it"), max_length=10, choices=Policy, default=Policy.REFUSE)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        ordering = ["name", "pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="budgets_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(contact=None, department=None)
                | Q(contact=None, cost_centre=None)
                | Q(department=None, cost_centre=None),
                name="budgets_one_holder",
            ),
            models.CheckConstraint(
                condition=~Q(period="once") | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="budgets_once_has_its_days",
            ),
            models.CheckConstraint(condition=Q(warn_at_percent__lte=100), name="budgets_warns_at_a_share"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def holder(self) -> str:
        """Name whose budget it is: the person, department or cost centre, else the company."""
        return str(self.contact or self.department or self.cost_centre or self.company)


class BudgetPeriod(models.Model):
    """One period of a budget: `amount` and what approvers granted beyond (`extra`), spent and reserved."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="periods")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    extra = models.DecimalField(_("granted beyond"), max_digits=12, decimal_places=2, default=0)
    reserved = models.DecimalField(_("reserved"), max_digits=12, decimal_places=2, default=0)
    spent = models.DecimalField(_("spent"), max_digits=12, decimal_places=2, default=0)
    warned_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("budget period")
        verbose_name_plural = _("budget periods")
        ordering = ["-starts_on"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["budget", "starts_on"], name="budgets_one_row_per_period"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, spent__gte=0, extra__gte=0),
                name="budgets_counts_never_below_zero",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=F("reserved") + F("spent") - F("extra")),
                name="budgets_never_exceeded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.budget_id} {self.starts_on}"


class BudgetHold(models.Model):
    """What a basket takes of a period: reserved while its approval is pending, then released or spent."""

    class State(models.TextChoices):
        """How far it is."""

        RESERVED = "reserved", pgettext_lazy("budget", "reserved")
        RELEASED = "released", pgettext_lazy("budget", "released")
        SPENT = "spent", pgettext_lazy("budget", "spent")

    period = models.ForeignKey(BudgetPeriod, on_delete=models.CASCADE, related_name="holds")
    basket = models.ForeignKey("basket.Basket", null=True, on_delete=models.SET_NULL, related_name="+")
    order = models.ForeignKey("order.Order", null=True, on_delete=models.PROTECT, related_name="budget_holds")
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    returned = models.DecimalField(_("returned"), max_digits=12, decimal_places=2, default=0)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RESERVED)

    class Meta:
        verbose_name = _("amount held of a budget")
        verbose_name_plural = _("amounts held of budgets")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["period", "basket"],
                condition=Q(state__in=["reserved", "spent"]),
                name="budgets_basket_counts_once",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, returned__gte=0, returned__lte=F("amount")),
                name="budgets_returns_no_more_than_spent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id}: {self.amount}"


class BudgetEntry(models.Model):
    """One movement in a period, never changed or deleted; `key` names it for good."""

    class Kind(models.TextChoices):
        """What moved."""

        RESERVE = "reserve", pgettext_lazy("budget entry", "reserved")
        RELEASE = "release", pgettext_lazy("budget entry", "released")
        SPEND = "spend", pgettext_lazy("budget entry", "spent")
        REFUND = "refund", pgettext_lazy("budget entry", "returned")
        GRANT = "grant", pgettext_lazy("budget entry", "granted beyond the budget")

    period = models.ForeignKey(BudgetPeriod, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    order = models.ForeignKey(
        "order.Order", null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("order")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by")
    )
    key = models.CharField(max_length=80, unique=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("budget entry")
        verbose_name_plural = _("budget entries")
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="budgets_entry_moves_something"),
        ]

    def __str__(self) -> str:
        return self.key
