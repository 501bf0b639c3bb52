"""The rules that staff write: what a fact is worth, and who gets a lead."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

MOST_POINTS = 1000
MOST_LEADS = 1000
MOST_DAYS = 3650


class ScoreRule(models.Model):
    """So many points where a fact of a sort (`scoring.FACTS`) is there, as `value` says.

    `half_life_days` halves the points each time so many days have passed since the fact; 0 keeps them.
    """

    name = models.CharField(
        pgettext_lazy("of a rule", "name"),
        max_length=120,
        blank=True,
        help_text=_(
            "How the reason is told beside the points: “asked for prices”. Empty: what the rule says."
        ),
    )
    kind = models.CharField(pgettext_lazy("of a scoring rule", "fact"), max_length=40)
    value = models.CharField(
        _("value"), max_length=400, blank=True, help_text=_("Several values are separated by commas.")
    )
    points = models.SmallIntegerField(
        _("points"), validators=[MinValueValidator(-MOST_POINTS), MaxValueValidator(MOST_POINTS)]
    )
    half_life_days = models.PositiveSmallIntegerField(
        _("halves after days"),
        default=0,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("The points halve each time so many days have passed since the fact. 0: they stay."),
    )
    is_active = models.BooleanField(pgettext_lazy("of a rule", "active"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("scoring rule")
        verbose_name_plural = _("scoring rules")
        ordering = ["-points", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gte=-MOST_POINTS, points__lte=MOST_POINTS), name="leads_points_bounded"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.kind} {self.value}".strip()


class RoutingRule(models.Model):
    """Which leads go to which team; the first rule that fits decides, an empty condition fits all.

    Of the team (or, without one, of the members of the territory) gets it who has the fewest open leads for
    their capacity, and among equals who waited longest. `territory` becomes the lead's, and the customer's
    who has none.
    """

    name = models.CharField(pgettext_lazy("of a rule", "name"), max_length=120)
    order = models.PositiveSmallIntegerField(
        pgettext_lazy("place in a sequence", "order"), default=10, validators=[MaxValueValidator(32767)]
    )
    countries = models.CharField(
        _("countries"),
        max_length=400,
        blank=True,
        help_text=_("Two letters each, separated by commas: DE, AT"),
    )
    postcodes = models.CharField(
        _("postcodes beginning with"),
        max_length=400,
        blank=True,
        help_text=_("Separated by commas: 80, 81, 82"),
    )
    languages = models.CharField(
        _("languages"), max_length=120, blank=True, help_text=_("Codes separated by commas: en, zh-hans")
    )
    kinds = models.CharField(
        pgettext_lazy("of leads", "sources"), max_length=400, blank=True, help_text=_("Separated by commas.")
    )
    categories: ClassVar[models.ManyToManyField] = models.ManyToManyField(
        "catalogue.Category", blank=True, related_name="+", verbose_name=_("categories of interest")
    )
    team = models.ForeignKey(
        "customers.Team",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("team"),
    )
    territory = models.ForeignKey(
        "customers.Territory",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("territory"),
    )
    is_active = models.BooleanField(pgettext_lazy("of a rule", "active"), default=True)

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(team=None) | ~Q(territory=None),
                name="leads_rule_leads_somewhere",
                violation_error_message=_("Choose a team or a territory that the leads go to."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LeadCapacity(models.Model):
    """How many open leads a colleague can look after, in which languages; without a row the default counts.

    `turn` is the number of the latest lead that was routed to them: the smaller, the longer they waited.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("colleague")
    )
    most_open = models.PositiveSmallIntegerField(
        _("open leads at most"), default=30, validators=[MaxValueValidator(MOST_LEADS)]
    )
    languages = models.CharField(
        _("languages"),
        max_length=120,
        blank=True,
        help_text=_("Codes separated by commas; empty: leads in every language."),
    )
    takes_leads = models.BooleanField(_("gets leads by the routing"), default=True)
    turn = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("capacity for leads")
        verbose_name_plural = _("capacities for leads")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.most_open}"


class Absence(models.Model):
    """Days on which a colleague gets no leads, both included."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("colleague")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")),
                name="leads_absence_begins_before_it_ends",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.first_day} - {self.last_day}"
