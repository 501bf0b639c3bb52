"""The leads' place in the back office."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from crm_core.leads import bulk, office, reports, settings_views
from crm_core.leads.forms import LeadFilterSet, LeadForm
from crm_core.leads.models import Lead
from crm_core.leads.panels import PANELS
from crm_core.leads.settings_views import CHANGE_SETTINGS
from crm_core.leads.views import LeadListView, LeadPageView
from shop.backoffice.listing import BackOfficeViewSet
from shop.backoffice.lists.registry import LISTS, RegisteredList
from shop.backoffice.record import RecordViewSet

__all__ = ["bulk"]


class LeadViewSet(RecordViewSet):
    """List, page and form of the leads at `/cms/leads/`; one is made at `/cms/leads/new/`."""

    model = Lead
    name = "leads"
    icon = "user"
    menu_label = _("Leads")
    menu_order = 11
    add_to_admin_menu = True
    index_view_class = LeadListView
    inspect_view_class = LeadPageView
    record_panels = PANELS
    filterset_class = LeadFilterSet
    form_fields = LeadForm.Meta.fields
    export_filename = "leads"
    ordering = "-created_at"
    search_fields = ["company_name"]

    def get_form_class(self, for_update: bool = False) -> type[LeadForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form that knows countries and products."""
        return LeadForm

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {
            key: value for key, value in view_kwargs.items() if key not in {"list_export", "list_display"}
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the form by hand, which knows who is typed, in place of the model's own."""
        others = [pattern for pattern in super().get_urlpatterns() if pattern.name != "add"]
        return [others[0], path("new/", office.new_lead, name="add"), *others[1:]]


@hooks.register("register_admin_viewset")
def register_leads() -> list[BackOfficeViewSet]:
    """Add the leads and their rules to the back office."""
    return [
        LeadViewSet(),
        settings_views.ScoreRuleViewSet(),
        settings_views.RoutingRuleViewSet(),
        settings_views.CalendarViewSet(),
        settings_views.CapacityViewSet(),
        settings_views.AbsenceViewSet(),
    ]


@hooks.register("register_admin_urls")
def register_lead_urls() -> list[URLPattern]:
    """Mount the pages beside list and record."""
    return [
        path("leads/duplicates/", office.duplicates, name="lead_duplicates"),
        path("leads/products/", office.products, name="lead_products"),
        path("leads/report/", reports.report, name="lead_report"),
        path("leads/<int:pk>/qualify/", office.qualify, name="lead_qualify"),
        path("lead-settings/", settings_views.lead_settings, name="lead_settings"),
    ]


class SettingsMenuItem(MenuItem):
    """The way to the settings, for those who may change them."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to who may."""
        return bool(request.user.has_perm(CHANGE_SETTINGS))


@hooks.register("register_admin_menu_item")
def register_settings_menu_item() -> MenuItem:
    """Show the settings in the menu."""
    return SettingsMenuItem(
        _("Lead settings"), reverse_lazy("lead_settings"), name="lead-settings", icon_name="cog", order=23
    )


LISTS.register(RegisteredList(name="leads", permission="leads.view_lead", url_name="leads:index"))
