"""The returns' place in the back office."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.backoffice.listing import BackOfficeViewSet
from shop.returns.office import lists, views


@hooks.register("register_admin_viewset")
def register_returns() -> list[BackOfficeViewSet]:
    """Add the queue and what the policy is made of."""
    return [lists.ReturnViewSet(), lists.ReasonViewSet(), lists.RuleViewSet()]


@hooks.register("register_admin_urls")
def register_return_pages() -> list[URLPattern]:
    """Mount the policy, the form of a return and the files."""
    return [
        path("return-policy/", views.return_policy, name="return_policy"),
        path("returns/new/<str:number>/", views.record_return, name="return_new"),
        path("returns/photos/<int:pk>/", views.photo, name="return_photo"),
        path("returns/<int:pk>/label/", views.label, name="return_label"),
    ]


class PolicyMenuItem(MenuItem):
    """Seen by who may change the policy."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask for the right of the page."""
        return request.user.has_perm(views.CHANGE_POLICY)


@hooks.register("register_settings_menu_item")
def register_policy_item() -> PolicyMenuItem:
    """Put the policy with the settings."""
    return PolicyMenuItem(_("Return policy"), reverse_lazy("return_policy"), icon_name="rotate", order=210)
