"""Oscar's root config without its dashboard: that is mounted inside Wagtail's admin."""

from django.urls import URLPattern, URLResolver
from oscar.config import Shop


class KilnShopConfig(Shop):
    """Oscar's shop URLs, storefront only; see `config.urls` for the dashboard."""

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Leave out the dashboard and the password views, which allauth answers."""
        return [
            url
            for url in super().get_urls()
            if getattr(url, "app_name", None) != "dashboard"
            and not (getattr(url, "name", "") or "").startswith("password-reset")
        ]
