"""Where Oscar finds our fork of `search`."""

from typing import Any

from django.conf import settings
from django.urls import path
from oscar.apps.search import apps
from oscar.core.loading import get_class


class SearchConfig(apps.SearchConfig):
    """Oscar's own label and URLs, our package and our engines."""

    name = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the shop."""
        super().ready()
        from search import erasure, quick_order, receivers
        from search.subscribers import database

        if settings.KILN_ELASTICSEARCH_URL:
            from search.subscribers import elasticsearch

    def get_urls(self) -> list[Any]:
        """Add what the search box asks while somebody types."""
        suggest = get_class("search.views", "SuggestView")
        added = [path("suggest/", suggest.as_view(), name="suggest")]
        return [*super().get_urls(), *self.post_process_urls(added)]
