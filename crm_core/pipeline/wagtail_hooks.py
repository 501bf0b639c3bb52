"""The deals' place in the back office."""

from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from crm_core.pipeline import bulk, decisions, reports, stage_views
from crm_core.pipeline.access import REPORTS
from crm_core.pipeline.board import DealBoardView
from crm_core.pipeline.filters import DealFilterSet
from crm_core.pipeline.forms import DealForm
from crm_core.pipeline.models import Competitor, Deal, LossReason, Pipeline
from crm_core.pipeline.panels import PANELS
from crm_core.pipeline.record import DealPageView
from crm_core.pipeline.stage_forms import CompetitorForm, LossReasonForm
from crm_core.pipeline.views import DealCellView, DealCreateView, DealListView
from shop.backoffice.listing import BackOfficeViewSet
from shop.backoffice.record import RecordViewSet
from shop.user.models import User

__all__ = ["bulk"]


class DealViewSet(RecordViewSet):
    """List, board, page and form of the deals at `/cms/deals/`."""

    model = Deal
    name = "deals"
    icon = "tasks"
    menu_label = _("Deals")
    menu_order = 12
    add_to_admin_menu = True
    index_view_class = DealListView
    inspect_view_class = DealPageView
    add_view_class = DealCreateView
    record_panels = PANELS
    filterset_class = DealFilterSet
    form_fields = DealForm.Meta.fields
    create_template_name = "crm_core/customers/create.html"
    export_filename = "deals"
    ordering = "-created_at"
    search_fields = ["title"]

    def get_form_class(self, for_update: bool = False) -> type[DealForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form that opens deals by their service."""
        return DealForm

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {
            key: value for key, value in view_kwargs.items() if key not in {"list_export", "list_display"}
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the board behind the list."""
        own = {"template_name", "results_template_name", "filterset_class"}
        kwargs = {
            **{key: value for key, value in self.get_index_view_kwargs().items() if key not in own},
            "list_name": "deals-board",
            "index_url_name": self.get_url_name("board"),
            "index_results_url_name": self.get_url_name("board_results"),
            "show_export_buttons": False,
        }
        board = self.construct_view(DealBoardView, **kwargs)
        results = self.construct_view(DealBoardView, **kwargs, results_only=True)
        index, *others = super().get_urlpatterns()
        return [
            index,
            path("board/", board, name="board"),
            path("board/results/", results, name="board_results"),
            *others,
        ]


class KeptPipelinePolicy(ModelPermissionPolicy):
    """A pipeline is taken out of use and never deleted: the deals' history names its stages."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Allow all but deleting."""
        return action != "delete" and bool(super().user_has_permission(user, action))


register_permission_policy(Pipeline, KeptPipelinePolicy(Pipeline))


class PipelineViewSet(BackOfficeViewSet):
    """The pipelines at `/cms/deal-pipelines/`; each opens the form with its stages."""

    model = Pipeline
    name = "deal_pipelines"
    url_prefix = "deal-pipelines"
    icon = "list-ol"
    menu_label = _("Pipelines")
    menu_order = 23
    add_to_admin_menu = True
    list_display = ["__str__", "position", "is_active"]
    form_fields = ["name", "position", "is_active"]
    ordering = "position"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Have the usual addresses lead to the form with the stages."""
        own = {"add": stage_views.add, "edit": stage_views.edit}
        patterns = [each for each in super().get_urlpatterns() if each.name not in {*own, "delete"}]
        return [
            *patterns,
            path("new/", stage_views.add, name="add"),
            path("edit/<int:pk>/", stage_views.edit, name="edit"),
        ]


class CompetitorViewSet(BackOfficeViewSet):
    """The competitors with their battle cards at `/cms/deal-competitors/`."""

    model = Competitor
    name = "deal_competitors"
    url_prefix = "deal-competitors"
    icon = "warning"
    menu_label = _("Competitors")
    menu_order = 24
    add_to_admin_menu = True
    list_name = "deal-competitors"
    list_display = ["name", "website"]
    form_fields = CompetitorForm.Meta.fields
    ordering = "name"
    search_fields = ["name"]

    def get_form_class(self, for_update: bool = False) -> type[CompetitorForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form with the card."""
        return CompetitorForm


class LossReasonViewSet(BackOfficeViewSet):
    """The loss reasons at `/cms/deal-loss-reasons/`."""

    model = LossReason
    name = "deal_loss_reasons"
    url_prefix = "deal-loss-reasons"
    icon = "cross"
    menu_label = _("Loss reasons")
    menu_order = 25
    add_to_admin_menu = True
    list_display = ["__str__", "position", "is_active"]
    form_fields = LossReasonForm.Meta.fields
    ordering = "position"

    def get_form_class(self, for_update: bool = False) -> type[LossReasonForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use its form."""
        return LossReasonForm


@hooks.register("register_admin_viewset")
def register_deals() -> list[BackOfficeViewSet]:
    """Add deals, pipelines, competitors and loss reasons to the back office."""
    return [DealViewSet(), PipelineViewSet(), CompetitorViewSet(), LossReasonViewSet()]


@hooks.register("register_admin_urls")
def register_deal_urls() -> list[URLPattern]:
    """Mount what belongs to deals beside their list."""
    return [
        path("deals/<int:pk>/win/", decisions.win, name="deal_win"),
        path("deals/<int:pk>/lose/", decisions.lose, name="deal_lose"),
        path("deals/<int:pk>/cell/<slug:field>/", DealCellView.as_view(), name="deal_cell"),
        path("deal-files/<int:pk>/", decisions.file, name="deal_file"),
        path("deal-products/", decisions.products, name="deal_products"),
        path("deal-stages/<int:pk>/remove/", stage_views.remove, name="deal_stage_remove"),
        path("deal-reports/", reports.report, name="deal_reports"),
    ]


class ReportsMenuItem(MenuItem):
    """The way to the reports, for those who may see them."""

    def is_shown(self, request: object) -> bool:
        """Show it to who may."""
        return bool(request.user.has_perm(REPORTS))  # type: ignore[attr-defined]


@hooks.register("register_admin_menu_item")
def register_reports_menu_item() -> MenuItem:
    """Show the reports in the menu."""
    return ReportsMenuItem(
        _("Deal reports"), reverse_lazy("deal_reports"), name="deal-reports", icon_name="order", order=26
    )
