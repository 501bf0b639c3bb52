"""Writing segments, archiving them, and picking customers by hand."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from crm_core.automation.draft_changes import apply
from crm_core.automation.drawing import ConditionDrawing
from crm_core.customers.access.rows import visible_to
from personalization.segments.access import ADD, CHANGE, needs, seen_or_404
from personalization.segments.forms import (
    PickForm,
    WrittenSegment,
    check_rule,
    posted_segment,
    stored_segment,
)
from personalization.segments.models import Segment, SegmentPick
from personalization.segments.preview import Preview, preview
from personalization.segments.rules import offered_fields, rule_sentence
from personalization.segments.services import StaleSegmentError, pick, save_segment, set_active
from personalization.segments.tasks import recompute_segment
from shop.backoffice.languages import in_every_language
from shop.numbers import whole_number
from shop.transactions import after_commit
from shop.user.models import UserRequest

CONFLICT, UNPROCESSABLE = 409, 422


def heading(title: str, *, segment: Segment | None = None) -> dict[str, object]:
    """Give what Wagtail's page header shows."""
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("segments:index"), "label": _("Segments")},
    ]
    if segment is not None:
        items.append({"url": reverse("segments:inspect", args=[segment.pk]), "label": segment.name})
    items.append({"url": "", "label": title})
    return {"breadcrumbs_items": items, "header_title": title, "page_title": title, "header_icon": "group"}


@needs(ADD)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: UserRequest) -> HttpResponse:
    """Write a new segment."""
    if request.method == "POST":
        return _posted(request, None)
    written = stored_segment(None)
    apply(written.draft, "add-test:c")
    return _form(request, None, written)


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: UserRequest, pk: int) -> HttpResponse:
    """Change a segment; with another rule it is filled anew."""
    segment = seen_or_404(request.user, pk)
    if request.method == "POST":
        return _posted(request, segment)
    return _form(request, segment, stored_segment(segment))


def _posted(request: UserRequest, segment: Segment | None) -> HttpResponse:
    """Change the draft as a button says, ask who would be in, or save."""
    op = request.POST.get("op", "save")
    written = posted_segment(request.POST, segment)
    if op not in {"save", "preview"}:
        return _form(request, segment, written, place=apply(written.draft, op))
    check_rule(written, by=request.user, segment=segment)
    if op == "preview":
        found = preview(written.rule, user=request.user, segment=segment) if written.rule else None
        return _form(request, segment, written, found=found)
    if written.rule is None or not written.words.is_valid():
        return _form(request, segment, written, status=UNPROCESSABLE)
    try:
        held = _save(request, segment, written)
    except StaleSegmentError:
        return _form(request, segment, written, status=CONFLICT, is_stale=True)
    messages.success(request, _("Segment saved. Who is in it is being worked out."))
    return redirect("segments:inspect", held.pk)


@transaction.atomic
def _save(request: UserRequest, segment: Segment | None, written: WrittenSegment) -> Segment:
    words = {
        column: written.words.cleaned_data[column] for column in in_every_language("name", "description")
    }
    held = save_segment(
        segment,
        written.rule,  # type: ignore[arg-type]  # asked before
        words=words,
        kind=written.words.cleaned_data["kind"],
        by=request.user,
        seen_version=whole_number(request.POST.get("seen_version", "")) if segment else None,
    )
    after_commit(recompute_segment.delay, held.pk)
    return held


def _form(
    request: UserRequest,
    segment: Segment | None,
    written: WrittenSegment,
    *,
    status: int = 200,
    place: str = "",
    found: Preview | None = None,
    is_stale: bool = False,
) -> HttpResponse:
    current = Segment.objects.get(pk=segment.pk).version if segment else ""
    seen = request.POST.get("seen_version") if not is_stale else None
    drawing = ConditionDrawing(offered_fields(request.user), written.errors)
    context = {
        **heading(_("Change segment") if segment else _("New segment"), segment=segment),
        "segment": segment,
        "written": written,
        "conditions": drawing.group(written.draft.conditions, "c"),
        "errors": written.errors,
        "seen_version": seen or current,
        "is_stale": is_stale,
        "is_checked": status != 200 or is_stale,  # noqa: PLR2004
        "place": place,
        "found": found,
        "sentence": rule_sentence(written.rule) if written.rule and written.is_live else "",
    }
    is_part = request.headers.get("X-Requested-With") == "rule-form"
    template = "personalization/segments/form_body.html" if is_part else "personalization/segments/form.html"
    return render(request, template, context, status=status)


@needs(CHANGE)
@require_POST
def switch(request: UserRequest, pk: int) -> HttpResponse:
    """Archive a segment, or take it back into use."""
    segment = seen_or_404(request.user, pk)
    is_active = request.POST.get("active") == "1"
    with transaction.atomic():
        set_active(segment, is_active=is_active)
        if is_active:
            after_commit(recompute_segment.delay, segment.pk)
    if is_active:
        messages.success(request, _("The segment is in use again. Who is in it is being worked out."))
    else:
        messages.success(
            request, _("The segment is archived: nothing uses it, and nobody enters or leaves it.")
        )
    return redirect("segments:inspect", segment.pk)


@needs(CHANGE)
@require_POST
def pick_customers(request: UserRequest, pk: int) -> HttpResponse:
    """Put customers in or keep them out by hand, or leave one to the rule again."""
    segment = seen_or_404(request.user, pk)
    released = whole_number(request.POST.get("release", ""))
    if released is not None:
        customers = list(visible_to(request.user).filter(pk=released).values_list("pk", flat=True))
        pick(segment, customers, "", by=request.user)
        messages.success(request, _("The rule decides about this customer again."))
        return redirect("segments:inspect", segment.pk)
    form = PickForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, _("Choose at least one customer, and what to do."))
        return redirect("segments:inspect", segment.pk)
    changed = pick(segment, form.picked(), form.cleaned_data["choice"], by=request.user)
    if form.cleaned_data["choice"] == SegmentPick.Choice.IN:
        words = ngettext(
            "%(n)d customer put into the segment.", "%(n)d customers put into the segment.", changed
        )
    else:
        words = ngettext(
            "%(n)d customer kept out of the segment.", "%(n)d customers kept out of the segment.", changed
        )
    messages.success(request, words % {"n": changed})
    return redirect("segments:inspect", segment.pk)
