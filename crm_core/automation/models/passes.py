"""Passes of schedules, dry runs, the switch, and webhooks."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.automation.models.fields import staff
from crm_core.automation.models.rules import Rule, RuleVersion
from crm_core.customers.models import Customer
from shop.configuration.fields import SecretField


class ScheduledPass(models.Model):
    """One rule going through its customers at one moment of its schedule; `cursor` is how far it is."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="passes", verbose_name=_("rule"))
    version = models.ForeignKey(
        RuleVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("version")
    )
    due_at = models.DateTimeField(_("due"))
    cursor = models.PositiveBigIntegerField(_("reached"), default=0)
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    looked_at = models.PositiveBigIntegerField(_("looked at"), default=0)
    matched = models.PositiveBigIntegerField(_("matched"), default=0)
    started = models.PositiveBigIntegerField(_("started"), default=0)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("pass of a schedule")
        verbose_name_plural = _("passes of schedules")
        default_permissions = ()
        ordering = ["-due_at"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "due_at"], name="automation_one_pass_per_moment")
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(done_at__isnull=True), name="automation_open_passes")
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.due_at:%Y-%m-%d %H:%M}"


class WebhookEndpoint(models.Model):
    """A server that rules may call; each call is signed with its secret (docs/automation.md)."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    url = models.CharField(_("address"), max_length=500, help_text=_("Begins with https://"))
    secret = SecretField(_("secret"))
    is_active = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AutomationSwitch(models.Model):
    """One row: whether all rules are paused. While they are, nothing starts and no step is done."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    paused_by = staff(_("paused by"))

    class Meta:
        verbose_name = _("switch of all rules")
        verbose_name_plural = _("switch of all rules")
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(id=1), name="automation_one_switch")]

    def __str__(self) -> str:
        return "paused" if self.paused_at else "on"


class DryRun(models.Model):
    """What a definition would have done in the days before it was asked for; writes nothing but its own rows.

    `place` is how far it is ({"day", "after"} or {"event"}), `notes` what a reader must know of its limits.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="dry_runs", verbose_name=_("rule"))
    definition = models.JSONField(_("definition"))
    by = staff(_("by"))
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"))
    place = models.JSONField(pgettext_lazy("in a rule", "place"), default=dict)
    notes = models.JSONField(_("notes"), default=list)
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    looked_at = models.PositiveBigIntegerField(_("looked at"), default=0)
    matched = models.PositiveBigIntegerField(_("matched"), default=0)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("dry run")
        verbose_name_plural = _("dry runs")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.since:%Y-%m-%d}"


class DryRunMatch(models.Model):
    """One case that a dry run found: who, when, and what each step would have done ({"step", "words"})."""

    dry_run = models.ForeignKey(
        DryRun, on_delete=models.CASCADE, related_name="matches", verbose_name=_("dry run")
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("customer")
    )
    trigger_key = models.CharField(_("trigger"), max_length=120)
    at = models.DateTimeField(_("at"))
    steps = models.JSONField(_("steps"), default=list)

    class Meta:
        verbose_name = _("match of a dry run")
        verbose_name_plural = _("matches of dry runs")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["dry_run", "trigger_key"], name="automation_one_match_per_fact")
        ]

    def __str__(self) -> str:
        return f"{self.dry_run_id}: {self.trigger_key}"
