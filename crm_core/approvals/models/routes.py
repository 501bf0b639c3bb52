"""Who decides which kind, and who stands in for whom."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from crm_core.approvals.models.approvals import Needs, kept_name, staff

MOST_LEVELS = 9
MOST_HOURS = 2_000


class Delegation(models.Model):
    """A colleague answers for another, from one day to another: both included, in the shop's time zone."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("who is away"),
    )
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("who answers for them"),
    )
    starts_on = models.DateField(pgettext_lazy("first day of a time", "from"))
    ends_on = models.DateField(pgettext_lazy("last day of a time", "until"))
    made_by = staff(_("entered by"))
    made_by_name = kept_name(_("entered by"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="approvals_delegation_in_order"
            ),
            models.CheckConstraint(condition=~Q(owner=F("delegate")), name="approvals_delegation_to_another"),
        ]
        indexes = [models.Index(fields=["delegate", "ends_on"], name="approvals_delegated_to")]

    def __str__(self) -> str:
        return f"{self.owner_id} -> {self.delegate_id}, {self.starts_on} - {self.ends_on}"


class ApprovalRoute(ClusterableModel):
    """Who decides approvals of a kind, as staff set it; a kind without one goes to the requester's manager.

    `limit` is from which value on it has to be asked at all (in the kind's unit); empty: always.
    """

    kind = models.CharField(_("kind"), max_length=60, unique=True)
    limit = models.DecimalField(
        _("needed above"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    expires_after = models.PositiveSmallIntegerField(
        _("expires after days"), default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )

    class Meta:
        verbose_name = _("approval route")
        verbose_name_plural = _("approval routes")
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.kind


class ApprovalRouteStep(models.Model):
    """One answer that a route asks for; steps of a level are asked together, levels one after the other."""

    class Who(models.TextChoices):
        """Whom."""

        MANAGER = "manager", _("the requester's manager")
        PERSON = "person", _("a person")
        ROLE = "role", _("anybody of a role")

    route = ParentalKey(
        ApprovalRoute, on_delete=models.CASCADE, related_name="steps", verbose_name=_("approval route")
    )
    level = models.PositiveSmallIntegerField(
        _("level"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_LEVELS)]
    )
    needs = models.CharField(_("needs"), max_length=3, choices=Needs.choices, default=Needs.ANY)
    who = models.CharField(_("who decides"), max_length=8, choices=Who.choices, default=Who.MANAGER)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"is_staff": True},
        related_name="+",
        verbose_name=_("person"),
    )
    group = models.ForeignKey(
        "auth.Group",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("role"),
    )
    escalate_after = models.PositiveSmallIntegerField(
        _("escalates after hours"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)],
    )
    counts_working_hours = models.BooleanField(_("counts working hours only"), default=True)

    class Meta:
        verbose_name = _("step of an approval route")
        verbose_name_plural = _("steps of approval routes")
        ordering = ["level", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.level}: {self.who}"
