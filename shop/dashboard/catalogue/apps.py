"""Oscar's catalogue dashboard with one page for a product and all its variants."""

from django.urls import URLPattern, URLResolver, path
from oscar.apps.dashboard.catalogue import apps
from oscar.core.loading import get_class

GONE = {"catalogue-product-bulk-action", "catalogue-product-create-child"}


class CatalogueDashboardConfig(apps.CatalogueDashboardConfig):
    """Oscar's label and URL names; list, editor and preview are found in `views` here."""

    name = "shop.dashboard.catalogue"

    def configure_permissions(self) -> None:
        """Let who may see products see the editor; saving asks for the right to change (the door)."""
        super().configure_permissions()
        DashboardPermission = get_class("dashboard.permissions", "DashboardPermission")  # noqa: N806
        seeing = DashboardPermission.get("catalogue", "view_product")
        adding = DashboardPermission.get("catalogue", "view_product", "add_product")
        changing = DashboardPermission.get("catalogue", "view_product", "change_product")
        self.permissions_map |= {
            "catalogue-product": seeing,
            "catalogue-product-list": seeing,
            "catalogue-product-list-results": seeing,
            "catalogue-product-preview": seeing,
            "catalogue-product-create": adding,
            "catalogue-product-upload": changing,
            "stock-alert-list-results": self.permissions_map["stock-alert-list"],
        }

    def ready(self) -> None:
        """Find our views beside Oscar's."""
        super().ready()
        self.product_upload_view = get_class("dashboard.catalogue.views", "PictureUploadView")
        self.product_preview_view = get_class("dashboard.catalogue.views", "ProductPreviewView")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Mount the results, the uploads and the preview; actions on several are Wagtail's."""
        ours = [
            path(
                "results/",
                self.product_list_view.as_view(results_only=True),
                name="catalogue-product-list-results",
            ),
            path(
                "stock-alerts/results/",
                self.stock_alert_view.as_view(results_only=True),
                name="stock-alert-list-results",
            ),
            path("pictures/", self.product_upload_view.as_view(), name="catalogue-product-upload"),
            path(
                "products/<int:pk>/preview/",
                self.product_preview_view.as_view(),
                name="catalogue-product-preview",
            ),
        ]
        rest = [url for url in super().get_urls() if url.name not in GONE]
        return [*self.post_process_urls(ours), *rest]
