"""Oscar's offers dashboard: its addresses lead to our pages."""

from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView
from oscar.apps.dashboard.offers import apps


class OffersDashboardConfig(apps.OffersDashboardConfig):
    """Oscar's label and the URL names that its reports and orders link to."""

    name = "shop.dashboard.offers"

    def ready(self) -> None:
        """Load none of Oscar's views."""
        self.configure_permissions()

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Lead old addresses on; those of Oscar's four steps are gone."""
        lead_on = RedirectView.as_view
        return self.post_process_urls(
            [
                path("", lead_on(pattern_name="offers:index"), name="offer-list"),
                path("<int:pk>/", lead_on(pattern_name="offers:inspect"), name="offer-detail"),
            ]
        )
