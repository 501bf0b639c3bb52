"""Changing one field of a row where it stands in a list, without opening its form.

    InlineColumn("owner", label=_("Owner"), get_url=cell_url)
    path("things/<int:pk>/cell/<slug:field>/", ThingCellView.as_view(), name="thing_cell")

The cell's button leads to a form of that one field: in the cell where scripts run, else on a page of its own.
It merges as every form does: what somebody else saved meanwhile is shown beside what was typed (409).
"""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms.models import modelform_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.log_actions import log

from shop.backoffice.abstract_views import AbstractView
from shop.backoffice.access import renders_forbidden
from shop.backoffice.edits.forms import BASE, merging_form
from shop.backoffice.edits.views import CONFLICT, lock_row

INVALID = 422


class InlineColumn(Column):
    """A column whose cells are changed in place by who may; `get_url(row)` is "" for who may not.

    `get_name` calls a row by what the user may see of it.
    """

    def __init__(
        self, name: str, *, get_url: Callable[[Any], str], get_name: Callable[[Any], str] = str, **kwargs: Any
    ) -> None:
        super().__init__(name, **kwargs)
        self.get_url, self.get_name = get_url, get_name

    def render_cell_html(self, instance: Model, parent_context: Mapping[str, object]) -> SafeString:
        """Write the value, and the button of who may change it; a template for each cell would take long."""
        value = self.get_value(instance)
        shown = format_html("<span data-inline-value>{}</span>", "" if value is None else value)
        url = self.get_url(instance)
        if not url:
            return format_html("<td>{}</td>", shown)
        words = _("Change %(field)s of %(row)s") % {"field": self.label, "row": self.get_name(instance)}
        return format_html(
            '<td class="inline-cell"><span class="inline-pair">{}'
            '<a class="inline-edit" href="{}" data-inline-edit aria-label="{}">'
            '<span aria-hidden="true">✎</span></a></span></td>',
            shown,
            url,
            words,
        )


class InlineView(AbstractView, View):
    """One field of one row: a GET shows its form, a POST saves it and answers with what the cell shows."""

    form_class: ClassVar[type[forms.ModelForm]]
    fields: ClassVar[tuple[str, ...]]
    permission: ClassVar[str]
    list_url: ClassVar[str | Promise]

    @abstractmethod
    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Return the rows that the user sees; others answer 404."""

    @abstractmethod
    def may_change(self, request: HttpRequest, field: str) -> bool:
        """Say whether the user may write this field."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Refuse who may not before anything is read."""
        return renders_forbidden(self._dispatch)(request, *args, **kwargs)

    def _dispatch(self, request: HttpRequest, pk: int, field: str) -> HttpResponse:
        if field not in self.fields:
            raise Http404
        if not request.user.has_perm(self.permission) or not self.may_change(request, field):
            raise PermissionDenied
        return cast("HttpResponse", super().dispatch(request, pk, field))

    def get(self, request: HttpRequest, pk: int, field: str) -> HttpResponse:
        """Show the form of the field."""
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        return self._form_page(request, row, self._form(request, row, field))

    def post(self, request: HttpRequest, pk: int, field: str) -> HttpResponse:
        """Save the field under the row's lock, or say what is wrong or who changed it."""
        with transaction.atomic():
            lock_row(get_object_or_404(self.get_queryset(request), pk=pk))
            row = get_object_or_404(self.get_queryset(request), pk=pk)
            form = self._form(request, row, field)
            if form.is_valid():
                if form.has_changed():
                    form.save()
                    log(instance=row, action="wagtail.edit", user=request.user, content_changed=True)
                saved = self.get_queryset(request).filter(pk=pk).first()
                return self._done(request, saved, field)
        status = CONFLICT if getattr(form, "conflicts", None) else INVALID
        return self._form_page(request, row, form, status=status)

    def _form(self, request: HttpRequest, row: Model, field: str) -> Any:
        single = modelform_factory(type(row), form=self.form_class, fields=[field])
        data = request.POST if request.method == "POST" else None
        form = merging_form(single)(data, instance=row, **self.form_kwargs(request))
        for name in set(form.fields) - {field, BASE}:
            del form.fields[name]
        form.held = {name: text for name, text in form.held.items() if name == field}
        return form

    def get_name(self, request: HttpRequest, row: Model) -> str:
        """Call a row by what the user may see of it."""
        return str(row)

    def form_kwargs(self, request: HttpRequest) -> dict[str, object]:
        """Return what the form needs beside the row."""
        return {}

    def _is_part(self, request: HttpRequest) -> bool:
        return request.headers.get("X-Requested-With") == "fetch"

    def _form_page(
        self, request: HttpRequest, row: Model, form: forms.BaseForm, status: int = 200
    ) -> HttpResponse:
        name = "backoffice/inline/form.html" if self._is_part(request) else "backoffice/inline/page.html"
        back = get_valid_next_url_from_request(request) or str(self.list_url)
        return render(
            request,
            name,
            {"form": form, "name": self.get_name(request, row), "back_url": back},
            status=status,
        )

    def _done(self, request: HttpRequest, row: Model | None, field: str) -> HttpResponse:
        """Answer with the text of the cell; a row that is not seen any more has none."""
        if not self._is_part(request):
            return redirect(get_valid_next_url_from_request(request) or str(self.list_url))
        display = getattr(row, f"get_{field}_display", None)
        value = "" if row is None else display() if display else getattr(row, field)
        return render(request, "backoffice/inline/value.html", {"value": value})
