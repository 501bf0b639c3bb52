"""Oscar's vouchers dashboard: its addresses lead to our pages."""

from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView
from oscar.apps.dashboard.vouchers import apps


class VouchersDashboardConfig(apps.VouchersDashboardConfig):
    """Oscar's label and the URL names that its reports link to."""

    name = "shop.dashboard.vouchers"

    def ready(self) -> None:
        """Load none of Oscar's views."""
        self.configure_permissions()

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Lead old addresses on."""
        lead_on = RedirectView.as_view
        return self.post_process_urls(
            [
                path("", lead_on(pattern_name="vouchers:index"), name="voucher-list"),
                path("stats/<int:pk>/", lead_on(pattern_name="vouchers:inspect"), name="voucher-stats"),
                path("sets/", lead_on(pattern_name="voucher_sets:index"), name="voucher-set-list"),
                path(
                    "sets/detail/<int:pk>/",
                    lead_on(pattern_name="voucher_sets:inspect"),
                    name="voucher-set-detail",
                ),
            ]
        )
