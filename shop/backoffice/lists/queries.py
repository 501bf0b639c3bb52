"""Reading how somebody likes a list."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import Model, Q, QuerySet

from shop.backoffice.models import ChosenColumns, SavedView

# What an address holds beside search, filters and order.
IGNORED_PARAMETERS = {"p", "export", "_w_filter_fragment", "csrfmiddlewaretoken"}


def normalised(query: str) -> str:
    """Return a query string by which two addresses of the same selection are equal."""
    pairs = [
        (key, value) for key, value in parse_qsl(query) if key not in IGNORED_PARAMETERS and value.strip()
    ]
    return urlencode(sorted(pairs))


def views_of(user: Any, list_name: str) -> QuerySet[SavedView]:
    """List the views that a user kept or that one of their roles was given, by name."""
    mine_or_given = Q(owner=user) | Q(roles__in=user.groups.values("pk"))
    views = SavedView.objects.filter(mine_or_given, list_name=list_name).distinct()
    return views.select_related("owner").order_by("name", "pk")


def columns_of(user: Any, list_name: str) -> list[str] | None:
    """Return the names of the columns that a user chose, None where they chose none."""
    row = ChosenColumns.objects.filter(user=user, list_name=list_name).values_list("names", flat=True)
    return row.first()


def roles_to_share_with(user: Any) -> QuerySet[Model]:
    """List the roles that a user may share a view with: their own; an administrator all."""
    model = SavedView._meta.get_field("roles").related_model
    groups = model._default_manager.order_by("name")
    return groups if user.is_superuser else groups.filter(user=user)
