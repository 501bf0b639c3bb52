"""Account plans in the back office, at `/cms/account-plans/`."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from crm_core.account_plans import views
from crm_core.account_plans.forms import PLAN_FORM
from crm_core.account_plans.models import AccountPlan
from crm_core.account_plans.panels import PANELS
from shop.backoffice.listing import BackOfficeViewSet
from shop.backoffice.record import RecordViewSet


class AccountPlanViewSet(RecordViewSet):
    """List, page and form of the plans."""

    model = AccountPlan
    name = "account_plans"
    url_prefix = "account-plans"
    icon = "clipboard-list"
    menu_label = _("Account plans")
    add_to_admin_menu = True
    index_view_class = views.PlanListView
    inspect_view_class = views.PlanPageView
    add_view_class = views.PlanCreateView
    record_panels = PANELS
    edit_handler = PLAN_FORM
    list_filter = ["year"]
    search_fields = views.PlanListView.search_fields
    search_backend_name = None
    export_filename = "account-plans"

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


@hooks.register("register_admin_viewset")
def register_account_plans() -> list[BackOfficeViewSet]:
    """Add the plans to the back office."""
    return [AccountPlanViewSet()]
