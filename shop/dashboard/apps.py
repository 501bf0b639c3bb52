"""Oscar's dashboard pages behind Wagtail's door.

Overrides, and why: every view asks for admin access first and shows a real 403; what changes
data asks for more than what shows it; what one person saves does not overwrite what another saved
meanwhile; its front page leads to the start page, which has the figures
of each role; Oscar's own login and logout do not exist, its flat pages are Wagtail's business.
Nothing reads its delivery by weight (ours is set in `config/settings/shop.py`) nor its words of
mails (ours are in `shop.mail`).
"""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from oscar.apps.dashboard import apps


class DashboardConfig(apps.DashboardConfig):
    """Oscar's label and URL names, our rights."""

    name = "shop.dashboard"

    def configure_permissions(self) -> None:
        """Let all staff through the front page, which only leads on."""
        self.permissions_map = {"index": ["is_staff"]}

    def ready(self) -> None:
        """Load the door, which needs Wagtail's models, beside Oscar's views."""
        from oscar.apps.dashboard.catalogue.tables import CategoryTable

        from shop.backoffice.access import require_permissions
        from shop.backoffice.edits.views import merging_view
        from shop.dashboard import finding, receivers, shop_figures, turnover
        from shop.dashboard.orders import panels

        super().ready()
        CategoryTable.base_columns["actions"].verbose_name = _("Actions")  # Oscar names it for programs only
        self.behind_the_door, self.merging = require_permissions, merging_view

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Put every view of every part of the dashboard behind the back office's door."""
        urls = [url for url in super().get_urls() if not self._is_elsewhere(url)]
        for pattern, permissions in self._views(urls):
            pattern.callback = self.behind_the_door(self.merging(pattern.callback), permissions)
        return urls

    @staticmethod
    def _is_elsewhere(url: URLPattern | URLResolver) -> bool:
        return str(url.pattern) in {"login/", "logout/", "pages/", "shipping/", "comms/"}

    @cached_property
    def rights(self) -> dict[str, list | tuple]:
        """The permissions that each view asks, by the name of its address."""
        parts: tuple[Any, ...] = (
            self,
            self.catalogue_app,
            self.reports_app,
            self.orders_app,
            self.users_app,
            self.partners_app,
            self.offers_app,
            self.ranges_app,
            self.reviews_app,
            self.vouchers_app,
        )
        return {name: needed for part in parts for name, needed in part.permissions_map.items()}

    def _views(self, urls: list[URLPattern | URLResolver]) -> Iterator[tuple[URLPattern, list | tuple]]:
        """List each view with the permissions that its own part of the dashboard asks."""
        for url in urls:
            if isinstance(url, URLResolver):
                yield from self._views(url.url_patterns)
            else:
                yield url, self.rights[str(url.name)]
