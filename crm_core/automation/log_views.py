"""The versions of rules, their log, single runs and the error queue."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm_core.automation.definitions import read_definition
from crm_core.automation.logs import (
    customer_url,
    lines_of,
    misses_seen_by,
    reasons,
    runs_seen_by,
    started_words,
    who,
)
from crm_core.automation.models import Rule, RuleMiss, RuleRun, RuleVersion
from crm_core.automation.screens import PAGE, QUEUE, VIEW, heading, needs
from crm_core.automation.services import (
    drop_run,
    retry_run,
)
from crm_core.automation.version_lines import definition_lines, difference
from shop.numbers import whole_number
from shop.user.models import UserRequest


@needs(VIEW)
@require_safe
def version(request: UserRequest, pk: int, number: int) -> HttpResponse:
    """Show a version beside the one before it, with what was added and taken away."""
    rule = get_object_or_404(Rule, pk=pk)
    row = get_object_or_404(RuleVersion.objects.select_related("by"), rule=rule, number=number)
    before = RuleVersion.objects.filter(rule=rule, number__lt=number).order_by("-number").first()
    new = definition_lines(read_definition(row.definition))
    old = definition_lines(read_definition(before.definition)) if before is not None else []
    context = {
        **heading(_("Version %(number)d") % {"number": number}, rule=rule),
        "version": row,
        "before": before,
        "lines": difference(old, new) if before is not None else [("same", line) for line in new],
    }
    return render(request, "crm_core/automation/version.html", context)


@needs(VIEW)
@require_safe
def log(request: UserRequest, pk: int) -> HttpResponse:
    """Show the runs of a rule and what started none, the latest first, 50 a page."""
    rule = get_object_or_404(Rule, pk=pk)
    before = whole_number(request.GET.get("before", ""))
    kind = request.GET.get("show", "runs")
    runs: list[RuleRun] = []
    misses: list[RuleMiss] = []
    if kind == "not":
        missed = misses_seen_by(request.user).filter(version__rule=rule)
        misses = list((missed.filter(pk__lt=before) if before else missed)[: PAGE + 1])
    else:
        rows = runs_seen_by(request.user).select_related("by").filter(rule=rule)
        rows = rows.filter(state=kind) if kind in RuleRun.State.values else rows
        runs = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    found = [row.pk for row in runs or misses]
    context = {
        **heading(_("Log"), rule=rule),
        "rule": rule,
        "show": kind,
        "kinds": [("runs", _("All runs")), *RuleRun.State.choices, ("not", _("Not started"))],
        "runs": [run_row(row, request) for row in runs[:PAGE]],
        "misses": [
            {
                "at": row.at,
                "who": who(request.user, row.customer),
                "url": customer_url(row.customer),
                "reasons": reasons(row.failed, request.user),
                "version": row.version.number,
            }
            for row in misses[:PAGE]
        ],
        "older": found[PAGE - 1] if len(found) > PAGE else None,
    }
    return render(request, "crm_core/automation/log.html", context)


def run_row(run: RuleRun, request: UserRequest) -> dict[str, object]:
    """Tell a run in a line of a table."""
    return {
        "pk": run.pk,
        "rule": run.rule.name,
        "at": run.started_at,
        "who": who(request.user, run.customer),
        "url": customer_url(run.customer),
        "started": started_words(run),
        "state": run.get_state_display(),
        "is_failed": run.state == RuleRun.State.FAILED,
        "is_open": run.ended_at is None,
        "reason": run.get_reason_display() if run.reason else "",
        "is_guard": run.reason in {"loop", "depth", "rate"},
        "wake_at": run.wake_at,
        "attempts": run.attempts,
        "error": run.error.partition("\n")[0],
        "version": run.version.number,
    }


@needs(VIEW)
@require_safe
def run_page(request: UserRequest, pk: int) -> HttpResponse:
    """Show one run: what started it, what it did, where it stands."""
    run = get_object_or_404(runs_seen_by(request.user).select_related("by"), pk=pk)
    context = {
        **heading(_("Run %(number)d") % {"number": run.pk}, rule=run.rule),
        "run": run_row(run, request),
        "lines": lines_of(run, request.user),
        "causes": list(Rule.objects.filter(pk__in=run.causes[:-1])),
        "may_change": request.user.has_perm("automation.change_rulerun"),
    }
    return render(request, "crm_core/automation/run.html", context)


@needs(VIEW)
@require_safe
def failed(request: UserRequest) -> HttpResponse:
    """Show the error queue: runs whose step failed for good, and those that will be tried again."""
    rows = runs_seen_by(request.user).select_related("by")
    dead = list(rows.filter(state=RuleRun.State.FAILED)[: PAGE + 1])
    retried = list(rows.filter(ended_at=None, attempts__gt=0).exclude(error="")[: PAGE + 1])
    context = {
        **heading(_("Failed runs")),
        "dead": [run_row(run, request) for run in dead[:PAGE]],
        "retried": [run_row(run, request) for run in retried[:PAGE]],
        "is_more": len(dead) > PAGE or len(retried) > PAGE,
        "may_change": request.user.has_perm("automation.change_rulerun"),
    }
    return render(request, "crm_core/automation/failed.html", context)


@needs(QUEUE)
@require_POST
def settle_run(request: UserRequest, pk: int) -> HttpResponse:
    """Have a failed run tried again, or drop it."""
    run = get_object_or_404(runs_seen_by(request.user), pk=pk)
    if request.POST.get("drop") == "1":
        is_done, words = drop_run(run), _("The run has been dropped.")
    else:
        is_done, words = retry_run(run), _("The step is tried again.")
    if is_done:
        messages.success(request, words)
    else:
        messages.error(request, _("Somebody else has dealt with this run meanwhile."))
    return redirect(
        "rules:failed" if request.POST.get("from") == "queue" else reverse("rules:run", args=[pk])
    )
