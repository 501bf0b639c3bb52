"""What partner and shop agree on for a quarter: goals, actions, the notes of the review."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from partners.scorecards.quarters import Quarter


class BusinessPlan(models.Model):
    """The plan of a partner for a quarter, and the review of it.

    Each side agrees to what it has read: `version` grows with every change of goals, actions or notes, and
    a change takes both agreements back.
    """

    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("partner account"),
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2099)]
    )
    number = models.PositiveSmallIntegerField(
        _("quarter"), validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    notes = models.TextField(_("notes of the review"), max_length=5000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    partner_agreed_at = models.DateTimeField(
        _("agreed by the partner"), null=True, blank=True, editable=False
    )
    partner_agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    manager_agreed_at = models.DateTimeField(_("agreed by us"), null=True, blank=True, editable=False)
    manager_agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("business plan")
        verbose_name_plural = _("business plans")
        ordering = ["-year", "-number", "account_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "year", "number"], name="scorecards_one_plan_a_quarter"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=4), name="scorecards_quarter_is_one_of_four"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account.company} {self.quarter}"

    @property
    def quarter(self) -> Quarter:
        """For which quarter it is."""
        return Quarter(self.year, self.number)

    @property
    def is_agreed(self) -> bool:
        """Whether both sides agreed to it as it stands."""
        return self.partner_agreed_at is not None and self.manager_agreed_at is not None


class PlanGoal(models.Model):
    """What a metric (`partners.scorecards.metrics`) is to come to, in its own unit."""

    plan = models.ForeignKey(BusinessPlan, on_delete=models.CASCADE, related_name="goals")
    metric = models.CharField(_("metric"), max_length=40)
    target = models.DecimalField(_("goal"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("goal of a plan")
        verbose_name_plural = _("goals of plans")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["plan", "metric"], name="scorecards_goal_once")]

    def __str__(self) -> str:
        return f"{self.metric}: {self.target}"


class PlanAction(models.Model):
    """What one side does until a day."""

    class Side(models.TextChoices):
        """Who does it."""

        PARTNER = "partner", pgettext_lazy("side of a plan", "partner")
        SHOP = "shop", pgettext_lazy("side of a plan", "us")

    plan = models.ForeignKey(BusinessPlan, on_delete=models.CASCADE, related_name="actions")
    title = models.CharField(_("what is to be done"), max_length=200)
    side = models.CharField(_("who does it"), max_length=10, choices=Side.choices, default=Side.PARTNER)
    due_on = models.DateField(_("due"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("action of a plan")
        verbose_name_plural = _("actions of plans")
        ordering = ["due_on", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.title


class LeaderboardConsent(models.Model):
    """That a partner lets other partners read its name on the leaderboard; without a row they do not."""

    account = models.OneToOneField(
        "partner_accounts.PartnerAccount", on_delete=models.CASCADE, related_name="+"
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    given_at = models.DateTimeField(_("given"), auto_now_add=True)

    class Meta:
        verbose_name = _("consent to the leaderboard")
        verbose_name_plural = _("consents to the leaderboard")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.account_id)
