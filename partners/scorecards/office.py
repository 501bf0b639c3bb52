"""Plans in the back office: goals, actions and the review of each partner's quarter."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, DateColumn
from wagtail.admin.widgets.button import HeaderButton

from partners.scorecards import services
from partners.scorecards.forms import ActionForm, PlanContentForm
from partners.scorecards.models import BusinessPlan, PlanAction
from partners.scorecards.panels import CHANGE
from shop.backoffice.listing import ListView
from shop.backoffice.record import ActiveRecordView, submit_button
from shop.user.models import UserRequest


def plans_seen() -> QuerySet[BusinessPlan]:
    """List all plans with their partners."""
    return BusinessPlan.objects.select_related("account__company")


class PlanListView(ListView):
    """Every plan, the latest quarter first."""

    default_ordering = "-year"
    search_fields = ["account__company__name", "account__code"]
    page_title = gettext_lazy("Business plans")

    def all_columns(self) -> list[BaseColumn]:
        """Whose, for when, who agreed."""
        return [
            self.record_column("plan", label=_("Plan"), accessor=str),
            DateColumn("partner_agreed_at", label=_("Agreed by the partner")),
            DateColumn("manager_agreed_at", label=_("Agreed by us")),
        ]

    def get_base_queryset(self) -> QuerySet[BusinessPlan]:
        """Load partners."""
        return plans_seen()


class PlanPageView(ActiveRecordView):
    """A plan: the scorecard as the partner sees it, goals, actions, both sides' agreement."""

    action_permission = CHANGE
    record_actions = ("save", "add_action", "agree")

    def get_queryset(self) -> QuerySet[BusinessPlan]:
        """Load partners."""
        return plans_seen()

    def get_actions(self) -> list[HeaderButton]:
        """Agree to what one reads."""
        if not self.may_act() or self.object.manager_agreed_at is not None:
            return []
        return [submit_button(_("Agree"), name="action", value="agree")]

    def get_action_values(self) -> dict[str, str]:
        """Say which version was read."""
        return {"version": str(self.object.version)}

    def save(self, request: UserRequest) -> HttpResponse:
        """Write goals and notes."""
        form = PlanContentForm(request.POST, plan=self.object)
        if not form.is_valid():
            return self.show_again(form=form)
        services.save_plan(self.object, goals=form.goals(), notes=form.cleaned_data["notes"])
        messages.success(request, _("The plan is saved."))
        return self.reload_page()

    def add_action(self, request: UserRequest) -> HttpResponse:
        """Add an action."""
        form = ActionForm(request.POST)
        if not form.is_valid():
            return self.show_again(action_form=form)
        services.add_action(self.object, **form.cleaned_data)
        messages.success(request, _("The action is added."))
        return self.reload_page()

    def agree(self, request: UserRequest) -> HttpResponse:
        """Agree for the shop."""
        version = request.POST.get("version", "")
        try:
            services.agree(
                self.object,
                side=PlanAction.Side.SHOP,
                version=int(version) if version.isdecimal() and len(version) < 10 else 0,  # noqa: PLR2004 - fits any number
                by=request.user,
            )
        except services.PlanChangedError:
            return self.reload_page(
                error=_("The plan has changed meanwhile. Please read it again before you agree.")
            )
        messages.success(request, _("You agreed to the plan."))
        return self.reload_page()
