"""A plan of an account: one a year, with what is to be sold of which category."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST = 1_000_000_000


def _amount(label: object, **options: object) -> models.DecimalField:
    return models.DecimalField(
        label,  # type: ignore[arg-type]
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(MOST)],
        **options,  # type: ignore[arg-type]
    )


class AccountPlan(ClusterableModel):
    """What an account is to order in a calendar year, and how that is to come about.

    Amounts are in the shop's currency, tax included, as the forecast has them. `potential` is what the
    account spends in a year on what the shop sells, wherever it buys it; None: nobody knows.
    """

    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    goal = _amount(_("goal"), help_text=_("What the account is to order in the year, tax included."))
    potential = _amount(
        _("potential"),
        null=True,
        blank=True,
        help_text=_("What the account spends in a year on what we sell, wherever it buys it."),
    )
    situation = models.TextField(
        _("situation"), blank=True, max_length=4000, help_text=_("What the account does, and what it needs.")
    )
    strategy = models.TextField(
        _("strategy"), blank=True, max_length=4000, help_text=_("What we do to reach the goal.")
    )
    risks = models.TextField(
        _("risks"), blank=True, max_length=4000, help_text=_("What may come between, and what we do then.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("account plan")
        verbose_name_plural = _("account plans")
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "year"], name="account_plans_one_a_year"),
            models.CheckConstraint(condition=Q(goal__gte=0), name="account_plans_goal_is_positive"),
            models.CheckConstraint(
                condition=Q(potential=None) | Q(potential__gte=F("goal")),
                name="account_plans_within_potential",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}, {self.year}"


class PlanTarget(models.Model):
    """What is to be sold of one category (with those below it) to the account in the year."""

    plan = ParentalKey(AccountPlan, on_delete=models.CASCADE, related_name="targets", verbose_name=_("plan"))
    category = models.ForeignKey(
        "catalogue.Category", on_delete=models.CASCADE, related_name="+", verbose_name=_("category")
    )
    amount = _amount(_("amount"))

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "category"], name="account_plans_one_target_a_category"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="account_plans_target_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.category_id}: {self.amount}"
