"""The `page_cache` app: it has no tables, it watches what is written to all the others."""

from django.apps import AppConfig


class PageCacheConfig(AppConfig):
    """Whole pages for anonymous visitors."""

    name = "config.page_cache"
    label = "page_cache"

    def ready(self) -> None:
        """Watch what is written, in every process: a worker's write takes pages away as well."""
        from django.db.backends.signals import connection_created

        from config.page_cache.writes import watch

        connection_created.connect(watch, dispatch_uid="page_cache.watch")
