"""The commissions of representatives in the back office."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from crm_core.rep_commissions import views
from crm_core.rep_commissions.access import VIEW
from crm_core.rep_commissions.forms import PLAN_FORM, AccountShareForm
from crm_core.rep_commissions.models import AccountShare, CommissionPlan, Statement
from crm_core.rep_commissions.panels import STATEMENT_PANELS
from shop.backoffice.access import ReadOnlyPolicy, require_permissions
from shop.backoffice.listing import BackOfficeViewSet
from shop.backoffice.record import RecordViewSet
from shop.user.models import User


class KeptPolicy(ModelPermissionPolicy):
    """A plan ends and is never deleted, by superusers neither: what was earned by it is kept."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Allow all but deleting."""
        return action != "delete" and bool(super().user_has_permission(user, action))


register_permission_policy(CommissionPlan, KeptPolicy(CommissionPlan))
register_permission_policy(Statement, ReadOnlyPolicy(Statement))


class StatementViewSet(RecordViewSet):
    """List and page of the statements at `/cms/commission-statements/`."""

    model = Statement
    name = "commission_statements"
    url_prefix = "commission-statements"
    icon = "list-ul"
    menu_label = _("Commission statements")
    add_to_admin_menu = True
    index_view_class = views.StatementListView
    inspect_view_class = views.StatementPageView
    inspect_view_fields = ["approved_by", "approved_at", "paid_by", "paid_at", "reference"]
    record_panels = STATEMENT_PANELS
    form_fields = ["reference"]
    list_name = "commission-statements"
    list_filter = ["state", "plan", "user"]
    search_fields = views.StatementListView.search_fields
    search_backend_name = None
    export_filename = "commission-statements"

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


class PlanViewSet(BackOfficeViewSet):
    """The plans at `/cms/commission-plans/`."""

    model = CommissionPlan
    name = "commission_plans"
    url_prefix = "commission-plans"
    icon = "form"
    menu_label = _("Commission plans")
    add_to_admin_menu = True
    index_view_class = views.PlanListView
    edit_handler = PLAN_FORM
    list_filter = ["basis", "kind"]
    search_fields = views.PlanListView.search_fields
    search_backend_name = None

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


class ShareViewSet(BackOfficeViewSet):
    """Who shares in an account, at `/cms/account-shares/`."""

    model = AccountShare
    name = "account_shares"
    url_prefix = "account-shares"
    icon = "group"
    menu_label = _("Shares in accounts")
    add_to_admin_menu = True
    index_view_class = views.ShareListView
    form_fields = AccountShareForm.Meta.fields
    list_filter = ["user"]
    search_fields = views.ShareListView.search_fields
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[AccountShareForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form that knows the sum."""
        return AccountShareForm

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


@hooks.register("register_admin_viewset")
def register_commissions() -> list[BackOfficeViewSet]:
    """Add statements, plans and shares to the back office."""
    return [StatementViewSet(), PlanViewSet(), ShareViewSet()]


@hooks.register("register_admin_urls")
def register_statement_files() -> list[URLPattern]:
    """Mount a statement as a file and on paper."""
    return [
        path(
            "commission-statements/<int:pk>/file/",
            require_permissions(views.statement_file, [VIEW]),
            name="commission_statement_file",
        ),
        path(
            "commission-statements/<int:pk>/print/",
            require_permissions(views.statement_print, [VIEW]),
            name="commission_statement_print",
        ),
    ]
