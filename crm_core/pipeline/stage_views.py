"""The form of a pipeline with its stages, and the page that removes a stage."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.forms.models import BaseInlineFormSet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import log

from crm_core.pipeline.errors import DealError
from crm_core.pipeline.models import Deal, Pipeline, Stage
from crm_core.pipeline.stage_forms import (
    FIRST_ROWS,
    NEW_STAGE_ROWS,
    STAGE_ROWS,
    STAGES,
    PipelineForm,
    StageForm,
    StageRemovalForm,
)
from crm_core.pipeline.stage_services import remove_stage
from crm_core.pipeline.stages import stages_of
from shop.backoffice.access import View, require_permissions
from shop.backoffice.edits.forms import merged_forms, merging_form, merging_formset
from shop.backoffice.edits.views import CONFLICT, locked, report_merge
from shop.backoffice.form_sections import bind_sections, problems_of
from shop.user.models import User, UserRequest

UNPROCESSABLE = 422
VIEW, ADD, CHANGE = (f"pipeline.{action}_pipeline" for action in ("view", "add", "change"))


def _doing(view: View, right: str) -> View:
    return require_permissions(view, [VIEW, right])


class PipelineEdit:
    """The form and the rows of stages, bound to what was sent or not."""

    def __init__(self, pipeline: Pipeline, data: QueryDict | None, *, user: User) -> None:
        is_new = pipeline.pk is None
        form_class = PipelineForm if is_new else merging_form(PipelineForm)
        self.form = form_class(data, instance=pipeline, for_user=user)
        rows = NEW_STAGE_ROWS if is_new else merging_formset(STAGE_ROWS)
        stages = Stage.objects.none() if is_new else stages_of(pipeline)
        first = [dict(row) for row in FIRST_ROWS] if is_new else None
        self.rows: BaseInlineFormSet[Stage, Pipeline, StageForm] = rows(
            data, instance=pipeline, prefix=STAGES, queryset=stages, initial=first
        )
        if is_new and data is not None:
            for row in self.rows.forms:
                # A row that was left as a new page showed it is a stage, too.
                row.empty_permitted = not data.get(row.add_prefix("name"))

    def is_valid(self) -> bool:
        """Check everything, so that all that is wrong is said at once."""
        return all([self.form.is_valid(), self.rows.is_valid()])

    def has_conflicts(self) -> bool:
        """Say whether somebody else changed what was changed here."""
        return any(each.conflicts for each in merged_forms(self.form, self.rows))

    def save(self) -> Pipeline:
        """Write the pipeline, then its stages; rows that were left as a new page showed them, too."""
        pipeline: Pipeline = self.form.save()
        self.rows.instance = pipeline
        for row in self.rows.forms:
            if row.cleaned_data.get("name") and (row.has_changed() or row.instance.pk is None):
                row.instance.pipeline = pipeline
                row.save()
        return pipeline


def _change(request: UserRequest, pipeline: Pipeline) -> HttpResponse:
    if request.method != "POST":
        return _page(request, PipelineEdit(pipeline, None, user=request.user))
    try:
        with locked(pipeline) as held:
            edited = PipelineEdit(held, request.POST, user=request.user)
            is_saved = edited.is_valid()
            if is_saved:
                with transaction.atomic():
                    edited.save()
    except IntegrityError:
        is_saved = False
        edited.form.add_error(None, _("Two stages have the same name, or somebody added one like yours."))
    if not is_saved:
        return _page(request, edited, status=CONFLICT if edited.has_conflicts() else UNPROCESSABLE)
    report_merge(request, edited.form, edited.rows)
    log(instance=edited.form.instance, action="wagtail.edit", user=request.user)
    messages.success(request, _("The pipeline has been saved."))
    return redirect("deal_pipelines:edit", edited.form.instance.pk)


def _page(request: UserRequest, edited: PipelineEdit, *, status: int = 200) -> HttpResponse:
    pipeline = edited.form.instance
    title = str(pipeline) if pipeline.pk else _("New pipeline")
    context = {
        "header_title": title,
        "page_title": title,
        "header_icon": "list-ol",
        "breadcrumbs_items": _way(title),
        "pipeline": pipeline,
        "form": edited.form,
        "formset": edited.rows,
        "problems": problems_of(edited.form, edited.rows),
        "sections": bind_sections(edited.form, edited.rows),
        "media": edited.form.media + edited.rows.media,
    }
    return render(request, "crm_core/pipeline/pipeline_form.html", context, status=status)


def _way(title: str) -> list[dict[str, str]]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("deal_pipelines:index"), "label": _("Pipelines")},
        {"url": "", "label": title},
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def _add(request: UserRequest) -> HttpResponse:
    """Make a pipeline with its stages."""
    return _change(request, Pipeline())


@require_http_methods(["GET", "HEAD", "POST"])
def _edit(request: UserRequest, pk: int) -> HttpResponse:
    """Change a pipeline, its stages and its rules; what two people change is merged."""
    return _change(request, get_object_or_404(Pipeline, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def _remove(request: UserRequest, pk: int) -> HttpResponse:
    """Ask where the deals of a stage go, and remove it."""
    stage = get_object_or_404(Stage.objects.select_related("pipeline"), pk=pk, removed_at=None)
    back = reverse("deal_pipelines:edit", args=[stage.pipeline_id])
    if not stage.is_open:
        messages.error(request, _("The stages of what is won and lost stay."))
        return redirect(back)
    form = StageRemovalForm(request.POST if request.method == "POST" else None, stage=stage)
    if form.is_valid():
        try:
            number = remove_stage(stage, to=form.cleaned_data["to"], by=request.user)
        except DealError as error:
            form.add_error(None, str(error))
        else:
            log(instance=stage.pipeline, action="wagtail.edit", user=request.user)
            words = ngettext(
                "The stage was removed and %(n)d deal moved.",
                "The stage was removed and %(n)d deals moved.",
                number,
            )
            messages.success(request, words % {"n": number})
            return redirect(back)
    title = _("Remove the stage “%(stage)s”") % {"stage": stage}
    context = {
        "header_title": title,
        "header_icon": "bin",
        "breadcrumbs_items": _way(title),
        "form": form,
        "yes_label": _("Remove stage"),
        "back": back,
        "number": Deal.objects.filter(stage=stage).count(),
    }
    status = UNPROCESSABLE if form.errors else HttpResponse.status_code
    return render(request, "crm_core/pipeline/question.html", context, status=status)


add, edit, remove = _doing(_add, ADD), _doing(_edit, CHANGE), _doing(_remove, CHANGE)
