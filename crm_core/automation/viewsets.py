"""The list of rules, the page of a rule, and the webhooks."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.widgets.button import HeaderButton

from crm_core.automation import views
from crm_core.automation.definitions import read_definition
from crm_core.automation.logs import misses_seen_by, reasons, runs_seen_by, who
from crm_core.automation.models import Rule, RuleRun, ScheduledPass
from crm_core.automation.phrases import sentence_start
from crm_core.automation.program import program_of
from crm_core.automation.registry import SHIPPED_RULES, Start
from crm_core.automation.schedules import moments_between
from crm_core.automation.screens import ADD, CHANGE, PAUSE
from crm_core.automation.sentences import rule_sentence
from crm_core.automation.starting import midnight_before
from crm_core.automation.version_lines import limit_lines, start_lines, step_tree
from crm_core.customers.access.rows import scope_of
from shop.backoffice.listing import ListView
from shop.backoffice.panels import ACTIVITY, MAIN, SIDE, Panel, facts, panel_registry
from shop.backoffice.record import RecordFigure, RecordView, submit_button
from shop.registry import Registry
from shop.user.models import User, UserRequest

PANELS: Registry[Panel[Rule]] = panel_registry("panel of a rule")
WEEK = timedelta(days=7)
SHOWN = 10


def sentence_of(rule: Rule) -> str:
    """Say what a rule does, as far as it is written."""
    if rule.current is None:
        return ""
    return rule_sentence(read_definition(rule.current.definition))


class RuleListView(ListView):
    """All rules: what they say, whether they are on, how often they ran."""

    list_name = "rules"
    default_ordering = "priority"
    template_name = "crm_core/automation/rules.html"

    def all_columns(self) -> list[BaseColumn]:
        """Name them, and say what they did."""
        return [
            self.record_column("name", label=_("Name")),
            Column("sentence", label=_("What it says"), accessor=sentence_of),
            Column("state", label=_("Status"), accessor="get_state_display"),
            Column("owner", label=_("Owner")),
            Column("week", label=_("Runs in seven days")),
            Column("dead", label=_("Failed")),
        ]

    def get_base_queryset(self) -> QuerySet[Rule]:
        """Count the runs for customers that this user sees, in the same query."""
        scope = scope_of(self.request.user)
        seen = Q(pk__in=[]) if scope.is_empty else scope.condition("runs__customer__")
        week = Q(runs__started_at__gte=midnight_before(timezone.now()) - WEEK)
        dead = Q(runs__state=RuleRun.State.FAILED)
        return Rule.objects.select_related("current", "owner").annotate(
            week=Count("runs", filter=week & seen), dead=Count("runs", filter=dead & seen)
        )

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Say whether all rules are paused."""
        user = self.request.user
        return super().get_context_data(
            switch=views.switch_state(),
            may_pause=user.has_perms(PAUSE),
            failed=runs_seen_by(user).filter(state=RuleRun.State.FAILED)[:100].count(),
            **kwargs,
        )


class RuleRecordView(RecordView[Rule]):
    """One rule."""

    def get_queryset(self) -> QuerySet[Rule]:
        """Everybody who sees rules sees all; whom they ran for is another matter."""
        return Rule.objects.select_related("current__by", "owner")

    def get_summary(self) -> Sequence[object]:
        """Say the rule as a sentence."""
        return [sentence_start(self.object.get_state_display()), sentence_of(self.object)]

    def get_figures(self) -> Sequence[RecordFigure]:
        """Count what it did, for customers that this user sees."""
        runs = runs_seen_by(self.request.user).filter(rule=self.object)
        address = reverse("rules:log", args=[self.object.pk])
        week = runs.filter(started_at__gte=midnight_before(timezone.now()) - WEEK).count()
        failed = runs.filter(state=RuleRun.State.FAILED).count()
        return [
            RecordFigure(label=_("Runs in seven days"), value=str(week), url=address),
            RecordFigure(
                label=_("Under way"),
                value=str(runs.filter(ended_at=None).count()),
                url=f"{address}?show=waiting",
            ),
            RecordFigure(
                label=_("Failed"),
                value=str(failed),
                note=_("a person decides") if failed else "",
                tone="bad" if failed else "",
                url=f"{address}?show=failed",
            ),
            RecordFigure(label=pgettext("run of a rule", "Next"), value=self._next()),
        ]

    def _next(self) -> str:
        version = self.object.current
        if version is None or self.object.state != Rule.State.ON or version.start != Start.SCHEDULE:
            return "–"
        trigger = program_of(version).definition.trigger
        moments = moments_between(trigger, timezone.now(), timezone.now() + timedelta(days=8))
        return timezone.localtime(moments[0]).strftime("%Y-%m-%d %H:%M") if moments else "–"

    def get_actions(self) -> Sequence[HeaderButton]:
        """Turn it on or off, change it, try it, copy it."""
        user, rule = self.request.user, self.object
        found = []
        if user.has_perms(CHANGE):
            is_on = rule.state == Rule.State.ON
            label = _("Turn off") if is_on else _("Turn on")
            found.append(submit_button(label, name="on", value="" if is_on else "1"))
            found.append(HeaderButton(_("Edit"), url=reverse("rules:edit", args=[rule.pk]), icon_name="edit"))
        if user.has_perms(ADD):
            url = f"{reverse('rules:add')}?copy={rule.pk}"
            found.append(HeaderButton(_("Duplicate"), url=url, icon_name="copy"))
        return found

    def get_action_values(self) -> dict[str, str]:
        """Say what the buttons are about."""
        return {"what": "switch"}

    def post(self, request: UserRequest, *_args: object, **_kwargs: object) -> HttpResponse:
        """Do what the buttons of the head say."""
        return views.switch_rule(request, pk=self.object.pk)


def _steps(rule: Rule, _user: User) -> dict[str, object] | None:
    if rule.current is None:
        return None
    definition = read_definition(rule.current.definition)
    return {
        "starts": start_lines(definition),
        "steps": step_tree(definition.steps),
        "limits": limit_lines(definition),
    }


def _runs(rule: Rule, user: User) -> dict[str, object]:
    rows = list(runs_seen_by(user).select_related("by").filter(rule=rule)[:SHOWN])
    return {
        "rule": rule,
        "runs": [
            {
                "pk": run.pk,
                "at": run.started_at,
                "who": who(user, run.customer),
                "state": run.get_state_display(),
                "reason": run.get_reason_display() if run.reason else "",
            }
            for run in rows
        ],
        "misses": [
            {"at": miss.at, "who": who(user, miss.customer), "reasons": reasons(miss.failed, user)}
            for miss in misses_seen_by(user).filter(version__rule=rule)[:SHOWN]
        ],
    }


def _versions(rule: Rule, _user: User) -> dict[str, object]:
    return {"rule": rule, "versions": rule.versions.select_related("by").order_by("-number")[:20]}


def _passes(rule: Rule, user: User) -> dict[str, object] | None:
    if not scope_of(user).sees_all:  # the numbers are of all customers
        return None
    rows = ScheduledPass.objects.filter(rule=rule).order_by("-due_at")[:SHOWN]
    return facts(
        (
            timezone.localtime(row.due_at).strftime("%Y-%m-%d %H:%M"),
            _("%(matched)d matched, %(started)d started") % {"matched": row.matched, "started": row.started}
            + ("" if row.done_at else f" ({_('under way')})"),
        )
        for row in rows
    )


def _evidence(rule: Rule, _user: User) -> dict[str, object] | None:
    shipped = SHIPPED_RULES.get(rule.code) if rule.code else None
    if shipped is None:
        return None
    return facts(
        [
            (_("Why"), shipped.description),
            (_("Measured on history"), shipped.evidence() if shipped.evidence is not None else ""),
        ]
    )


def _trials(rule: Rule, user: User) -> dict[str, object]:
    rows = rule.dry_runs.select_related("by").order_by("-pk")[:5]
    may_change = user.has_perms(CHANGE)
    return {"rule": rule, "dry_runs": rows, "may_change": may_change, "days": 90}


for _panel in (
    Panel(
        name="steps",
        title=pgettext_lazy("of a rule", "What it does"),
        context=_steps,
        order=10,
        area=MAIN,
        template="crm_core/automation/steps_panel.html",
    ),
    Panel(
        name="runs",
        title=gettext_lazy("Log"),
        context=_runs,
        order=20,
        area=ACTIVITY,
        template="crm_core/automation/runs_panel.html",
    ),
    Panel(
        name="trials",
        title=gettext_lazy("Dry run"),
        context=_trials,
        order=10,
        area=SIDE,
        template="crm_core/automation/trials_panel.html",
    ),
    Panel(
        name="versions",
        title=gettext_lazy("Versions"),
        context=_versions,
        order=20,
        area=SIDE,
        template="crm_core/automation/versions_panel.html",
    ),
    Panel(name="passes", title=gettext_lazy("Schedule"), context=_passes, order=30, area=SIDE),
    Panel(name="evidence", title=gettext_lazy("About this rule"), context=_evidence, order=5, area=SIDE),
):
    PANELS.register(_panel)
