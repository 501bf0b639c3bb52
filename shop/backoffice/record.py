"""The page of one record: figures above, panels in two columns, what happened, and what can be done.

    class CompanyViewSet(RecordViewSet):
        model = Company
        record_panels = PANELS                             # `shop.backoffice.panels`
        inspect_view_fields = ["vat_id", "created_at"]

is a list whose rows open that page. What depends on the record is a method of a `RecordView`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise, cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic import InspectView
from wagtail.admin.widgets.button import HeaderButton

from shop.backoffice.listing import BackOfficeViewSet
from shop.backoffice.panels import ACTIVITY, MAIN, SIDE, Panel, facts, panel_registry, rendered_panels
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class RecordFigure:
    """A number in the head of a page, written for a reader; `note` explains it, `url` leads to its rows.

    `tone` is "bad" where the number is: its note is then coloured, so the note says what is wrong.
    """

    label: str | Promise
    value: str
    note: str | Promise = ""
    url: str = ""
    tone: str = ""


def submit_button(label: str | Promise, *, name: str, value: str, classname: str = "") -> HeaderButton:
    """Return an action that changes something: it sends `name` with the page's `get_action_values`."""
    attrs = {"type": "submit", "form": "record-action", "name": name, "value": value}
    return HeaderButton(label, classname=classname, attrs=attrs)


R = TypeVar("R", bound=Model)


class RecordView(InspectView, Generic[R]):
    """One record. Whoever may see the model may see it; `get_queryset` says which of them this user may.

    `fields` are told in a panel of details, none: there is no such panel. `record_panels` is the registry of
    the others. `get_summary`, `get_figures` and `get_actions` return what stands above them.
    """

    # Wagtail declares these as None; a page says what they are.
    model: Any
    index_url_name: Any
    request: HttpRequest

    any_permission_required: Any = ["view"]
    page_title: Any
    template_name: Any = "backoffice/record.html"
    record_panels: Registry[Panel[Any]] = panel_registry("panel")

    def get_queryset(self) -> QuerySet[R]:
        """List the records that this user may open; others answer 404."""
        records: QuerySet[R] = self.model._default_manager.all()
        return records

    def get_object(self, queryset: QuerySet[R] | None = None) -> R:
        """Find the record among those."""
        return get_object_or_404(self.get_queryset() if queryset is None else queryset, pk=self.pk)

    def get_fields(self) -> list[str]:
        """Tell what was named and nothing else."""
        return [name for name in self.fields or [] if name not in self.fields_exclude]

    def get_summary(self) -> Sequence[object]:
        """Say in a few words what the record is; they stand on one line."""
        return ()

    def get_figures(self) -> Sequence[RecordFigure]:
        """Return the figures for this user."""
        return ()

    def get_actions(self) -> Sequence[HeaderButton]:
        """Return the buttons for this user, the usual one first: to edit the record."""
        url = self.get_edit_url()
        return [HeaderButton(_("Edit"), url=url, icon_name="edit")] if url else []

    def get_action_values(self) -> Mapping[str, str]:
        """Return the hidden values that each `submit_button` sends along."""
        return {}

    def get_panel_values(self) -> Mapping[str, object]:
        """Return what this page hands to its panels, in place of their own values of the same name."""
        return {}

    def get_title(self) -> str:
        """Name the record as its page and the way to it do."""
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        """Lead back to the list."""
        plural = capfirst(self.model._meta.verbose_name_plural)
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": plural},
            {"url": "", "label": self.get_title()},
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:  # type: ignore[override]
        """Show the actions in the head, where they stay in reach, the usual one first."""
        buttons = list(self.get_actions())
        for place, button in enumerate(buttons):
            button.priority = place
        return buttons

    @cached_property
    def header_more_buttons(self) -> list[object]:  # type: ignore[override]
        """Hide nothing in a menu: deleting stands on the edit page."""
        return []

    def get_details(self) -> dict[str, object] | None:
        """Return the named fields as (label, value) pairs."""
        return facts((field["label"], _told(field["value"])) for field in self.get_fields_context())

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Give the template the record, what stands above, and the panels of each area."""
        values = self.get_panel_values()
        areas = {
            f"{area}_area": rendered_panels(
                self.record_panels,
                self.object,
                self.request.user,
                area=area,
                request=self.request,
                values=values,
            )
            for area in (MAIN, ACTIVITY, SIDE)
        }
        return super().get_context_data(
            record=self.object,
            title=self.get_title(),
            action_values=self.get_action_values(),
            summary=self.get_summary(),
            figures=self.get_figures(),
            details=self.get_details(),
            **areas,
            **kwargs,
        )


def _told(value: object) -> object:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return value.render_html() if isinstance(value, Component) else value


class ActiveRecordView(RecordView):
    """A record page whose panels have forms: a POST names by `action_field` one of `record_actions`.

    Whoever lacks `action_permission` is refused; an action may ask for more. An action is a method of that
    name that takes the request and returns an answer: `reload_page`, or `show_again` with the forms that were
    refused, which the panels then show.
    """

    action_field = "action"
    action_permission = ""
    record_actions: Sequence[str] = ()
    refused: Mapping[str, object] = {}

    def may_act(self) -> bool:
        """Say whether this user may send anything; without a permission nobody may."""
        return bool(self.action_permission) and self.request.user.has_perm(self.action_permission)

    def record_url(self) -> str:
        """Return where this page is."""
        return self.request.path

    def get_panel_values(self) -> Mapping[str, object]:
        """Hand the panels the forms that were refused."""
        return self.refused

    def post(self, request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
        """Do what a form of the page asks for; what is no action is told and changes nothing."""
        action = request.POST.get(self.action_field, "")
        if not self.may_act():
            raise PermissionDenied
        if action not in self.record_actions:
            return self.reload_page(error=_("This page has no such action."))
        answer: HttpResponse = getattr(self, action)(request)
        return answer

    def show_again(self, *, status: int = 422, **forms: object) -> HttpResponse:
        """Show the page with forms that were refused, so that nothing typed is lost."""
        self.refused = forms
        return self.render_to_response(self.get_context_data(), status=status)

    def reload_page(self, *, fragment: str = "", error: str = "") -> HttpResponse:
        """Lead back to the page, with what went wrong."""
        if error:
            messages.error(self.request, error)
        return redirect(self.record_url() + (f"#{fragment}" if fragment else ""))


class RecordViewSet(BackOfficeViewSet):
    """A list (`index_view_class`, a `ListView`) whose rows open the page of the record, at `<pk>/`."""

    name: Any  # None in Wagtail
    record_panels: Registry[Panel[Any]] = panel_registry("panel")
    inspect_view_enabled = True
    inspect_view_class: Any = RecordView

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Have the first column lead to the record's page."""
        view_kwargs: dict[str, object] = super().get_index_view_kwargs(opens_record=True, **kwargs)
        return view_kwargs

    def get_inspect_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Hand the panels on."""
        view_kwargs: dict[str, object] = super().get_inspect_view_kwargs(
            record_panels=self.record_panels, **kwargs
        )
        return view_kwargs

    def get_urlpatterns(self) -> list[URLPattern]:
        """Give the page the shortest address."""
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name != "inspect"]
        return [*patterns, path("<int:pk>/", self.inspect_view, name="inspect")]
