"""Which rows of a model somebody may see, where that is less than all of them.

The package of the model says so once, and the kit holds every list, export, record page, form, board and
action on ticked rows to it; a row that is not seen answers 404:

    ROW_LIMITS.register(RowLimit(name=Customer._meta.label_lower, limit=visible_to))
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.http import Http404

from shop.registry import Registry

Somebody = AbstractBaseUser | AnonymousUser
Q = TypeVar("Q", bound=QuerySet)


@dataclass(frozen=True, kw_only=True)
class RowLimit:
    """The rows of one model (`name` is its lower label): `limit(user, rows)` leaves those that are seen."""

    name: str
    limit: Callable[..., QuerySet]


ROW_LIMITS: Registry[RowLimit] = Registry("limit of rows")


def limited(user: Somebody, rows: Q) -> Q:
    """Return the rows of a queryset that somebody may see."""
    limit = ROW_LIMITS.get(rows.model._meta.label_lower)
    return rows if limit is None else cast("Q", limit.limit(user, rows))


def require_visible(user: Somebody, model: type[Model], pk: object) -> None:
    """Raise Http404 for a row that somebody may not see, as for one that is not there."""
    if model._meta.label_lower not in ROW_LIMITS:
        return
    try:
        number = model._meta.pk.to_python(pk)
    except (TypeError, ValueError) as error:
        raise Http404 from error
    if not limited(user, model._default_manager.filter(pk=number)).exists():  # guard: rows-of-others
        raise Http404
