"""Custom fields in the back office: all of them, archiving one, changing the kind of one."""

from django.contrib import messages
from django.db.models import Count, F, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.ui.tables import BaseColumn, BooleanColumn, Column, NumberColumn, TitleColumn

from crm_core.custom_fields.forms import ConversionForm
from crm_core.custom_fields.models import CustomField
from crm_core.custom_fields.services import (
    CONVERTIBLE,
    Conversion,
    ConversionRefusedError,
    archive,
    convert,
    preview_conversion,
)
from shop.backoffice.access import View, require_permissions
from shop.backoffice.confirmation import is_confirmed
from shop.backoffice.listing import ListView
from shop.user.models import UserRequest

CHANGE = ["custom_fields.change_customfield"]


def changing(view: View) -> View:
    """Let in who may change custom fields."""
    return require_permissions(view, CHANGE)


class CustomFieldListView(ListView):
    """All fields in their order, archived ones last, with how many customers have each."""

    list_name = "custom-fields"
    default_ordering = "position"

    def all_columns(self) -> list[BaseColumn]:
        """Name them, say what they are, and lead to what is done seldom."""
        return [
            TitleColumn("label", label=_("Label"), get_url=self.get_edit_url),
            Column("code", label=_("Code")),
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("applies_to", label=_("Belongs to"), accessor="get_applies_to_display"),
            Column("section", label=_("Section")),
            BooleanColumn("is_required", label=_("Required")),
            NumberColumn("number", label=_("Customers")),
            NumberColumn("version", label=_("Version")),
            TitleColumn("more", label=_("Kind and archive"), accessor=_state, get_url=_more_url),
        ]

    def get_base_queryset(self) -> QuerySet[CustomField]:
        """Count customers in the same query."""
        return CustomField.objects.annotate(number=Count("values__customer", distinct=True))

    def order_queryset(self, queryset: QuerySet[CustomField]) -> QuerySet[CustomField]:
        """Archived ones stand last."""
        return queryset.order_by(F("archived_at").asc(nulls_first=True), "position", "pk")


def _state(field: CustomField) -> str:
    return _("Archived") if field.archived_at else _("Change kind or archive")


def _more_url(field: CustomField) -> str:
    """Return where a field's kind is changed and where it is archived."""
    return reverse("custom_field_more", args=[field.pk])


@changing
@require_http_methods(["GET", "HEAD", "POST"])
def more(request: UserRequest, pk: int) -> HttpResponse:
    """Try all values in another kind, and change it after a yes where every value can be."""
    field = get_object_or_404(CustomField, pk=pk)
    form = ConversionForm(request.POST or None, field=field)
    found: Conversion | None = None
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        if is_confirmed(request):
            try:
                done = convert(field, kind, by=request.user)
            except ConversionRefusedError:
                messages.error(request, _("Some values cannot be of that kind. Nothing has been changed."))
            else:
                words = ngettext("%(count)d value converted.", "%(count)d values converted.", done.good)
                messages.success(request, words % {"count": done.good})
                return redirect("custom_fields:index")
        found = preview_conversion(field, kind)
    title = field.label
    context = {
        "header_title": title,
        "page_title": _("Kind and archive"),
        "header_icon": "form",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("custom_fields:index"), "label": _("Custom fields")},
            {"url": "", "label": title},
        ],
        "field": field,
        "form": form if CONVERTIBLE[field.kind] else None,
        "found": found,
        "kind_label": dict(CustomField.Kind.choices).get(found.kind) if found else "",
        "versions": field.versions.select_related("by").order_by("-number")[:20],
    }
    status = 422 if form.errors else 200
    return render(request, "crm_core/custom_fields/more.html", context, status=status)


@changing
@require_POST
def toggle_archive(request: UserRequest, pk: int) -> HttpResponse:
    """Archive a field, or bring it back."""
    field = get_object_or_404(CustomField, pk=pk)
    is_archived = request.POST.get("archive") == "1"
    archive(field, is_archived=is_archived, by=request.user)
    words = _("The field has been archived; its values are kept.") if is_archived else _("The field is back.")
    messages.success(request, words)
    return redirect("custom_fields:index")
