"""Writing rules, turning them on and off, dry runs, versions, the log, the error queue."""

from collections.abc import Callable
from difflib import SequenceMatcher

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_core.automation import dry_runs
from crm_core.automation.checking import ProblemsError
from crm_core.automation.definitions import All, Definition, Step, read_definition
from crm_core.automation.drafts import RuleDraft, apply, as_definition, stored_draft
from crm_core.automation.drawing import Drawing
from crm_core.automation.fields import field_named
from crm_core.automation.forms import WrittenRule, read_form, staff, written_rule
from crm_core.automation.logs import (
    customer_url,
    lines_of,
    misses_seen_by,
    reasons,
    runs_seen_by,
    started_words,
    who,
)
from crm_core.automation.models import AutomationSwitch, DryRun, Rule, RuleRun, RuleVersion
from crm_core.automation.registry import SHIPPED_RULES
from crm_core.automation.sentences import (
    condition_words,
    once_words,
    rule_sentence,
    step_words,
    trigger_words,
)
from crm_core.automation.services import (
    NotStartedError,
    StaleRuleError,
    delete_rule,
    drop_run,
    press,
    retry_run,
    save_rule,
    turn_off,
    turn_on,
)
from crm_core.automation.switch import pause_all, resume_all
from crm_core.automation.tasks import work_dry_runs
from crm_core.automation.triggers import event_words
from crm_core.customers.access.rows import rows_visible_to, seen_or_404
from shop.backoffice.access import View, require_permissions
from shop.numbers import whole_number
from shop.transactions import after_commit
from shop.user.models import UserRequest

VIEW = ["automation.view_rule", "customers.view_customer"]
ADD, CHANGE = [*VIEW, "automation.add_rule"], [*VIEW, "automation.change_rule"]
QUEUE = [*VIEW, "automation.change_rulerun"]
PRESS = ["automation.press_rule", "customers.view_customer"]
PAUSE = ["automation.pause_rule"]
PAGE = 50
CONFLICT, UNPROCESSABLE = 409, 422
REFRESH_SECONDS = 3


def heading(title: str, *, rule: Rule | None = None) -> dict[str, object]:
    """Give what Wagtail's page header shows."""
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("rules:index"), "label": _("Rules")},
    ]
    if rule is not None:
        items.append({"url": reverse("rules:inspect", args=[rule.pk]), "label": rule.name})
    items.append({"url": "", "label": title})
    return {"breadcrumbs_items": items, "header_title": title, "page_title": title, "header_icon": "cogs"}


def _needs(needed: list[str]) -> Callable[[View], View]:
    """Let in who has these rights."""
    return lambda view: require_permissions(view, needed)


@_needs(ADD)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: UserRequest) -> HttpResponse:
    """Write a new rule, from a template, a copy of another, or from nothing."""
    if request.method == "POST":
        return _posted(request, None)
    source, name = _source(request)
    written = WrittenRule(name=name, owner=request.user, priority="100", draft=source)
    return _form(request, None, written)


def _source(request: HttpRequest) -> tuple[RuleDraft, str]:
    """Return what a new rule begins with."""
    template = SHIPPED_RULES.get(request.GET.get("template", ""))
    if template is not None:
        return stored_draft(template.definition()), str(template.label)
    copied = whole_number(request.GET.get("copy", ""))
    if copied is not None:
        rule = get_object_or_404(Rule.objects.select_related("current"), pk=copied)
        if rule.current is not None:
            name = _("%(name)s (copy)") % {"name": rule.name}
            return stored_draft(rule.current.definition), name[:120]
    return RuleDraft(trigger={"start": "event", "name": "OrderPlaced", "at": "08:00"}), ""


@_needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: UserRequest, pk: int) -> HttpResponse:
    """Change a rule: what runs ends on the version that it began with."""
    rule = get_object_or_404(Rule.objects.select_related("current", "owner"), pk=pk)
    if request.method == "POST":
        return _posted(request, rule)
    draft = stored_draft(rule.current.definition) if rule.current is not None else RuleDraft()
    written = WrittenRule(name=rule.name, owner=rule.owner, priority=str(rule.priority), draft=draft)
    return _form(request, rule, written)


def _posted(request: UserRequest, rule: Rule | None) -> HttpResponse:
    """Change the draft as a button says, or save it."""
    op = request.POST.get("op", "")
    if op and op != "save":
        written = read_form(request.POST)
        return _form(request, rule, written, place=apply(written.draft, op))
    written = written_rule(request.POST, by=request.user)
    if written.definition is None or written.errors:
        return _form(request, rule, written, status=UNPROCESSABLE)
    try:
        version = save_rule(
            rule,
            written.definition.as_json(),
            name=written.name,
            by=request.user,
            owner=written.owner,
            priority=int(written.priority),
            seen_version=whole_number(request.POST.get("seen_version", "")) if rule else None,
        )
    except StaleRuleError:
        return _form(request, rule, written, status=CONFLICT, is_stale=True)
    messages.success(request, _("Rule saved as version %(number)d.") % {"number": version.number})
    return redirect("rules:inspect", version.rule_id)


def _form(  # noqa: PLR0913 - what a page is drawn of
    request: UserRequest,
    rule: Rule | None,
    written: WrittenRule,
    *,
    status: int = 200,
    place: str = "",
    is_stale: bool = False,
) -> HttpResponse:
    current = Rule.objects.select_related("current__by").get(pk=rule.pk).current if rule else None
    seen = request.POST.get("seen_version") if not is_stale else None
    context = {
        **heading(_("Change rule") if rule else _("New rule"), rule=rule),
        **Drawing(written.draft, request.user, written.errors).context(),
        "rule": rule,
        "written": written,
        "owners": staff(),
        "seen_version": seen or (current.number if current else ""),
        "latest": current,
        "is_stale": is_stale,
        "place": place,
        "sentence": _draft_sentence(written),
        "templates": list(SHIPPED_RULES) if rule is None and request.method == "GET" else [],
    }
    is_part = request.headers.get("X-Requested-With") == "rule-form"
    template = "crm_core/automation/form_body.html" if is_part else "crm_core/automation/form.html"
    return render(request, template, context, status=200 if is_part and status == 200 else status)


def _draft_sentence(written: WrittenRule) -> str:
    try:
        return rule_sentence(read_definition(as_definition(written.draft)[0]))
    except ValueError:
        return ""


@_needs(CHANGE)
@require_POST
def switch_rule(request: UserRequest, pk: int) -> HttpResponse:
    """Turn a rule on or off."""
    rule = get_object_or_404(Rule, pk=pk)
    if request.POST.get("on") == "1":
        try:
            turn_on(rule, by=request.user)
        except ProblemsError as error:
            words = " ".join(dict.fromkeys(problem.words for problem in error.problems))
            messages.error(request, _("The rule cannot be turned on: %(why)s") % {"why": words})
            return redirect("rules:edit", rule.pk)
        messages.success(request, _("The rule is on. It acts on what happens from now on."))
    else:
        turn_off(rule, by=request.user)
        messages.success(request, _("The rule is off. What it began goes on to its end."))
    return redirect("rules:inspect", rule.pk)


@_needs([*VIEW, "automation.delete_rule"])
@require_POST
def delete(request: UserRequest, pk: int) -> HttpResponse:
    """Delete a rule that never ran."""
    rule = get_object_or_404(Rule, pk=pk)
    try:
        delete_rule(rule)
    except ValueError:
        messages.error(request, _("A rule that is on, or has run, is kept for its log. Turn it off instead."))
        return redirect("rules:inspect", pk)
    messages.success(request, _("Rule deleted."))
    return redirect("rules:index")


@_needs(CHANGE)
@require_POST
def dry_run(request: UserRequest, pk: int) -> HttpResponse:
    """Ask what the rule as it is saved would have done."""
    rule = get_object_or_404(Rule.objects.select_related("current"), pk=pk)
    if rule.current is None:
        raise Http404
    with transaction.atomic():
        row = dry_runs.ask(rule, read_definition(rule.current.definition), by=request.user)
        after_commit(work_dry_runs.delay)
    return redirect("rules:dry_run", row.pk)


@_needs(VIEW)
@require_safe
def dry_run_page(request: UserRequest, pk: int) -> HttpResponse:
    """Show who would have matched, when, and what would have happened; looks again while it goes on."""
    row = get_object_or_404(DryRun.objects.select_related("rule", "by"), pk=pk)
    matches = rows_visible_to(request.user, row.matches.select_related("customer").order_by("-at", "-pk"))
    page = max(1, whole_number(request.GET.get("p", "")) or 1)
    found = list(matches[(page - 1) * PAGE : page * PAGE + 1])
    context = {
        **heading(_("Dry run"), rule=row.rule),
        "dry_run": row,
        "sentence": rule_sentence(read_definition(row.definition)),
        "notes": [_note_words(note) for note in row.notes],
        "matches": [
            {
                "at": match.at,
                "who": who(request.user, match.customer),
                "url": customer_url(match.customer),
                "steps": match.steps,
            }
            for match in found[:PAGE]
        ],
        "older": page + 1 if len(found) > PAGE else None,
        "newer": page - 1 if page > 1 else None,
    }
    response = render(request, "crm_core/automation/dry_run.html", context)
    if row.done_at is None:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def _note_words(note: dict[str, object]) -> str:
    names = note.get("fields")
    if note.get("kind") == "today" and isinstance(names, list):
        labels = [str(field.label) if (field := field_named(str(name))) else str(name) for name in names]
        return _("As of today, since their past is not kept: %(fields)s.") % {"fields": ", ".join(labels)}
    words = {
        "no-ends": _("Events that end the rule early, or are waited for, are not taken into account."),
        "consents": _("Consents to e-mails are as of today."),
        "button": _("A button was never pressed: this shows whose conditions hold today."),
        "bounded": _("There is more than this: only a part was looked at."),
    }
    return words.get(str(note.get("kind")), "")


@_needs(VIEW)
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


def definition_lines(definition: Definition) -> list[str]:
    """Write a definition in lines, one for each thing that it says."""
    lines = [trigger_words(definition.trigger)]
    asked = definition.conditions
    parts = asked.parts if isinstance(asked, All) else [asked]
    lines += [_("if %(condition)s") % {"condition": condition_words(part, inside=True)} for part in parts]
    lines += list(step_lines(definition.steps))
    lines.append(_("How often for one customer: %(once)s") % {"once": once_words(definition)})
    lines.append(_("At most %(number)d times a day") % {"number": definition.most_per_day})
    lines += [_("Ends when %(event)s") % {"event": event_words(name)} for name in definition.ends_with]
    return lines


def step_lines(steps: list[Step], *, level: int = 0) -> list[str]:
    """Write steps in lines; those of branches stand further in."""
    indent = "\u2003" * level
    lines = []
    for number, step in enumerate(steps, 1):
        lines.append(f"{indent}{number}. {step_words(step)}")
        if step.then or step.otherwise:
            lines.append(f"{indent}\u2003{_('then:')}")
            lines += step_lines(step.then, level=level + 2)
            lines.append(f"{indent}\u2003{_('otherwise:')}")
            lines += step_lines(step.otherwise, level=level + 2)
    return lines


def difference(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """Lay two lists of lines over each other: ("same" | "gone" | "new", line)."""
    found: list[tuple[str, str]] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [("same", line) for line in old[start:end]]
            continue
        found += [("gone", line) for line in old[start:end]]
        found += [("new", line) for line in new[new_start:new_end]]
    return found


@_needs(VIEW)
@require_safe
def log(request: UserRequest, pk: int) -> HttpResponse:
    """Show the runs of a rule and what started none, the latest first, 50 a page."""
    rule = get_object_or_404(Rule, pk=pk)
    before = whole_number(request.GET.get("before", ""))
    kind = request.GET.get("show", "runs")
    rows = (
        misses_seen_by(request.user).filter(version__rule=rule)
        if kind == "not"
        else (runs_seen_by(request.user).select_related("by").filter(rule=rule))
    )
    if kind in RuleRun.State.values:
        rows = rows.filter(state=kind)
    found = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    context = {
        **heading(_("Log"), rule=rule),
        "rule": rule,
        "show": kind,
        "kinds": [("runs", _("All runs")), *RuleRun.State.choices, ("not", _("Not started"))],
        "runs": [run_row(row, request) for row in found[:PAGE] if isinstance(row, RuleRun)],
        "misses": [
            {
                "at": row.at,
                "who": who(request.user, row.customer),
                "url": customer_url(row.customer),
                "reasons": reasons(row.failed, request.user),
                "version": row.version.number,
            }
            for row in found[:PAGE]
            if not isinstance(row, RuleRun)
        ],
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
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


@_needs(VIEW)
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


@_needs(VIEW)
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


@_needs(QUEUE)
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


@_needs(PAUSE)
@require_POST
def pause(request: UserRequest) -> HttpResponse:
    """Pause all rules, or let them go on."""
    if request.POST.get("pause") == "1":
        pause_all(by=request.user)
        messages.success(request, _("All rules are paused. What happens meanwhile starts none."))
    else:
        resume_all()
        messages.success(request, _("The rules go on."))
    return redirect("rules:index")


@_needs(PRESS)
@require_POST
def press_button(request: UserRequest, pk: int, customer: int) -> HttpResponse:
    """Start a rule by its button on the page of a customer."""
    rule = get_object_or_404(Rule.objects.select_related("current"), pk=pk)
    found = seen_or_404(request.user, customer)
    key = request.POST.get("key", "")[:60]
    if not key:
        raise Http404
    try:
        press(rule, found, by=request.user, key=key)
    except NotStartedError as error:
        why = "; ".join(reasons(error.failed, request.user)) or _("the rule is off or paused")
        messages.error(request, _("Nothing was started: %(why)s.") % {"why": why})
    else:
        messages.success(request, _("“%(rule)s” has been started.") % {"rule": rule.name})
    return redirect(reverse("customers:inspect", args=[found.pk]))


def switch_state() -> AutomationSwitch | None:
    """Return the switch where all rules are paused."""
    return AutomationSwitch.objects.select_related("paused_by").filter(paused_at__isnull=False).first()
