"""Oscar's users dashboard: its lists and its page of an account are ours."""

from django.urls import URLPattern, URLResolver, path, re_path
from django.views.generic import RedirectView
from oscar.apps.dashboard.users import apps


class UsersDashboardConfig(apps.UsersDashboardConfig):
    """Oscar's label and URL names."""

    name = "shop.dashboard.users"

    def configure_permissions(self) -> None:
        """Ask the same of the results as of the list."""
        super().configure_permissions()
        self.permissions_map["user-alert-list-results"] = self.permissions_map["user-alert-list"]

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Put ours before Oscar's."""
        from shop.dashboard.users.alerts import AlertListView

        ours = [
            path("", RedirectView.as_view(pattern_name="accounts:index"), name="users-index"),
            re_path(
                r"^(?P<pk>\d+)/$", RedirectView.as_view(pattern_name="accounts:inspect"), name="user-detail"
            ),
        ]
        ours += [
            path("alerts/", AlertListView.as_view(), name="user-alert-list"),
            path("alerts/results/", AlertListView.as_view(results_only=True), name="user-alert-list-results"),
        ]
        replaced = {url.name for url in ours}
        kept = [url for url in super().get_urls() if url.name not in replaced]
        return [*self.post_process_urls(ours), *kept]
