"""The back office's list of what visitors wrote."""

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.admin.widgets.button import HeaderButton

from content.entry_forms import EntryWorkForm, ReplyForm
from content.entry_panels import CHANGE, entry_url
from content.models import FormEntry
from content.services import reply_to_entry
from shop.backoffice.edits.forms import merging_form
from shop.backoffice.edits.views import CONFLICT, locked, report_merge
from shop.backoffice.listing import ListView
from shop.backoffice.record import ActiveRecordView
from shop.numbers import whole_number
from shop.user.models import User

FIXED = ["sent_at", "form", "language", "email", "consent_text", "state"]
TONES = {"open": "warn", "in_progress": "glaze", "done": "good"}
UNPROCESSABLE = 422
NOBODY = _("No e-mail address was given, so there is nobody to reply to.")


class EntryFilterSet(WagtailFilterSet):
    """How far it is, whose it is, and into which form it was written when."""

    state = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=FormEntry.State.choices, widget=forms.CheckboxSelectMultiple
    )
    assignee = django_filters.ModelMultipleChoiceFilter(
        label=_("Assignee"),
        queryset=lambda _request: User.objects.filter(is_staff=True, is_active=True),
        widget=forms.CheckboxSelectMultiple,
    )
    unassigned = django_filters.BooleanFilter(
        label=_("Unassigned"), field_name="assignee", lookup_expr="isnull", widget=BooleanRadioSelect
    )
    sent_at = django_filters.DateFromToRangeFilter(label=_("Sent"), widget=DateRangePickerWidget)

    class Meta:
        model = FormEntry
        fields = ["form", "language"]


class EntryListView(ListView):
    """Every entry, the latest first; narrowed to one form, the export has a column per question."""

    search_fields = ["email", "form__title", "answers"]
    default_ordering = "-sent_at"
    export_permission = "content.export_formentry"
    export_headings = {
        "sent_at": _("Sent"),
        "form": _("Form"),
        "language": _("Language"),
        "email": _("E-mail address"),
        "consent_text": _("Consent text"),
        "summary": _("Answers"),
        "state": _("Status"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        """Who wrote, into which form, when, the first words, and who looks after it."""
        return [
            TitleColumn("form", label=_("Form"), accessor="form.title", get_url=entry_url),
            Column("state", label=_("Status"), accessor="get_state_display", sort_key="state"),
            Column("email", label=_("E-mail address"), sort_key="email"),
            Column("summary", label=_("Answers")),
            Column("assignee", label=_("Assignee")),
            DateColumn("sent_at", label=_("Sent"), sort_key="sent_at"),
        ]

    def get_base_queryset(self) -> QuerySet[FormEntry]:
        """Load the forms and assignees with the entries."""
        return FormEntry.objects.select_related("form", "assignee")

    @cached_property
    def questions(self) -> dict[str, str]:
        """Return the questions of the form that the list is narrowed to: name -> words; else none."""
        wanted = whole_number(self.request.GET.get("form", ""))
        if wanted is None:
            return {}
        latest = FormEntry.objects.filter(form=wanted).order_by("sent_at")
        found: dict[str, str] = {}
        for labels in latest.values_list("labels", flat=True).iterator():
            found |= labels
        return found

    @property
    def list_export(self) -> list[str]:
        """Name the columns: fixed ones, then the questions of the chosen form or all answers in one."""
        asked = [f"answer:{name}" for name in self.questions]
        return [*FIXED, *(asked or ["told"])]

    def get_heading(self, queryset: QuerySet[Model], field: str) -> str:
        """Head a question's column with its words."""
        if field.startswith("answer:"):
            return self.questions[field.removeprefix("answer:")]
        return super().get_heading(queryset, "summary" if field == "told" else field)

    def to_row_dict(self, item: FormEntry) -> dict[str, object]:
        """Return one entry as a row."""
        row: dict[str, object] = {name: getattr(item, name) for name in FIXED}
        row |= {"form": item.form.title, "state": item.get_state_display()}
        if self.questions:
            return row | {f"answer:{name}": str(item.answers.get(name, "")) for name in self.questions}
        return row | {"told": "\n".join(f"{label}: {answer}" for label, answer in item.told)}


class EntryPageView(ActiveRecordView):
    """One entry: what was written, what was answered, and how far somebody has come with it."""

    template_name = "content/backoffice/entry_page.html"
    action_permission = CHANGE
    record_actions = ("save_work", "send_reply")

    def get_queryset(self) -> QuerySet[FormEntry]:
        """Load what the page shows of the entry itself."""
        return FormEntry.objects.select_related("form__locale", "page", "assignee", "customer", "order")

    def get_actions(self) -> list[HeaderButton]:
        """Offer deleting to those who may; what a visitor wrote is not edited."""
        url = self.get_delete_url()
        return [HeaderButton(_("Delete"), url=url, icon_name="bin")] if url else []

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add the tone of the state."""
        return super().get_context_data(state_tone=TONES[self.object.state], **kwargs)

    def save_work(self, request: HttpRequest) -> HttpResponse:
        """Keep state, assignee and links; of two who save, none overwrites the other."""
        with locked(self.object) as held:
            form = merging_form(EntryWorkForm)(request.POST, instance=held, user=request.user)
            is_kept = form.is_valid()
            if is_kept:
                form.save()
        if not is_kept:
            self.object = self.get_object()
            return self.show_again(work_form=form, status=CONFLICT if form.conflicts else UNPROCESSABLE)
        report_merge(request, form)
        messages.success(request, _("Saved."))
        return self.reload_page()

    def send_reply(self, request: HttpRequest) -> HttpResponse:
        """Answer by mail, once however often it is sent."""
        form = ReplyForm(request.POST)
        if not self.object.email:
            return self.reload_page(error=str(NOBODY))
        if not form.is_valid():
            return self.show_again(reply_form=form)
        closes = request.POST.get("closes") == "1"
        by: Any = request.user
        reply_to_entry(self.object, by=by, closes=closes, **form.cleaned_data)
        words = _("The reply to %(address)s is in the outbox.")
        messages.success(request, words % {"address": self.object.email})
        return self.reload_page(fragment="panel-replies")
