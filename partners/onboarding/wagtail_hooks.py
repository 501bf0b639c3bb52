"""Applications' place in the back office."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from partners.onboarding.agreement_office import AgreementViewSet
from partners.onboarding.models import PartnerApplication
from partners.onboarding.views import ApplicationListView, decision
from shop.backoffice.access import ReadOnlyPolicy, renders_forbidden
from shop.backoffice.listing import BackOfficeViewSet

register_permission_policy(PartnerApplication, ReadOnlyPolicy(PartnerApplication))


class ApplicationViewSet(BackOfficeViewSet):
    """The list of applications at `/cms/partner-applications/`."""

    model = PartnerApplication
    name = "partner_applications"
    url_prefix = "partner-applications"
    icon = "mail"
    menu_label = _("Partner applications")
    menu_order = 43
    add_to_admin_menu = True
    index_view_class = ApplicationListView
    form_fields = ["status"]
    list_filter = ["status"]
    search_fields = ApplicationListView.search_fields
    search_backend_name = None

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


@hooks.register("register_admin_viewset")
def register_applications() -> list[BackOfficeViewSet]:
    """Add the applications and the agreements to the back office."""
    return [ApplicationViewSet(), AgreementViewSet()]


@hooks.register("register_admin_urls")
def register_decision() -> list[URLPattern]:
    """Mount the page where an application is decided."""
    view = renders_forbidden(decision)
    return [path("partner-applications/<int:pk>/decide/", view, name="partner_application_decision")]
