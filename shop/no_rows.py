"""Related objects that are known not to be there."""

from typing import Any

from django.db.models import Model


def know_none(instance: Any, name: str, model: type[Model]) -> None:
    """Have `instance.<name>.all()` be empty without asking; an empty query is compiled at every look."""
    empty = model._default_manager.none()
    empty._result_cache = []  # type: ignore[attr-defined]
    if not hasattr(instance, "_prefetched_objects_cache"):
        instance._prefetched_objects_cache = {}
    instance._prefetched_objects_cache[name] = empty
