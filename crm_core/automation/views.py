"""Writing rules, turning them on and off, dry runs, versions, the log, the error queue."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_core.automation import dry_runs
from crm_core.automation.checking import ProblemsError
from crm_core.automation.definitions import read_definition
from crm_core.automation.draft_changes import apply
from crm_core.automation.drafts import RuleDraft, as_definition, stored_draft
from crm_core.automation.drawing import Drawing
from crm_core.automation.forms import WrittenRule, read_form, staff, written_rule
from crm_core.automation.logs import (
    customer_url,
    reasons,
    who,
)
from crm_core.automation.models import AutomationSwitch, DryRun, Rule
from crm_core.automation.phrases import all_of_words, field_phrase
from crm_core.automation.registry import SHIPPED_RULES
from crm_core.automation.screens import (
    ADD,
    CHANGE,
    CONFLICT,
    PAGE,
    PAUSE,
    PRESS,
    REFRESH_SECONDS,
    UNPROCESSABLE,
    VIEW,
    heading,
    needs,
)
from crm_core.automation.sentences import (
    rule_sentence,
)
from crm_core.automation.services import (
    NotStartedError,
    StaleRuleError,
    delete_rule,
    press,
    save_rule,
    turn_off,
    turn_on,
)
from crm_core.automation.switch import pause_all, resume_all
from crm_core.automation.tasks import work_dry_runs
from crm_core.customers.access.rows import rows_visible_to, scope_of, seen_or_404
from shop.numbers import whole_number
from shop.transactions import after_commit
from shop.user.models import UserRequest


@needs(ADD)
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


@needs(CHANGE)
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


def _form(
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
    return render(request, template, context, status=status)


def _draft_sentence(written: WrittenRule) -> str:
    try:
        return rule_sentence(read_definition(as_definition(written.draft)[0]))
    except ValueError:
        return ""


@needs(CHANGE)
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


@needs([*VIEW, "automation.delete_rule"])
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


@needs(CHANGE)
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


@needs(CHANGE)
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
        "sees_all": scope_of(request.user).sees_all,  # how many were looked at is of all customers
        "sentence": rule_sentence(read_definition(row.definition)),
        "seen": matches.count(),
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
        labels = all_of_words([field_phrase(str(name)) for name in names])
        return _("As of today, since their past is not kept: %(fields)s.") % {"fields": labels}
    words = {
        "no-ends": _("Events that end the rule early, or are waited for, are not taken into account."),
        "consents": _("Consents to e-mails are as of today."),
        "button": _("A button was never pressed: this shows whose conditions hold today."),
        "bounded": _("There is more than this: only a part was looked at."),
    }
    return words.get(str(note.get("kind")), "")


@needs(PAUSE)
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


@needs(PRESS)
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
        why = pgettext("between reasons", "; ").join(reasons(error.failed, request.user)) or _(
            "the rule is off or paused"
        )
        messages.error(request, _("Nothing was started: %(why)s.") % {"why": why})
    else:
        messages.success(request, _("“%(rule)s” has been started.") % {"rule": rule.name})
    return redirect(reverse("customers:inspect", args=[found.pk]))


def switch_state() -> AutomationSwitch | None:
    """Return the switch where all rules are paused."""
    return AutomationSwitch.objects.select_related("paused_by").filter(paused_at__isnull=False).first()
