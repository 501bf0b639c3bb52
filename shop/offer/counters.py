"""Fields that orders count: a form that saves the row around them must not put old figures back."""

from collections.abc import Iterable

from django.db.models import Model


def save_arguments_without(
    instance: Model, counters: Iterable[str], kwargs: dict[str, object]
) -> dict[str, object]:
    """Return `save`'s arguments so that a row that exists keeps its counters as the database has them."""
    if instance._state.adding or kwargs.get("update_fields") is not None or kwargs.get("force_insert"):
        return kwargs
    kept = {field.name for field in instance._meta.concrete_fields if not field.primary_key} - set(counters)
    return {**kwargs, "update_fields": sorted(kept)}
