"""Oscar's orders dashboard with the address that the list's live search asks."""

from django.urls import URLPattern, URLResolver, path
from oscar.apps.dashboard.orders import apps


class OrdersDashboardConfig(apps.OrdersDashboardConfig):
    """Oscar's label and URL names; the views are found in `shop.dashboard.orders.views`."""

    name = "shop.dashboard.orders"

    def ready(self) -> None:
        """Have Oscar's own pages of an order, and its statistics, ask the same door as ours."""
        from oscar.apps.dashboard.orders import views

        from shop.dashboard.orders import history
        from shop.dashboard.orders.queries import orders_visible_to

        super().ready()
        views.queryset_orders_for_user = orders_visible_to

    def configure_permissions(self) -> None:
        """Ask the same of the results as of the list."""
        super().configure_permissions()
        for name in ("order-list-results", "order-board", "order-board-results"):
            self.permissions_map[name] = self.permissions_map["order-list"]
        for name in ("order-edit", "order-address", "order-products"):
            self.permissions_map[name] = self.permissions_map["order-detail"]

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Mount results and board before Oscar's page of an order, which takes any word for a number."""
        from shop.dashboard.orders.board import OrderBoardView
        from shop.dashboard.orders.edit_views import OrderAddressView, OrderEditView, OrderProductsView

        ours = [
            path("results/", self.order_list_view.as_view(results_only=True), name="order-list-results"),
            path("board/", OrderBoardView.as_view(), name="order-board"),
            path("board/results/", OrderBoardView.as_view(results_only=True), name="order-board-results"),
            path("products/", OrderProductsView.as_view(), name="order-products"),
            path("<str:number>/edit/", OrderEditView.as_view(), name="order-edit"),
            path("<str:number>/shipping-address/", OrderAddressView.as_view(), name="order-address"),
        ]
        return [*self.post_process_urls(ours), *super().get_urls()]
