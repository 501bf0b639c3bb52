"""Plans of accounts in the back office: the list with how far they are, and the page of one."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, pgettext
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.views.generic import CreateView

from crm_core.account_plans.forms import asked_customer
from crm_core.account_plans.models import AccountPlan
from crm_core.account_plans.panels import SEES_ORDERS
from crm_core.account_plans.queries import NOTHING, ordered_by, percent_of
from crm_core.customers.access.fields import fields_of, name_for
from crm_core.forecast.quotas import user_label
from shop.backoffice.columns import MoneyColumn
from shop.backoffice.listing import ListView
from shop.backoffice.record import RecordFigure, RecordView
from shop.backoffice.row_limits import limited
from shop.configuration.queries import shop_currency
from shop.formats import format_money
from shop.user.models import User


def sees_sums(user: User | AnonymousUser) -> bool:
    """Tell whether somebody may read what an account orders."""
    return user.has_perm(SEES_ORDERS) and fields_of(user).shows("total_spent")


class PlanListView(ListView):
    """The plans of accounts that somebody sees, the latest year first."""

    default_ordering = "-year"
    search_fields = ["customer__name"]
    list_export = ["customer", "year", "goal", "potential"]
    page_title = gettext_lazy("Account plans")

    def all_columns(self) -> list[BaseColumn]:
        """Account, owner, goal, and how much of it was ordered."""
        user = self.request.user
        columns: list[BaseColumn] = [
            self.record_column(
                "customer", label=_("Customer"), accessor=lambda plan: name_for(user, plan.customer)
            ),
            Column("year", label=_("Year"), accessor=lambda plan: str(plan.year), sort_key="year"),
            Column(
                "owner",
                label=_("Owner"),
                accessor=lambda plan: user_label(plan.customer.owner) if plan.customer.owner else "",
            ),
            MoneyColumn("goal", label=_("Goal"), sort_key="goal"),
        ]
        if sees_sums(user):
            columns += [
                MoneyColumn("ordered", label=pgettext("of a goal", "Ordered"), accessor=self._ordered),
                Column("reached", label=_("Reached"), accessor=self._reached),
            ]
        return columns

    @cached_property
    def _sums(self) -> dict[int, object]:
        return dict(ordered_by(self.object_list))

    def _ordered(self, plan: AccountPlan) -> object:
        return self._sums.get(plan.pk, NOTHING)

    def _reached(self, plan: AccountPlan) -> str:
        return f"{percent_of(self._ordered(plan), plan.goal)} %"  # type: ignore[arg-type]

    def get_base_queryset(self) -> QuerySet[AccountPlan]:
        """Leave the accounts out that the reader does not see."""
        return limited(self.request.user, AccountPlan.objects.select_related("customer__owner"))


class PlanPageView(RecordView):
    """A plan: the goal, how much was ordered, and what is to be done."""

    def get_queryset(self) -> QuerySet[AccountPlan]:
        """Leave the accounts out that the reader does not see."""
        found: QuerySet[AccountPlan] = limited(
            self.request.user, AccountPlan.objects.select_related("customer__owner")
        )
        return found

    def get_title(self) -> str:
        """Name it by account and year."""
        return _("%(name)s, plan for %(year)s") % {
            "name": name_for(self.request.user, self.object.customer),
            "year": self.object.year,
        }

    def get_summary(self) -> Sequence[object]:
        """Say whose account it is."""
        owner = self.object.customer.owner
        return [user_label(owner)] if owner else []

    def get_figures(self) -> Sequence[RecordFigure]:
        """Tell the goal, what was ordered of it, and the share of what the account spends."""
        plan, currency = self.object, shop_currency()
        figures = [RecordFigure(label=_("Goal"), value=format_money(plan.goal, currency))]
        if not sees_sums(self.request.user):
            return figures
        ordered = ordered_by([plan])[plan.pk]
        note = _("%(percent)d %% of the goal") % {"percent": percent_of(ordered, plan.goal)}
        url = reverse("customers:inspect", args=[plan.customer_id])
        told = format_money(ordered, currency)
        figures.append(RecordFigure(label=pgettext("of a goal", "Ordered"), value=told, note=note, url=url))
        if plan.potential:
            share = _("%(percent)d %% of what they spend") % {"percent": percent_of(ordered, plan.potential)}
            figures.append(
                RecordFigure(label=_("Potential"), value=format_money(plan.potential, currency), note=share)
            )
        return figures


class PlanCreateView(CreateView):
    """A new plan, of the customer that the address names."""

    def get_initial_form_instance(self) -> AccountPlan:
        """Begin with that customer."""
        plan = AccountPlan()
        customer = asked_customer(self.request.GET.get("customer"), self.request.user)
        if customer is not None:
            plan.customer = customer
        return plan
