"""Rules, their versions, their runs, and what was done and not done."""

from typing import ClassVar, cast

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from django_fsm import FSMField, transition

from crm_core.customers.models import Customer
from shop.configuration.fields import SecretField


def _staff(name: str | Promise) -> models.ForeignKey:
    """Make a field that names a colleague, and stays empty once they are gone."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=cast("str", name),
    )


class Rule(models.Model):
    """When something happens and conditions hold, do something. What exactly stands in its versions.

    `code` names a shipped rule, empty for what staff made. `state` changes by `turn_on` and `turn_off` alone.
    `revision` is raised by each change and is how two editors are told of each other.
    """

    class State(models.TextChoices):
        """Whether it acts."""

        DRAFT = "draft", pgettext_lazy("state of a rule", "draft")
        ON = "on", pgettext_lazy("state of a rule", "on")
        OFF = "off", pgettext_lazy("state of a rule", "off")

    name = models.CharField(_("name"), max_length=120)
    code = models.CharField(_("code"), max_length=60, blank=True, editable=False)
    state = FSMField(_("status"), default=State.DRAFT, choices=State.choices, protected=True, editable=False)
    owner = _staff(_("owner"))
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
    by = _staff(_("by"))
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


class RuleRun(models.Model):
    """One rule at work for one case; `trigger_key` names the fact that started it, once for each rule.

    `position` is the step it stands at, `data` what its steps noted ({step id: data}). `causes` are the rules
    that led to it, itself last. A `failed` run waits for a person; one that will be tried again is `waiting`
    with `attempts`.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", pgettext_lazy("state of a run", "waiting")
        RUNNING = "running", pgettext_lazy("state of a run", "running")
        ASKED = "asked", pgettext_lazy("state of a run", "waiting for an answer")
        DONE = "done", pgettext_lazy("state of a run", "done")
        STOPPED = "stopped", pgettext_lazy("state of a run", "stopped")
        FAILED = "failed", pgettext_lazy("state of a run", "failed")

    class Reason(models.TextChoices):
        """Why it was stopped."""

        STEP = "step", _("a step of the rule ended it")
        EVENT = "event", _("an event ended it")
        LOOP = "loop", _("the rule had caused this itself")
        DEPTH = "depth", _("too many rules had started each other")
        RATE = "rate", _("the rule has run too often for this customer today")
        DROPPED = "dropped", _("dropped by a colleague")
        REFUSED = "refused", _("refused")
        ERASED = "erased", _("the customer's data were erased")

    OPEN: ClassVar = (State.WAITING, State.RUNNING, State.ASKED)

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="runs", verbose_name=_("rule"))
    version = models.ForeignKey(
        RuleVersion, on_delete=models.PROTECT, related_name="runs", verbose_name=_("version")
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="rule_runs",
        verbose_name=_("customer"),
    )
    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    subject = GenericForeignKey("content_type", "object_id")
    subject_name = models.CharField(_("subject"), max_length=40, blank=True)
    trigger_key = models.CharField(_("trigger"), max_length=120)
    event_name = models.CharField(_("event"), max_length=80, blank=True)
    event = models.JSONField(_("payload"), default=dict, blank=True)
    state = FSMField(_("status"), default=State.WAITING, choices=State.choices, editable=False)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices, blank=True)
    position = models.PositiveIntegerField(_("step"), default=0)
    wake_at = models.DateTimeField(_("goes on"), null=True, blank=True)
    wake_event = models.CharField(_("waits for"), max_length=80, blank=True)
    # Events that count for the next wait are those after this moment; the last one of each name is kept.
    heard_from = models.DateTimeField(_("listens since"))
    heard = models.JSONField(_("events heard"), default=dict, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("error"), blank=True)
    data = models.JSONField(_("data"), default=dict, blank=True)
    causes = models.JSONField(_("causes"), default=list, blank=True)
    by = _staff(_("started by"))
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("run of a rule")
        verbose_name_plural = _("runs of rules")
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(fields=["rule", "trigger_key"], name="automation_one_run_per_fact"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "asked"], ended_at__isnull=True)
                | Q(state__in=["done", "stopped", "failed"], ended_at__isnull=False),
                name="automation_ended_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["wake_at", "id"],
                condition=Q(state__in=["waiting", "running", "asked"], wake_at__isnull=False),
                name="automation_runs_due",
            ),
            models.Index(
                fields=["customer"],
                condition=Q(state__in=["waiting", "running", "asked"]),
                name="automation_open_runs",
            ),
            models.Index(fields=["rule", "customer", "started_at"], name="automation_runs_of_day"),
            models.Index(fields=["rule", "-id"], name="automation_runs_of_rule"),
            models.Index(fields=["-id"], condition=Q(state="failed"), name="automation_failed_runs"),
            models.Index(
                fields=["version"], condition=Q(ended_at__isnull=True), name="automation_open_versions"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.trigger_key}"

    @transition(field=state, source=[State.WAITING, State.RUNNING], target=State.RUNNING)
    def begin(self) -> None:
        """A worker has it."""

    @transition(field=state, source=[State.WAITING, State.RUNNING], target=State.WAITING)
    def wait(self) -> None:
        """It goes on later."""

    @transition(field=state, source=[State.WAITING, State.RUNNING], target=State.ASKED)
    def ask(self) -> None:
        """It goes on when somebody has answered."""

    @transition(field=state, source=[State.ASKED, State.FAILED], target=State.WAITING)
    def go_on(self) -> None:
        """Somebody answered, or wants a failed step tried again."""

    @transition(field=state, source=[State.WAITING, State.RUNNING], target=State.DONE)
    def finish(self) -> None:
        """Nothing is left to do."""

    @transition(field=state, source=[*OPEN, State.FAILED], target=State.STOPPED)
    def stop(self) -> None:
        """It ends before its last step."""

    @transition(field=state, source=[State.WAITING, State.RUNNING], target=State.FAILED)
    def fail(self) -> None:
        """All attempts at a step failed."""


class StepLog(models.Model):
    """What came of one step of one run; one row for each, so that no step is done twice."""

    class Result(models.TextChoices):
        """What came of it."""

        DONE = "done", pgettext_lazy("result of a step", "done")
        NOT_DONE = "not_done", pgettext_lazy("result of a step", "not done")
        WAITED = "waited", pgettext_lazy("result of a step", "waits")
        BRANCH = "branch", pgettext_lazy("result of a step", "decided")
        FAILED = "failed", pgettext_lazy("result of a step", "failed")

    run = models.ForeignKey(RuleRun, on_delete=models.CASCADE, related_name="log", verbose_name=_("run"))
    step_id = models.CharField(_("step"), max_length=20)
    action = models.CharField(_("action"), max_length=60)
    result = models.CharField(_("result"), max_length=10, choices=Result.choices)
    data = models.JSONField(_("data"), default=dict)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step of a run")
        verbose_name_plural = _("steps of runs")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "step_id"], condition=~Q(result="failed"), name="automation_step_done_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id}.{self.step_id}: {self.result}"


class RuleMiss(models.Model):
    """A case that started nothing and why: `failed` lists the parts of the condition with what was found."""

    version = models.ForeignKey(
        RuleVersion, on_delete=models.CASCADE, related_name="misses", verbose_name=_("version")
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
    )
    trigger_key = models.CharField(_("trigger"), max_length=120)
    failed = models.JSONField(_("why not"), default=list)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("case that started nothing")
        verbose_name_plural = _("cases that started nothing")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["version", "trigger_key"], name="automation_one_miss_per_fact")
        ]
        indexes = [models.Index(fields=["at"], name="automation_misses_by_day")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.trigger_key}"


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


class RunVoucher(models.Model):
    """The voucher that a step of a run issued, for its customer alone: one for each run and step."""

    run = models.ForeignKey(RuleRun, on_delete=models.CASCADE, related_name="vouchers", verbose_name=_("run"))
    step_id = models.CharField(_("step"), max_length=20)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="rule_vouchers", verbose_name=_("customer")
    )
    voucher = models.OneToOneField(
        "voucher.Voucher", on_delete=models.CASCADE, related_name="+", verbose_name=_("discount code")
    )
    issued_at = models.DateTimeField(_("issued"), auto_now_add=True)

    class Meta:
        verbose_name = _("voucher of a rule")
        verbose_name_plural = _("vouchers of rules")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["run", "step_id"], name="automation_one_voucher_per_step")
        ]

    def __str__(self) -> str:
        return f"{self.run_id}.{self.step_id}: {self.voucher_id}"


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
    paused_by = _staff(_("paused by"))

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
    by = _staff(_("by"))
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"))
    place = models.JSONField(_("place"), default=dict)
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
