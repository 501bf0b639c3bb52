"""Oscar's users dashboard: its list and its page of an account are ours."""

from django.urls import URLPattern, URLResolver, path, re_path
from django.views.generic import RedirectView
from oscar.apps.dashboard.users import apps


class UsersDashboardConfig(apps.UsersDashboardConfig):
    """Oscar's label and URL names."""

    name = "shop.dashboard.users"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Put ours before Oscar's."""
        ours = [
            path("", RedirectView.as_view(pattern_name="accounts:index"), name="users-index"),
            re_path(
                r"^(?P<pk>\d+)/$", RedirectView.as_view(pattern_name="accounts:inspect"), name="user-detail"
            ),
        ]
        kept = [url for url in super().get_urls() if str(url.name) not in {"users-index", "user-detail"}]
        return [*self.post_process_urls(ours), *kept]
