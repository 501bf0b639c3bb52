"""Wagtail's app of users with our pages: colleagues are invited, and shoppers are no colleagues."""

from wagtail.users.apps import WagtailUsersAppConfig


class StaffConfig(WagtailUsersAppConfig):
    """Wagtail's own, which finds our view set."""

    user_viewset = "shop.dashboard.users.staff.StaffViewSet"
