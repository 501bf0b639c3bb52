"""Keeping how somebody likes a list."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from shop.backoffice.lists.queries import normalised
from shop.backoffice.models import ChosenColumns, SavedView


@transaction.atomic
def save_view(list_name: str, *, owner: Any, name: str, query: str, roles: Iterable[Group] = ()) -> SavedView:
    """Keep a selection under a name; the owner's view of that name is overwritten.

    `roles` are the groups whose members see it too. Effects in order: view, roles.
    """
    view, _created = SavedView.objects.update_or_create(
        owner=owner, list_name=list_name, name=name, defaults={"query": normalised(query)}
    )
    view.roles.set(roles)
    return view


def choose_columns(list_name: str, *, user: Any, names: list[str]) -> None:
    """Keep which columns a user sees; no names bring the usual ones back."""
    if names:
        ChosenColumns.objects.update_or_create(user=user, list_name=list_name, defaults={"names": names})
    else:
        ChosenColumns.objects.filter(user=user, list_name=list_name).delete()
