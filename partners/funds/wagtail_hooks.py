"""Funds' place in the back office."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from partners.funds import office
from partners.funds.models import Claim, FundBudget, FundRequest
from partners.funds.office_forms import FundBudgetForm
from partners.funds.panels import BUDGET_PANELS, CLAIM_PANELS, REQUEST_PANELS
from shop.backoffice.access import ReadOnlyPolicy, require_permissions
from shop.backoffice.record import RecordViewSet

register_permission_policy(FundRequest, ReadOnlyPolicy(FundRequest))
register_permission_policy(Claim, ReadOnlyPolicy(Claim))


class FundsViewSet(RecordViewSet):
    """What the three lists share."""

    icon = "calendar-check"
    add_to_admin_menu = True
    search_backend_name = None

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


class BudgetViewSet(FundsViewSet):
    """The budgets at `/cms/fund-budgets/`."""

    model = FundBudget
    name = "fund_budgets"
    url_prefix = "fund-budgets"
    menu_label = _("Fund budgets")
    menu_order = 45
    index_view_class = office.BudgetListView
    inspect_view_class = office.BudgetPageView
    inspect_view_fields = ["starts_on", "ends_on", "accrues"]
    record_panels = BUDGET_PANELS
    form_fields = FundBudgetForm.Meta.fields
    search_fields = office.BudgetListView.search_fields

    def get_form_class(self, for_update: bool = False) -> type[FundBudgetForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form that keeps what is handed out."""
        return FundBudgetForm


class RequestViewSet(FundsViewSet):
    """The requests at `/cms/fund-requests/`."""

    model = FundRequest
    name = "fund_requests"
    url_prefix = "fund-requests"
    menu_label = _("Fund requests")
    menu_order = 46
    index_view_class = office.RequestListView
    inspect_view_class = office.RequestPageView
    inspect_view_fields = [
        "activity",
        "starts_on",
        "ends_on",
        "created_by",
        "submitted_at",
        "decided_by",
        "decided_at",
    ]
    record_panels = REQUEST_PANELS
    form_fields = ["title"]
    list_filter = ["status", "activity"]
    search_fields = office.RequestListView.search_fields
    export_filename = "fund-requests"


class ClaimViewSet(FundsViewSet):
    """The claims at `/cms/fund-claims/`."""

    model = Claim
    name = "fund_claims"
    url_prefix = "fund-claims"
    menu_label = _("Fund claims")
    menu_order = 47
    index_view_class = office.ClaimListView
    inspect_view_class = office.ClaimPageView
    inspect_view_fields = ["created_by", "created_at", "decided_by", "decided_at", "paid_at", "reference"]
    record_panels = CLAIM_PANELS
    form_fields = ["reference"]
    list_filter = ["status"]
    search_fields = office.ClaimListView.search_fields
    export_filename = "fund-claims"


@hooks.register("register_admin_viewset")
def register_funds() -> list[RecordViewSet]:
    """Add budgets, requests and claims to the back office."""
    return [BudgetViewSet(), RequestViewSet(), ClaimViewSet()]


@hooks.register("register_admin_urls")
def register_proofs() -> list[URLPattern]:
    """Mount the proofs."""
    view = require_permissions(office.proof, [office.SEE_CLAIM])
    return [path("fund-proofs/<int:pk>/", view, name="fund_proof")]


@hooks.register("register_permissions")
def register_fund_permissions() -> QuerySet[Permission]:
    """Offer the permissions to decide and to pay where groups are edited."""
    return Permission.objects.filter(
        content_type__app_label="partner_funds", codename__in=["decide_fundrequest", "pay_claim"]
    )
