"""Pipelines, their stages, and which act of a buyer moves a deal to which stage."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.pipeline.shipped_names import shown_name

MOST_DAYS = 3650


class Pipeline(models.Model):
    """A way that deals go, stage by stage; staff make them. New deals start in the first one in use."""

    name = models.CharField(pgettext_lazy("of a pipeline", "name"), max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("New deals can be opened in a pipeline that is in use.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("pipeline")
        verbose_name_plural = _("pipelines")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return shown_name(self.name)


class Stage(models.Model):
    """One stage of a pipeline.

    `probability` (0 to 100) says how likely a deal here is won, `stuck_after_days` after how many days
    without a move a deal is marked. `requires` names what a deal needs to enter
    (`requirements.REQUIREMENTS`), `roles` who may move deals here; without any, everybody who may change
    deals. A removed stage keeps its row, for the history of the deals that stood there.
    """

    class Kind(models.TextChoices):
        """What a deal is that stands here."""

        OPEN = "open", pgettext_lazy("kind of stage of deals", "open")
        WON = "won", pgettext_lazy("kind of stage of deals", "won")
        LOST = "lost", pgettext_lazy("kind of stage of deals", "lost")

    pipeline = models.ForeignKey(
        Pipeline, on_delete=models.PROTECT, related_name="stages", verbose_name=_("pipeline")
    )
    name = models.CharField(pgettext_lazy("of a stage", "name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices, default=Kind.OPEN)
    probability = models.PositiveSmallIntegerField(
        _("probability in percent"), default=0, validators=[MaxValueValidator(100)]
    )
    stuck_after_days = models.PositiveSmallIntegerField(
        _("stuck after days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("A deal that does not move for so many days is marked. Empty: never."),
    )
    requires = models.JSONField(_("needed to enter"), default=list, blank=True)
    roles = models.ManyToManyField(
        "auth.Group",
        blank=True,
        related_name="+",
        verbose_name=_("roles that may move deals here"),
        help_text=_("None ticked: everybody who may change deals."),
    )
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("of a deal", "stage")
        verbose_name_plural = _("stages")
        ordering = ["pipeline__position", "pipeline_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pipeline", "kind"],
                condition=Q(removed_at=None) & ~Q(kind="open"),
                name="pipeline_one_stage_won_one_lost",
            ),
            models.UniqueConstraint(
                fields=["pipeline", "name"], condition=Q(removed_at=None), name="pipeline_stage_names_differ"
            ),
            models.CheckConstraint(
                condition=Q(kind="open", probability__lte=100)
                | Q(kind="won", probability=100)
                | Q(kind="lost", probability=0),
                name="pipeline_probability_of_stage",
            ),
        ]

    def __str__(self) -> str:
        return shown_name(self.name)

    @property
    def is_open(self) -> bool:
        """Whether deals here are still worked on."""
        return self.kind == Stage.Kind.OPEN


class ActRule(models.Model):
    """Which act of a buyer (`acts.ACTS`) moves an open deal of a pipeline to which stage."""

    pipeline = models.ForeignKey(
        Pipeline, on_delete=models.CASCADE, related_name="act_rules", verbose_name=_("pipeline")
    )
    act = models.CharField(_("what the buyer does"), max_length=40)
    stage = models.ForeignKey(
        Stage, on_delete=models.CASCADE, related_name="+", verbose_name=pgettext_lazy("of a deal", "stage")
    )

    class Meta:
        verbose_name = _("rule for what a buyer does")
        verbose_name_plural = _("rules for what a buyer does")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["pipeline", "act"], name="pipeline_one_rule_per_act"),
        ]

    def __str__(self) -> str:
        return f"{self.pipeline_id}: {self.act} -> {self.stage_id}"


OPEN_STAGES = Q(kind=Stage.Kind.OPEN, removed_at=None)
