"""The back office's list of what visitors wrote."""

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from content.models import FormEntry
from shop.backoffice.listing import ListView
from shop.numbers import whole_number

FIXED = ["sent_at", "form", "language", "email", "consent_text"]


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
    }

    @cached_property
    def columns(self) -> list[Column]:
        """Who wrote, into which form, when, and the first words."""
        return [
            TitleColumn("form", label=_("Form"), accessor="form.title", get_url=entry_url),
            Column("email", label=_("E-mail address"), sort_key="email"),
            Column("summary", label=_("Answers")),
            DateColumn("sent_at", label=_("Sent"), sort_key="sent_at"),
        ]

    def get_base_queryset(self) -> QuerySet[FormEntry]:
        """Load the forms with the entries."""
        return FormEntry.objects.select_related("form")

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
        row["form"] = item.form.title
        if self.questions:
            return row | {f"answer:{name}": str(item.answers.get(name, "")) for name in self.questions}
        return row | {"told": "\n".join(f"{label}: {answer}" for label, answer in item.told)}


def entry_url(entry: FormEntry) -> str:
    """Return where an entry is read."""
    return reverse("form_entries:inspect", args=[entry.pk])
