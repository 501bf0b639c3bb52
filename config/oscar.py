"""Oscar's root config without its dashboard: that is mounted inside Wagtail's admin."""

from django.urls import URLPattern, URLResolver
from oscar.apps.analytics.apps import AnalyticsConfig
from oscar.config import Shop


class KilnShopConfig(Shop):
    """Oscar's shop URLs, storefront only; see `config.urls` for the dashboard."""

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Leave out the dashboard, passwords (allauth's) and shared wish lists (the account area's)."""
        return [url for url in super().get_urls() if not self._is_elsewhere(url)]

    @staticmethod
    def _is_elsewhere(url: URLPattern | URLResolver) -> bool:
        name = getattr(url, "name", None) or ""
        is_app = getattr(url, "app_name", None) in {"dashboard", "wishlists"}
        return is_app or name.startswith("password-reset")


class QuietAnalyticsConfig(AnalyticsConfig):
    """Oscar's analytics tables without its receivers.

    Those write into the database on every product view, search and basket addition, and
    a failing one shows an error page for a placed order. `personalization.interactions`
    listens instead, and writes in batches.
    """

    def ready(self) -> None:
        """Connect nothing."""
