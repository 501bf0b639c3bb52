"""Rules and their versions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from django_fsm import FSMField, transition

from crm_core.automation.models.fields import staff


class Rule(models.Model):
    """When something happens and conditions hold, do something. What exactly stands in its versions.

    `code` names a shipped rule, empty for what staff made. `state` changes by `turn_on` and `turn_off` alone.
    Of two editors the second is told by the number of the version with which they began.
    """

    class State(models.TextChoices):
        """Whether it acts."""

        DRAFT = "draft", pgettext_lazy("state of a rule", "draft")
        ON = "on", pgettext_lazy("state of a rule", "on")
        OFF = "off", pgettext_lazy("state of a rule", "off")

    name = models.CharField(_("name"), max_length=120)
    code = models.CharField(_("code"), max_length=60, blank=True, editable=False)
    state = FSMField(_("status"), default=State.DRAFT, choices=State.choices, protected=True, editable=False)
    owner = staff(_("owner"))
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=100, help_text=_("Of several rules for one event the smaller number is first.")
    )
    current = models.ForeignKey(
        "automation.RuleVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("current version"),
    )
    turned_on_at = models.DateTimeField(_("turned on"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["priority", "pk"]
        permissions = [
            ("press_rule", _("Can start rules by their buttons")),
            ("pause_rule", _("Can pause all rules")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="automation_one_rule_per_code"
            ),
            models.CheckConstraint(
                condition=~Q(state="on") | Q(current__isnull=False, turned_on_at__isnull=False),
                name="automation_on_has_a_version",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @transition(field=state, source=[State.DRAFT, State.OFF], target=State.ON)
    def turn_on(self) -> None:
        """Let it act."""

    @transition(field=state, source=State.ON, target=State.OFF)
    def turn_off(self) -> None:
        """Let it start nothing more; what runs goes on."""


class RuleVersion(models.Model):
    """What a rule says since one save; never changed afterwards, so that runs end on what they began with.

    `definition` is JSON that `definitions.Definition` has checked. `start` and `event_names` repeat of it
    what is looked up: how it starts, and the events that start it, end it or are waited for.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="versions", verbose_name=_("rule"))
    number = models.PositiveIntegerField(_("version"))
    definition = models.JSONField(_("definition"))
    start = models.CharField(_("starts by"), max_length=10)
    event_names = models.JSONField(_("events"), default=list)
    by = staff(_("by"))
    saved_at = models.DateTimeField(_("saved"), auto_now_add=True)

    class Meta:
        verbose_name = _("version of a rule")
        verbose_name_plural = _("versions of rules")
        default_permissions = ()
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="automation_one_version_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} v{self.number}"
