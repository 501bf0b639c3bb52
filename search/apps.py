"""Where Oscar finds our fork of `search`."""

from oscar.apps.search import apps


class SearchConfig(apps.SearchConfig):
    """Oscar's own label and URLs, our package."""

    name = "search"
