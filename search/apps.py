"""Where Oscar finds our fork of `search`."""

from django.conf import settings
from oscar.apps.search import apps


class SearchConfig(apps.SearchConfig):
    """Oscar's own label and URLs, our package and our engines."""

    name = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the shop."""
        super().ready()
        from search import receivers
        from search.subscribers import database

        if settings.KILN_ELASTICSEARCH_URL:
            from search.subscribers import elasticsearch
