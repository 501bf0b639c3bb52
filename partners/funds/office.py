"""Funds in the back office: budgets with what is handed out, requests and claims to decide."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.ui.tables import BaseColumn, BooleanColumn, Column, DateColumn
from wagtail.admin.widgets.button import HeaderButton

from partners.funds import services
from partners.funds.exceptions import FundsRefusedError
from partners.funds.models import Claim, ClaimProof, FundBudget, FundRequest
from partners.funds.office_forms import AllocateForm, ApproveForm, DeclineForm, PayForm
from partners.funds.queries import result_of
from shop.backoffice.columns import DayColumn, MoneyColumn
from shop.backoffice.listing import ListTab, ListView
from shop.backoffice.lists.bar import StandardView
from shop.backoffice.record import ActiveRecordView, RecordFigure, submit_button
from shop.formats import format_money
from shop.uploads.private import private_file
from shop.user.models import UserRequest

CHANGE_BUDGET = "partner_funds.change_fundbudget"
DECIDE, PAY, SEE_CLAIM = (
    "partner_funds.decide_fundrequest",
    "partner_funds.pay_claim",
    "partner_funds.view_claim",
)
TABS = [
    ListTab(label=gettext_lazy("Budgets"), url_name="fund_budgets:index"),
    ListTab(label=gettext_lazy("Requests"), url_name="fund_requests:index"),
    ListTab(label=gettext_lazy("Claims"), url_name="fund_claims:index"),
]


class BudgetListView(ListView):
    """Every budget, the latest first."""

    default_ordering = "-starts_on"
    search_fields = ["name"]
    page_title = gettext_lazy("Fund budgets")
    tabs = TABS

    def all_columns(self) -> list[BaseColumn]:
        """Name, days, and how much is handed out."""
        return [
            self.record_column("name", label=_("Budget"), sort_key="name"),
            DayColumn("starts_on", label=_("From"), sort_key="starts_on"),
            DayColumn("ends_on", label=_("To"), sort_key="ends_on"),
            MoneyColumn("total", label=_("Total"), currency="currency", sort_key="total"),
            MoneyColumn("allocated", label=_("Allocated"), currency="currency", sort_key="allocated"),
            BooleanColumn("accrues", label=_("Co-op")),
        ]


class BudgetPageView(ActiveRecordView):
    """A budget: what is left of it, and who has how much."""

    action_permission = CHANGE_BUDGET
    record_actions = ("allocate",)

    def get_figures(self) -> list[RecordFigure]:
        """Tell total and what is left."""
        budget: FundBudget = self.object
        left = format_money(budget.total - budget.allocated, budget.currency)
        return [
            RecordFigure(label=_("Total"), value=format_money(budget.total, budget.currency)),
            RecordFigure(label=_("Not allocated"), value=left),
        ]

    def allocate(self, request: UserRequest) -> HttpResponse:
        """Hand out to a partner or to each of a tier: to all or, where it is not enough, to nobody."""
        form = AllocateForm(request.POST)
        if not form.is_valid():
            return self.show_again(form=form)
        typed, accounts = form.cleaned_data, form.accounts()
        if not accounts:
            form.add_error("tier", _("No partner has this tier."))
            return self.show_again(form=form)
        try:
            with transaction.atomic():
                for account in accounts:
                    services.allocate(
                        self.object, account, typed["amount"], note=typed["note"], by=request.user
                    )
        except FundsRefusedError as error:
            form.add_error("amount", str(error))
            return self.show_again(form=form)
        messages.success(request, _("The allocation is saved."))
        return self.reload_page()


class RequestListView(ListView):
    """Every request, those that wait first on request."""

    search_fields = ["title", "allocation__account__company__name", "allocation__account__code"]
    default_ordering = "-created_at"
    page_title = gettext_lazy("Fund requests")
    export_permission = "partner_funds.view_fundrequest"
    list_export = ["title", "allocation", "activity", "amount", "approved_amount", "claimed", "status"]
    tabs = TABS
    standard_views = (StandardView(label=gettext_lazy("To decide"), query="status=submitted"),)

    def all_columns(self) -> list[BaseColumn]:
        """What, whose, for how much, and how far."""
        return [
            self.record_column("title", label=_("Request"), sort_key="title"),
            Column("partner", label=_("Partner"), accessor="allocation.account.company"),
            Column("activity", label=_("Activity"), accessor="get_activity_display"),
            MoneyColumn("amount", label=_("Requested"), currency="currency", sort_key="amount"),
            MoneyColumn("approved_amount", label=_("Approved"), currency="currency"),
            MoneyColumn("claimed", label=_("Claimed"), currency="currency"),
            Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
            DateColumn("submitted_at", label=_("Submitted"), sort_key="submitted_at"),
        ]

    def get_base_queryset(self) -> QuerySet[FundRequest]:
        """Load budgets and partners; drafts are the partner's own."""
        return requests_seen()


def requests_seen() -> QuerySet[FundRequest]:
    """List the requests that staff see: all but drafts."""
    rows = FundRequest.objects.exclude(status=FundRequest.Status.DRAFT)
    return rows.select_related(
        "allocation__budget", "allocation__account__company", "decided_by", "created_by"
    )


class FundsPageView(ActiveRecordView):
    """A page whose actions may be refused in words."""

    def try_to(self, act: Callable[[], None], done: str) -> HttpResponse:
        """Do it and say so, or say why not."""
        try:
            act()
        except FundsRefusedError as error:
            return self.reload_page(error=str(error))
        messages.success(self.request, done)
        return self.reload_page()

    def require(self, permission: str) -> None:
        """Refuse who lacks it."""
        if not self.request.user.has_perm(permission):
            raise PermissionDenied


class RequestPageView(FundsPageView):
    """A request: what is planned, what it brought, its claims, and the decision."""

    action_permission = DECIDE
    record_actions = ("approve", "decline", "close")

    def get_queryset(self) -> QuerySet[FundRequest]:
        """Leave drafts out."""
        return requests_seen()

    def get_summary(self) -> list[object]:
        """Say how far it is and whose it is."""
        one: FundRequest = self.object
        return [one.get_status_display(), one.allocation.account.company, one.allocation.budget]

    def get_figures(self) -> list[RecordFigure]:
        """Tell the sums, what is left for the partner, and the result."""
        one: FundRequest = self.object
        held, currency = one.allocation, one.allocation.budget.currency
        left = format_money(held.amount - held.committed, currency)
        figures = [
            RecordFigure(label=_("Requested"), value=format_money(one.amount, currency)),
            RecordFigure(label=_("Free of the allocation"), value=left),
        ]
        if one.status in {FundRequest.Status.APPROVED, FundRequest.Status.CLOSED}:
            result = result_of(one)
            note = _("%(n)d orders that the partner brought") % {"n": result.orders}
            figures += [
                RecordFigure(label=_("Approved"), value=format_money(one.approved_amount, currency)),
                RecordFigure(label=_("Claimed"), value=format_money(one.claimed, currency)),
                RecordFigure(label=_("Result"), value=format_money(result.revenue, currency), note=note),
            ]
        return figures

    def get_actions(self) -> list[HeaderButton]:
        """Close an approved one."""
        if self.object.status != FundRequest.Status.APPROVED or not self.may_act():
            return []
        return [submit_button(_("Close"), name="action", value="close")]

    def get_action_values(self) -> dict[str, str]:
        """Have the form of the buttons drawn."""
        return {"seen": str(self.object.claimed)}

    def approve(self, request: UserRequest) -> HttpResponse:
        """Approve an amount."""
        form = ApproveForm(request.POST)
        if not form.is_valid():
            return self.show_again(approve_form=form)
        typed = form.cleaned_data
        try:
            services.approve(self.object, amount=typed["amount"], by=request.user, note=typed["note"])
        except FundsRefusedError as error:
            form.add_error("amount", str(error))
            return self.show_again(approve_form=form)
        messages.success(request, _("The request is approved. The partner gets a mail."))
        return self.reload_page()

    def decline(self, request: UserRequest) -> HttpResponse:
        """Decline with a reason."""
        form = DeclineForm(request.POST)
        if not form.is_valid():
            return self.show_again(decline_form=form)
        note = form.cleaned_data["note"]
        return self.try_to(
            lambda: services.decline(self.object, by=request.user, note=note),
            _("The request is declined. The partner gets a mail."),
        )

    def close(self, request: UserRequest) -> HttpResponse:
        """End it; what is not claimed is free again."""
        return self.try_to(
            lambda: services.close(self.object, by=request.user),
            _("The request is closed; what was not claimed is free again."),
        )


class ClaimListView(ListView):
    """The queue of claims."""

    search_fields = ["request__title", "request__allocation__account__company__name"]
    default_ordering = "-created_at"
    page_title = gettext_lazy("Fund claims")
    export_permission = "partner_funds.view_claim"
    list_export = ["request", "amount", "status", "created_at", "paid_at", "reference"]
    tabs = TABS
    standard_views = (
        StandardView(label=gettext_lazy("To decide"), query="status=submitted"),
        StandardView(label=gettext_lazy("To pay"), query="status=approved"),
    )

    def all_columns(self) -> list[BaseColumn]:
        """For what, whose, how much, how far."""
        return [
            self.record_column("request", label=_("Request"), accessor="request.title"),
            Column("partner", label=_("Partner"), accessor="request.allocation.account.company"),
            MoneyColumn("amount", label=_("Amount"), currency="currency", sort_key="amount"),
            Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
            DateColumn("created_at", label=_("Submitted"), sort_key="created_at"),
            DateColumn("paid_at", label=_("Paid"), sort_key="paid_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Claim]:
        """Load requests and partners."""
        return claims_seen()


def claims_seen() -> QuerySet[Claim]:
    """List all claims with what pages tell of them."""
    return Claim.objects.select_related(
        "request__allocation__budget", "request__allocation__account__company", "decided_by", "created_by"
    )


class ClaimPageView(FundsPageView):
    """A claim with its proof; approve or decline it, then note the payment."""

    record_actions = ("approve", "decline", "pay")

    def get_queryset(self) -> QuerySet[Claim]:
        """Load what is told."""
        return claims_seen()

    def may_act(self) -> bool:
        """Let in who may decide or pay; each action asks again."""
        return any(self.request.user.has_perm(right) for right in (DECIDE, PAY))

    def get_title(self) -> str:
        """Name it by its request."""
        return str(self.object.request.title)

    def get_summary(self) -> list[object]:
        """Say how far it is and whose."""
        return [self.object.get_status_display(), self.object.request.allocation.account.company]

    def get_figures(self) -> list[RecordFigure]:
        """Tell the amount beside what was approved."""
        one: Claim = self.object
        currency, request = one.currency, one.request
        return [
            RecordFigure(label=_("Amount"), value=format_money(one.amount, currency)),
            RecordFigure(label=_("Approved for"), value=format_money(request.approved_amount, currency)),
        ]

    def get_actions(self) -> list[HeaderButton]:
        """Approve one that waits."""
        if self.object.status != Claim.Status.SUBMITTED or not self.request.user.has_perm(DECIDE):
            return []
        return [submit_button(_("Approve"), name="action", value="approve")]

    def get_action_values(self) -> dict[str, str]:
        """Have the form of the buttons drawn."""
        return {"seen": str(self.object.amount)}

    def approve(self, request: UserRequest) -> HttpResponse:
        """Approve it."""
        self.require(DECIDE)
        return self.try_to(
            lambda: services.approve_claim(self.object, by=request.user), _("The claim is approved.")
        )

    def decline(self, request: UserRequest) -> HttpResponse:
        """Decline it with a reason."""
        self.require(DECIDE)
        form = DeclineForm(request.POST)
        if not form.is_valid():
            return self.show_again(decline_form=form)
        note = form.cleaned_data["note"]
        return self.try_to(
            lambda: services.decline_claim(self.object, by=request.user, note=note),
            _("The claim is declined. The partner gets a mail."),
        )

    def pay(self, request: UserRequest) -> HttpResponse:
        """Note that it was paid."""
        self.require(PAY)
        form = PayForm(request.POST)
        if not form.is_valid():
            return self.show_again(pay_form=form)
        reference = form.cleaned_data["reference"]
        return self.try_to(
            lambda: services.pay_claim(self.object, by=request.user, reference=reference),
            _("The claim is recorded as paid."),
        )


@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a proof to who may see claims."""
    found = get_object_or_404(ClaimProof, pk=pk)
    return cast("HttpResponse", private_file(found.file, name=PurePosixPath(found.file.name or "").name))
