"""Oscar's orders dashboard with the address that the list's live search asks."""

from django.urls import URLPattern, URLResolver, path
from oscar.apps.dashboard.orders import apps


class OrdersDashboardConfig(apps.OrdersDashboardConfig):
    """Oscar's label and URL names; the views are found in `shop.dashboard.orders.views`."""

    name = "shop.dashboard.orders"

    def configure_permissions(self) -> None:
        """Ask the same of the results as of the list."""
        super().configure_permissions()
        self.permissions_map["order-list-results"] = self.permissions_map["order-list"]

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Mount the results before Oscar's page of an order, which takes any word for a number."""
        results = path("results/", self.order_list_view.as_view(results_only=True), name="order-list-results")
        return [*self.post_process_urls([results]), *super().get_urls()]
