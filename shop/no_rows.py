"""Related objects that are known not to be there."""

from django.db.models import Model


def know_none(instance: Model, name: str, model: type[Model]) -> None:
    """Have `instance.<name>.all()` be empty without asking; an empty query is compiled at every look."""
    empty = model._default_manager.none()
    empty._result_cache = []
    instance.__dict__.setdefault("_prefetched_objects_cache", {})[name] = empty
