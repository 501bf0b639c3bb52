"""The plans' place in the back office."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from partners.scorecards import office
from partners.scorecards.forms import BusinessPlanForm
from partners.scorecards.models import BusinessPlan
from partners.scorecards.panels import PANELS
from shop.backoffice.record import RecordViewSet


class BusinessPlanViewSet(RecordViewSet):
    """List and page at `/cms/partner-plans/`."""

    model = BusinessPlan
    name = "partner_plans"
    url_prefix = "partner-plans"
    icon = "calendar-check"
    menu_label = _("Business plans")
    menu_order = 44
    add_to_admin_menu = True
    search_backend_name = None
    index_view_class = office.PlanListView
    inspect_view_class = office.PlanPageView
    inspect_view_fields = ["partner_agreed_at", "manager_agreed_at"]
    record_panels = PANELS
    form_fields = BusinessPlanForm.Meta.fields
    list_filter = ["year", "number"]
    search_fields = office.PlanListView.search_fields

    def get_form_class(self, for_update: bool = False) -> type[BusinessPlanForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form that begins with the current quarter."""
        return BusinessPlanForm

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


@hooks.register("register_admin_viewset")
def register_plans() -> BusinessPlanViewSet:
    """Add the plans to the back office."""
    return BusinessPlanViewSet()
