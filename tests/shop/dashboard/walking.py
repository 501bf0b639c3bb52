"""Every view of Oscar's dashboard."""

from django.apps import apps
from django.urls import URLResolver, reverse

ARGUMENTS = {"number": "K-1", "uidb64": "x", "token": "y"}


def dashboard_views(patterns=None):
    """Every view of the dashboard as its address."""
    patterns = apps.get_app_config("dashboard").get_urls() if patterns is None else patterns
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from dashboard_views(pattern.url_patterns)
        else:
            kwargs = {name: ARGUMENTS.get(name, 1) for name in pattern.pattern.converters}
            kwargs |= {
                name: ARGUMENTS.get(name, 1)
                for name in (getattr(pattern.pattern, "regex", None) and pattern.pattern.regex.groupindex)
                or {}
            }
            yield reverse(f"dashboard:{pattern.name}", kwargs=kwargs)
