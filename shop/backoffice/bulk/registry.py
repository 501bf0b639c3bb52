"""Which changes can be made to all rows that a list matches.

    BULK_CHANGES.register(
        BulkChange(
            name="owner",
            list_name="things",
            label=_("Assign owner"),
            permission="things.change_thing",
            form_class=OwnerForm,  # what is asked; cleaned values are model instances, texts and numbers
            select=select_things,  # (user, query) -> rows that this user sees and the list would show
            apply=assign_owner,  # (locked rows, user, cleaned values) -> how many were changed
        )
    )

`apply` is called with one batch in a transaction; the rows it leaves as they are count as such.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise

from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class BulkChange:
    """One change, for who has `permission`; `name` is unique in its list."""

    name: str
    list_name: str
    label: str | Promise
    permission: str
    form_class: type[forms.Form]
    select: Callable[[Any, QueryDict], QuerySet[Model]]
    apply: Callable[[Sequence[Any], Any, Mapping[str, Any]], int]


BULK_CHANGES: Registry[BulkChange] = Registry(
    "bulk change", key=lambda change: f"{change.list_name}/{change.name}"
)


def changes_for(user: Any, list_name: str) -> list[BulkChange]:
    """List the changes that somebody may make to a list."""
    return [
        change
        for change in BULK_CHANGES
        if change.list_name == list_name and user.has_perm(change.permission)
    ]
