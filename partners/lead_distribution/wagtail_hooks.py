"""The place of leads at partners in the back office."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from partners.lead_distribution import office
from shop.backoffice.listing import BackOfficeViewSet


@hooks.register("register_admin_viewset")
def register_lead_distribution() -> list[BackOfficeViewSet]:
    """Add the offers and the partners' profiles to the back office."""
    return [office.OfferViewSet(), office.LeadProfileViewSet()]


@hooks.register("register_admin_urls")
def register_lead_distribution_urls() -> list[URLPattern]:
    """Mount what is done on the page of a lead, the report and the settings."""
    return [
        path("lead-distribution/leads/<int:pk>/offer/", office.offer, name="lead_distribution_offer"),
        path("lead-distribution/<int:pk>/withdraw/", office.take_back, name="lead_distribution_withdraw"),
        path("lead-distribution/report/", office.report, name="lead_distribution_report"),
        path("lead-distribution/settings/", office.distribution_settings, name="lead_distribution_settings"),
    ]


class SettingsMenuItem(MenuItem):
    """The way to the settings, for those who may change them."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to who may."""
        return bool(request.user.has_perm(office.CHANGE_SETTINGS))


@hooks.register("register_admin_menu_item")
def register_distribution_menu_item() -> MenuItem:
    """Show the settings in the menu."""
    return SettingsMenuItem(
        _("Lead distribution"),
        reverse_lazy("lead_distribution_settings"),
        name="lead-distribution",
        icon_name="redirect",
        order=43,
    )
