"""Statements of commissions in the back office: the list, the page, as a file and on paper."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, pgettext
from django.views.decorators.http import require_safe
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.widgets.button import HeaderButton

from crm_core.forecast.models import PeriodKind
from crm_core.forecast.periods import Period
from crm_core.forecast.quotas import user_label
from crm_core.rep_commissions.access import APPROVE, PAY, statements_visible_to
from crm_core.rep_commissions.models import AccountShare, Statement
from crm_core.rep_commissions.services import StatementError, approve, pay
from shop.backoffice.columns import DayColumn, MoneyColumn, PercentColumn
from shop.backoffice.listing import ListView
from shop.backoffice.record import ActiveRecordView, RecordFigure, submit_button
from shop.backoffice.row_limits import limited
from shop.backoffice.signals import list_exported
from shop.formats import format_money
from shop.spreadsheets.responses import csv_response
from shop.user.models import User, UserRequest

REFERENCE_LENGTH = 140


def period_of(statement: Statement) -> Period:
    """Return the period of a statement."""
    return Period(kind=PeriodKind(statement.kind), start=statement.starts_on)


def statement_name(statement: Statement) -> str:
    """Name a statement by whose it is and of when."""
    return f"{user_label(statement.user)}, {period_of(statement).label}"


class StatementListView(ListView):
    """The statements that somebody may see, the latest first."""

    search_fields = ["user__email", "user__first_name", "user__last_name", "plan__name", "reference"]
    default_ordering = "-starts_on"
    page_title = gettext_lazy("Commission statements")
    list_export = [
        "user",
        "plan",
        "starts_on",
        "state",
        "target",
        "credited",
        "total",
        "currency",
        "reference",
    ]
    export_permission = "rep_commissions.view_statement"

    def all_columns(self) -> list[BaseColumn]:
        """Whose, of when, what came of it, how far it is."""
        return [
            self.record_column(
                "user",
                label=_("Representative"),
                accessor=lambda one: user_label(one.user),
                sort_key="user__last_name",
            ),
            Column(
                "period", label=_("Period"), accessor=lambda one: period_of(one).label, sort_key="starts_on"
            ),
            Column("plan", label=_("Plan"), sort_key="plan__name"),
            MoneyColumn("target", label=_("Target"), currency="currency"),
            MoneyColumn("credited", label=_("Reached"), currency="currency", sort_key="credited"),
            MoneyColumn("total", label=_("Commission"), currency="currency", sort_key="total"),
            Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        ]

    def get_base_queryset(self) -> QuerySet[Statement]:
        """Leave those of others out."""
        return limited(self.request.user, Statement.objects.select_related("user", "plan"))


class StatementPageView(ActiveRecordView):
    """A statement: what it comes to, its orders, and what can be done with it."""

    record_actions = ("approve", "pay")

    def get_queryset(self) -> QuerySet[Statement]:
        """Leave those of others out."""
        found: QuerySet[Statement] = limited(
            self.request.user, Statement.objects.select_related("user", "plan", "approved_by", "paid_by")
        )
        return found

    def may_act(self) -> bool:
        """Let in who may approve or pay; each action asks again."""
        return any(self.request.user.has_perm(right) for right in (APPROVE, PAY))

    def get_title(self) -> str:
        """Name it."""
        return statement_name(self.object)

    def get_summary(self) -> list[object]:
        """Say how far it is, and by which plan."""
        return [self.object.get_state_display(), self.object.plan]

    def get_figures(self) -> list[RecordFigure]:
        """Tell target, what was reached, and what is earned."""
        one = self.object
        percent = _("%(percent)d %% of the target") % {"percent": one.credited * 100 / one.target}
        return [
            RecordFigure(label=_("Target"), value=format_money(one.target, one.currency)),
            RecordFigure(label=_("Reached"), value=format_money(one.credited, one.currency), note=percent),
            RecordFigure(label=_("Commission"), value=format_money(one.total, one.currency)),
        ]

    def get_actions(self) -> list[HeaderButton]:
        """Approve another's draft; take the statement away."""
        one, user = self.object, self.request.user
        buttons = []
        if one.state == Statement.State.DRAFT and user.has_perm(APPROVE) and one.user_id != user.pk:
            buttons.append(submit_button(_("Approve"), name="action", value="approve"))
        csv = reverse("commission_statement_file", args=[one.pk])
        paper = reverse("commission_statement_print", args=[one.pk])
        return [
            *buttons,
            HeaderButton(_("Download (CSV)"), url=csv, icon_name="download"),
            HeaderButton(_("Print"), url=paper, icon_name="doc-full"),
        ]

    def get_action_values(self) -> Mapping[str, str]:
        """Send along which total was seen."""
        return {"total": str(self.object.total)}

    def approve(self, request: UserRequest) -> HttpResponse:
        """Approve the total that was seen."""
        if not request.user.has_perm(APPROVE):
            raise PermissionDenied
        try:
            seen = Decimal(request.POST.get("total", ""))
        except InvalidOperation:
            seen = self.object.total + 1
        try:
            approve(self.object, by=request.user, total=seen)
        except StatementError as error:
            return self.reload_page(error=str(error))
        messages.success(request, _("The statement is approved and does not change any more."))
        return self.reload_page()

    def pay(self, request: UserRequest) -> HttpResponse:
        """Record that it was paid."""
        if not request.user.has_perm(PAY):
            raise PermissionDenied
        reference = request.POST.get("reference", "").strip()[:REFERENCE_LENGTH]
        try:
            pay(self.object, by=request.user, reference=reference)
        except StatementError as error:
            return self.reload_page(error=str(error))
        messages.success(request, _("The statement is recorded as paid."))
        return self.reload_page()


def _seen(user: User, pk: int) -> Statement:
    rows = statements_visible_to(
        user, Statement.objects.select_related("user", "plan", "approved_by", "paid_by")
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
def statement_file(request: UserRequest, pk: int) -> HttpResponse:
    """Hand out a statement as CSV: a line for each order, and the sum."""
    statement = _seen(request.user, pk)
    list_exported.send(
        statement_file, model=Statement, user=request.user, name="commission-statement", columns=["CSV"]
    )
    return csv_response(_file_rows(statement), f"commission-{statement.pk}.csv")


def _file_rows(statement: Statement) -> Iterator[list[object]]:
    yield [_("Order"), _("Date"), _("Share (%)"), _("Basis"), _("Commission"), _("Currency")]
    for line in statement.lines.select_related("share__order"):
        day = timezone.localdate(line.occurred_at, timezone.get_default_timezone()).isoformat()
        share = line.share
        yield [share.order.number, day, share.percent, line.basis, line.amount, statement.currency]
    yield [_("Total"), "", "", statement.credited, statement.total, statement.currency]


@require_safe
def statement_print(request: UserRequest, pk: int) -> HttpResponse:
    """Show a statement as it is printed."""
    statement = _seen(request.user, pk)
    context = {
        "statement": statement,
        "name": statement_name(statement),
        "lines": statement.lines.select_related("share__order"),
    }
    return render(request, "crm_core/rep_commissions/print.html", context)


class PlanListView(ListView):
    """The plans, the latest first."""

    default_ordering = "-starts_on"
    search_fields = ["name"]
    list_export = ["name", "basis", "kind", "starts_on", "ends_on"]

    def all_columns(self) -> list[BaseColumn]:
        """Name, what counts, and while."""
        return [
            self.record_column("name", label=_("Name"), sort_key="name"),
            Column("basis", label=_("Basis"), accessor="get_basis_display"),
            Column("kind", label=_("Period"), accessor="get_kind_display"),
            DayColumn("starts_on", label=_("From"), sort_key="starts_on"),
            DayColumn("ends_on", label=_("Until")),
        ]


class ShareListView(ListView):
    """Who shares in whose account."""

    default_ordering = "-starts_on"
    search_fields = ["customer__name", "user__email"]
    list_export = ["customer", "user", "percent", "starts_on", "ends_on"]

    def all_columns(self) -> list[BaseColumn]:
        """Account, colleague, how much, and while."""
        return [
            self.record_column("customer", label=_("Customer")),
            Column("user", label=_("Representative"), accessor=lambda one: user_label(one.user)),
            PercentColumn("percent", label=pgettext("of an account", "Share"), sort_key="percent"),
            DayColumn("starts_on", label=_("From"), sort_key="starts_on"),
            DayColumn("ends_on", label=_("Until")),
        ]

    def get_base_queryset(self) -> QuerySet[AccountShare]:
        """Leave the accounts out that the reader does not see."""
        return limited(self.request.user, AccountShare.objects.select_related("customer", "user"))
