"""Filters of the customer list that packages above add, and selections by them that everybody gets.

    FILTERS.register(CustomerFilters(name="tags", order=10, filters=tag_filters))

`filters` is asked for each list, so that what staff define shows at once; names are those in addresses.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import django_filters
from django.contrib.auth.models import AnonymousUser

from shop.backoffice.lists.bar import StandardView
from shop.registry import Registry
from shop.user.models import User

Filters = Mapping[str, django_filters.Filter]


@dataclass(frozen=True, kw_only=True)
class CustomerFilters:
    """Filters that one package adds, for the user who looks; its `views` are for who has `permission`."""

    name: str
    order: int
    filters: Callable[[User | AnonymousUser | None], Filters]
    views: Sequence[StandardView] = ()
    permission: str = ""


FILTERS: Registry[CustomerFilters] = Registry(
    "filter of the customer list", sort=lambda entry: (entry.order, entry.name)
)


def standard_views(user: User | AnonymousUser) -> list[StandardView]:
    """List the selections that packages offer this user."""
    return [view for entry in FILTERS if user.has_perm(entry.permission) for view in entry.views]
