"""The bar above a list: its views, its columns, its export."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from wagtail.admin.ui.tables import BaseColumn, BulkActionsCheckboxColumn

from shop.backoffice.bulk.registry import changes_for
from shop.backoffice.lists.queries import columns_of, normalised, roles_to_share_with, views_of
from shop.backoffice.models import SavedView


@dataclass(frozen=True, kw_only=True)
class StandardView:
    """A selection that every reader of a list gets; `query` is what follows the question mark."""

    label: str | Promise
    query: str


@dataclass(frozen=True, kw_only=True)
class ViewLink:
    """A kept view as the bar shows it."""

    view: SavedView
    url: str
    is_current: bool
    is_mine: bool


@dataclass(frozen=True, kw_only=True)
class ChangeLink:
    """A change of all rows that match as the bar shows it."""

    label: str | Promise
    url: str


class ListBar:
    """What a user keeps of one list; read once for a page, in three queries."""

    def __init__(
        self,
        list_name: str,
        *,
        user: AbstractBaseUser | AnonymousUser,
        query: str,
        url: str,
        standard_views: Sequence[StandardView] = (),
    ) -> None:
        self.list_name, self.user, self.url = list_name, user, url
        self.query = normalised(query)
        self.standard_views = standard_views

    @property
    def standard_links(self) -> list[dict[str, object]]:
        """The list's own views, of which the current one is marked."""
        return [
            {
                "label": view.label,
                "url": f"{self.url}?{view.query}",
                "is_current": normalised(view.query) == self.query,
            }
            for view in self.standard_views
        ]

    @cached_property
    def views(self) -> list[ViewLink]:
        """The user's views and those given to their roles."""
        return [
            ViewLink(
                view=view,
                url=f"{self.url}?{view.query}",
                is_current=view.query == self.query,
                is_mine=view.owner_id == self.user.pk,
            )
            for view in views_of(self.user, self.list_name)
        ]

    @cached_property
    def roles(self) -> list[Model]:
        """The roles that a view can be shared with."""
        return list(roles_to_share_with(self.user))

    @cached_property
    def chosen(self) -> list[str] | None:
        """The columns that the user chose, None for the usual ones."""
        return columns_of(self.user, self.list_name)

    @cached_property
    def changes(self) -> list[ChangeLink]:
        """The changes of all that match which the user may make; the question follows."""
        kept = f"?{self.query}" if self.query else ""
        return [
            ChangeLink(
                label=change.label,
                url=reverse("backoffice_lists:change_all", args=[self.list_name, change.name]) + kept,
            )
            for change in changes_for(self.user, self.list_name)
        ]

    def is_shown(self, column: BaseColumn, optional: frozenset[str]) -> bool:
        """Say whether a column stands in the list: as chosen, else all but the optional ones."""
        if self.chosen is None:
            return column.name not in optional
        return column.name in self.chosen


def is_fixed(columns: list[BaseColumn], column: BaseColumn) -> bool:
    """Say whether a column always stands: the boxes to tick and the first one, which names the row."""
    named = [other for other in columns if not isinstance(other, BulkActionsCheckboxColumn)]
    return isinstance(column, BulkActionsCheckboxColumn) or column is named[0]
