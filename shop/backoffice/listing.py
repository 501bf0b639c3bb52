"""Lists of the back office that stay quick whatever they list."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import IO, Any, cast

from django.contrib import messages
from django.contrib.auth import get_permission_codename
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import transaction
from django.db.models import BooleanField, Model, ProtectedError, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from oscar.apps.address.models import Country
from wagtail.admin.ui.tables import BaseColumn, BooleanColumn, BulkActionsCheckboxColumn, Column, TitleColumn
from wagtail.admin.views.generic import DeleteView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from shop.backoffice.access import View, renders_forbidden
from shop.backoffice.columns import CountryColumn
from shop.backoffice.edits.views import MergingView
from shop.backoffice.keyset import CAP, KeysetPaginator, SortKey
from shop.backoffice.lists.bar import ListBar, StandardView, is_fixed
from shop.backoffice.lists.exported import Rows
from shop.backoffice.lists.queries import normalised
from shop.backoffice.lists.registry import LISTS, RegisteredList
from shop.backoffice.paginator import CappedPaginator
from shop.backoffice.queries import KEY_LIMIT
from shop.backoffice.row_limits import limited, require_visible
from shop.backoffice.signals import list_exported
from shop.backoffice.tables import ListTable
from shop.spreadsheets.exports import csv_lines

ROW_ACTIONS = ("view", "add", "change", "delete")


@dataclass(frozen=True, kw_only=True)
class ListTab:
    """Another way to look at what a list shows; search and filters go along."""

    label: str | Promise
    url_name: str


class ListView(IndexView):
    """Wagtail's list with a bounded count, kept views, chosen columns and a safe export.

    `list_name` is the name under which the list is registered (`lists.registry`); with it, users
    keep views and choose among `all_columns`; those in `optional_columns` are shown only if chosen.
    `export_permission` names the right to export; without it neither the buttons nor the files are
    there. `bulk_permission` names the right to change several rows at once: who has it gets boxes
    to tick and the actions registered for the model. With `opens_record` the first column leads to the
    record's page instead of its form. `tabs` are other ways to look at the same rows, such as a board,
    `standard_views` selections that everybody gets beside those they keep.
    `keyset` names the orders in which a very large list is read page behind page (`keyset`).
    With `has_inline_cells` some columns are changed in place (`inline`).
    """

    # Wagtail declares these as None; a list says what they are.
    model: Any
    page_title: Any
    index_url_name: Any
    index_results_url_name: Any
    is_searchable: Any
    search_fields: Any
    filterset_class: Any
    default_ordering: Any
    verbose_name_plural: str | Promise

    paginator_class = CappedPaginator
    template_name: Any = "backoffice/list.html"
    results_template_name = "backoffice/list_results.html"
    table_class: Any = ListTable
    table_classname: Any = "listing backoffice-list"
    any_permission_required: Any = ["view"]
    export_permission = ""
    list_name = ""
    optional_columns: frozenset[str] = frozenset()
    bulk_permission = ""
    opens_record = False
    keeps_columns = True
    tabs: Sequence[ListTab] = ()
    standard_views: Sequence[StandardView] = ()
    keyset: Sequence[SortKey] = ()
    has_inline_cells = False

    @cached_property
    def sort_key(self) -> SortKey | None:
        """The key of `keyset` by which the list is sorted now, if any."""
        name = str(self.ordering or "").lstrip("-")
        return next((key for key in self.keyset if key.field == name), None)

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Sort as the pages do, so that an export has the same order."""
        if self.sort_key is None:
            return cast("QuerySet", super().order_queryset(queryset))
        return self.sort_key.sorted(queryset, descending=self.ordering.startswith("-"))

    def get_paginator(self, *args: Any, **kwargs: Any) -> Any:
        """Go on behind a row where the list says so (`keyset`)."""
        if not self.keyset:
            return super().get_paginator(*args, **kwargs)
        descending, cap = str(self.ordering or "").startswith("-"), KEY_LIMIT if self.is_searching else CAP
        return KeysetPaginator(*args, key=self.sort_key, descending=descending, cap=cap, **kwargs)

    @property
    def tab_links(self) -> list[dict[str, object]]:
        """The tabs with their addresses, of which the current one is marked."""
        kept = normalised(self.request.GET.urlencode())
        return [
            {
                "label": tab.label,
                "url": reverse(tab.url_name) + (f"?{kept}" if kept else ""),
                "is_current": tab.url_name == self.index_url_name,
            }
            for tab in self.tabs
        ]

    @cached_property
    def bar(self) -> ListBar | None:
        """What the user keeps of this list; None where the list keeps nothing."""
        if not self.list_name:
            return None
        query = self.request.GET.urlencode()
        return ListBar(
            self.list_name,
            user=self.request.user,
            query=query,
            url=self.index_url,
            standard_views=self.standard_views,
        )

    @property
    def has_bulk_actions(self) -> bool:
        """Say whether this user may change several rows at once."""
        return bool(self.bulk_permission) and self.request.user.has_perm(self.bulk_permission)

    def all_columns(self) -> list[BaseColumn]:
        """List every column that this user may see, the first naming the row."""
        return list(super().columns)

    @cached_property
    def columns(self) -> list[BaseColumn]:  # type: ignore[override]
        """Leave the columns that the user wants, with boxes to tick where there are actions."""
        columns = self.all_columns()
        if self.has_bulk_actions:
            boxes = BulkActionsCheckboxColumn("bulk_actions", obj_type=self.model._meta.model_name)
            columns.insert(0, boxes)
        bar = self.bar
        if bar is None:
            return columns
        return [
            column
            for column in columns
            if is_fixed(columns, column) or bar.is_shown(column, self.optional_columns)
        ]

    @property
    def column_choices(self) -> list[dict[str, object]]:
        """Every column that can be shown or left out, and whether it is shown."""
        columns, bar = self.all_columns(), self.bar
        return [
            {
                "name": column.name,
                "label": column.label,
                "shown": bar is not None and bar.is_shown(column, self.optional_columns),
            }
            for column in columns
            if not is_fixed(columns, column)
        ]

    @cached_property
    def show_export_buttons(self) -> bool:
        """Show the buttons to those who may use them."""
        return bool(self.list_export) and self._may_export()

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Refuse an export that was asked for by its address."""
        if self.is_export and not self._may_export():
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if self.is_export and response.status_code == HTTPStatus.OK:
            list_exported.send(
                type(self),
                model=self.model,
                user=request.user,
                name=self.list_name or self.model._meta.model_name,
                columns=[str(name) for name in self.list_export],
            )
        return response

    def record_column(self, name: str, *, label: Promise | str, **kwargs: Any) -> Column:
        """Return a first column that leads to the record's page and carries the row's buttons."""
        model = self.model._meta.model_name
        with_buttons = self._get_title_column_class(TitleColumn)
        return cast(
            "Column",
            with_buttons(
                name,
                label=label,
                get_url=self.get_inspect_url,
                get_title_id=lambda row: f"{model}_{row.pk}_title",
                **kwargs,
            ),
        )

    def _get_custom_column(
        self, field_name: str, column_class: type[Column] = Column, **kwargs: object
    ) -> Column:
        """Show yes and no as signs instead of the words of a program, countries in the reader's language."""
        if column_class is Column:
            column_class = self._column_class(field_name)
        return super()._get_custom_column(field_name, column_class, **kwargs)

    def _get_title_column(
        self, field_name: str, column_class: type[Column] = TitleColumn, **kwargs: object
    ) -> Column:
        """Lead to the record's page where there is one."""
        if not self.opens_record:
            return super()._get_title_column(field_name, column_class, **kwargs)
        with_buttons = self._get_title_column_class(column_class)
        return self._get_custom_column(field_name, with_buttons, get_url=self.get_inspect_url, **kwargs)

    def _column_class(self, field_name: str) -> type[Column]:
        try:
            field = self.model._meta.get_field(field_name)
        except FieldDoesNotExist:
            return Column
        if isinstance(field, BooleanField):
            return BooleanColumn
        return CountryColumn if field.related_model is Country else Column

    def get_queryset(self) -> QuerySet:
        """Leave, of what there is, the rows that this user may see before anything is looked for in them."""
        rows = self.order_queryset(limited(self.request.user, self.get_base_queryset()))
        found: QuerySet = self.search_queryset(self.filter_queryset(rows))
        return found

    def complete(self, rows: Sequence[object]) -> Iterable[object]:
        """Give the rows of a page, or of a slice of an export, what their columns need beside the row."""
        return rows

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Complete the rows of the page, which alone are shown."""
        paginator, page, rows, has_others = super().paginate_queryset(queryset, page_size)
        self.complete(rows)
        return paginator, page, rows, has_others

    def _may_export(self) -> bool:
        return not self.export_permission or self.request.user.has_perm(self.export_permission)

    def export_rows(self, queryset: QuerySet) -> Rows:
        """Return what an export writes, a row for each record; a list may write more than one."""
        return Rows(queryset, self.complete)

    def stream_csv(self, queryset: QuerySet) -> Iterator[str]:
        """Read the rows in slices, so that an export of everything needs no more memory."""
        return csv_lines(self, queryset, self.export_rows(queryset))

    def write_xlsx(self, queryset: QuerySet, output: IO[bytes]) -> None:
        """Read the rows in slices, as for CSV."""
        super().write_xlsx(self.export_rows(queryset), output)


class MergingEditView(MergingView, EditView):
    """Wagtail's form of an object; two people who save it lose nothing of each other's."""


class KeepingDeleteView(DeleteView):
    """Wagtail's question before something is deleted; what other records need stays, and is said to."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Delete it, or say why not."""
        try:
            with transaction.atomic():
                return cast("HttpResponse", super().form_valid(form))
        except ProtectedError:
            messages.error(
                self.request, _("“%(object)s” is in use and cannot be deleted.") % {"object": self.object}
            )
            return redirect(self.get_success_url())


class BackOfficeViewSet(ModelViewSet):
    """Wagtail's set of views for a model, answering 403, not 302; edits at once are merged.

    `list_name` lets users keep views and columns of the list, as that of a `ListView` does; the list is
    registered under it for who may view the model. `own_policy` says who may do what here, where the model
    has a registered policy already, as Wagtail's users have: Wagtail would ask that one.
    """

    # Wagtail declares these as None; a set says what they are.
    model: type[Model]
    name: Any

    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    index_view_class = ListView
    edit_view_class = MergingEditView
    delete_view_class = KeepingDeleteView
    list_name = ""
    own_policy: ModelPermissionPolicy | None = None

    def on_register(self) -> None:
        """Let the list keep views and columns."""
        super().on_register()
        if self.list_name:
            right = f"{self.model._meta.app_label}.{get_permission_codename('view', self.model._meta)}"
            url_name = self.get_url_name("index")
            LISTS.register(RegisteredList(name=self.list_name, permission=right, url_name=url_name))

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Hand the name of the list on."""
        if self.list_name:
            kwargs["list_name"] = self.list_name
        view_kwargs: dict[str, object] = super().get_index_view_kwargs(**kwargs)
        return view_kwargs

    def construct_view(self, view_class: type, **kwargs: object) -> View:
        """Wrap each view so that a refusal is a refusal, and a row that is not seen is not there."""
        if self.own_policy is not None and hasattr(view_class, "permission_policy"):
            kwargs["permission_policy"] = self.own_policy
        return renders_forbidden(self._limited(super().construct_view(view_class, **kwargs)))

    def _limited(self, view: View) -> View:
        """Look for the row of an address among those that the user may see; who may not enter is told so."""

        @wraps(view)
        def checked(request: HttpRequest, *args: object, **url: object) -> HttpResponse:
            policy = self.own_policy or self.permission_policy
            if "pk" in url and policy.user_has_any_permission(request.user, ROW_ACTIONS):
                require_visible(request.user, self.model, url["pk"])
            return view(request, *args, **url)

        return checked
