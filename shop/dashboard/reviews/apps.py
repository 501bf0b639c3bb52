"""Oscar's reviews dashboard with our list and our page of a review."""

from django.urls import URLPattern, URLResolver, path
from oscar.apps.dashboard.reviews import apps
from oscar.core.loading import get_class


class ReviewsDashboardConfig(apps.ReviewsDashboardConfig):
    """Oscar's label and URL names; the views are found in `shop.dashboard.reviews.views`."""

    name = "shop.dashboard.reviews"

    def configure_permissions(self) -> None:
        """Let who may see reviews read them; deciding asks for the right to change (the door)."""
        super().configure_permissions()
        DashboardPermission = get_class("dashboard.permissions", "DashboardPermission")  # noqa: N806
        seeing = DashboardPermission.get("reviews", "view_productreview")
        self.permissions_map |= {"reviews-update": seeing, "reviews-list-results": seeing}

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Mount the results of the list beside Oscar's addresses."""
        results = path("results/", self.list_view.as_view(results_only=True), name="reviews-list-results")
        return [*self.post_process_urls([results]), *super().get_urls()]
