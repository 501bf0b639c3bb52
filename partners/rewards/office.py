"""Rewards in the back office: rules, entries, statements to approve and pay."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.widgets.button import HeaderButton

from partners.rewards import documents
from partners.rewards.models import LedgerEntry, PayoutTransfer, RewardRule, Statement
from partners.rewards.queries import entries_of_month
from partners.rewards.sentences import sentence
from partners.rewards.services.paying import (
    PAY,
    pay_statement,
)
from partners.rewards.services.statements import (
    APPROVE,
    ChangedStatementError,
    StatementError,
    approve_statement,
    draw_again,
)
from shop.backoffice.columns import DayColumn, MoneyColumn
from shop.backoffice.confirmation import is_confirmed
from shop.backoffice.listing import ListView
from shop.backoffice.record import ActiveRecordView, RecordFigure, submit_button
from shop.formats import format_money
from shop.pdf.responses import pdf_response
from shop.user.models import UserRequest

UNPROCESSABLE = 422


class RuleListView(ListView):
    """The rules, each as a sentence."""

    default_ordering = "-valid_from"
    search_fields = ["name"]
    page_title = gettext_lazy("Partner rewards")
    list_export = ["name", "kind", "currency", "rate", "amount", "valid_from", "valid_until"]

    def all_columns(self) -> list[BaseColumn]:
        """Name, sentence and days."""
        return [
            self.record_column("name", label=_("Name"), sort_key="name"),
            Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
            Column("sentence", label=_("Rule"), accessor=sentence),
            DayColumn("valid_from", label=_("From"), sort_key="valid_from"),
            DayColumn("valid_until", label=_("Until")),
        ]

    def get_base_queryset(self) -> QuerySet[RewardRule]:
        """Load what the sentences name."""
        named = ("account__company", "tier", "person", "product__parent", "category", "brand")
        return RewardRule.objects.select_related(*named).prefetch_related("levels")


class EntryListView(ListView):
    """Every entry of every partner, the newest first; orders and staff's decisions write them."""

    default_ordering = "-booked_at"
    search_fields = ["order__number", "account__code", "account__company__name", "note"]
    page_title = gettext_lazy("Partner accruals")
    export_permission = APPROVE
    list_export = [
        "account",
        "kind",
        "why",
        "order",
        "rule",
        "base",
        "rate",
        "amount",
        "currency",
        "booked_at",
    ]

    def all_columns(self) -> list[BaseColumn]:
        """Whose, what, why, how much."""
        return [
            Column("account", label=_("Partner"), sort_key="account__code"),
            Column("about", label=_("About"), accessor=documents.source_of),
            Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
            Column("why", label=_("Reason"), accessor="get_why_display"),
            MoneyColumn("amount", label=_("Amount"), currency="currency", sort_key="amount"),
            DateColumn("booked_at", label=_("Date"), sort_key="booked_at"),
            DateColumn("payable_at", label=_("Payable from")),
        ]

    def get_base_queryset(self) -> QuerySet[LedgerEntry]:
        """Load what rows name."""
        return LedgerEntry.objects.select_related("account__company", "order", "rule", "payout")


class StatementListView(ListView):
    """The statements, the latest first."""

    default_ordering = "-month"
    search_fields = ["account__code", "account__company__name"]
    page_title = gettext_lazy("Partner statements")
    export_permission = APPROVE
    list_export = [
        *("account", "month", "currency", "opening", "earned"),
        *("taken_back", "paid_out", "closing", "status"),
    ]

    def all_columns(self) -> list[BaseColumn]:
        """Whose, of when, and what it comes to."""
        return [
            self.record_column("account", label=_("Partner"), sort_key="account__code"),
            Column("month", label=_("Month"), accessor="month_name", sort_key="month"),
            MoneyColumn("earned", label=_("Earned"), currency="currency"),
            MoneyColumn("taken_back", label=_("Clawbacks"), currency="currency"),
            MoneyColumn("paid_out", label=_("Payouts"), currency="currency"),
            MoneyColumn("closing", label=_("Closing balance"), currency="currency", sort_key="closing"),
            Column("status", label=_("Status"), accessor=_status, sort_key="status"),
        ]

    def get_base_queryset(self) -> QuerySet[Statement]:
        """Load the partners."""
        return Statement.objects.select_related("account__company")


def _status(one: Statement) -> str:
    return _("paid") if one.payout_id else one.get_status_display()


class StatementPageView(ActiveRecordView):
    """A statement: its sums and entries, and approving and paying it."""

    record_actions = ("approve", "pay")

    def get_queryset(self) -> QuerySet[Statement]:
        """Load partner and payout."""
        return Statement.objects.select_related("account__company", "payout", "approved_by")

    def may_act(self) -> bool:
        """Let in who may approve or pay; each action asks again."""
        return any(self.request.user.has_perm(right) for right in (APPROVE, PAY))

    def get_summary(self) -> list[object]:
        """Say how far it is."""
        return [_status(self.object), self.object.currency]

    def get_figures(self) -> list[RecordFigure]:
        """Tell the sums from opening to closing."""
        one = self.object
        named = [
            (_("Opening balance"), one.opening),
            (_("Earned"), one.earned),
            (_("Clawbacks"), one.taken_back),
            (_("Payouts"), one.paid_out),
            (_("Closing balance"), one.closing),
        ]
        return [RecordFigure(label=label, value=format_money(sum_, one.currency)) for label, sum_ in named]

    def get_actions(self) -> list[HeaderButton]:
        """Approve a draft; take the statement away."""
        one, buttons = self.object, []
        if one.status == Statement.Status.DRAFT and self.request.user.has_perm(APPROVE):
            buttons.append(submit_button(_("Approve"), name="action", value="approve"))
        url = reverse("partner_statement_pdf", args=[one.pk])
        return [*buttons, HeaderButton(_("Download (PDF)"), url=url, icon_name="download")]

    def get_action_values(self) -> Mapping[str, str]:
        """Send along which balance was seen."""
        return {"closing": str(self.object.closing)}

    def approve(self, request: UserRequest) -> HttpResponse:
        """Approve the balance that was seen."""
        if not request.user.has_perm(APPROVE):
            raise PermissionDenied
        try:
            approve_statement(self.object, closing=_decimal(request, "closing"), by=request.user)
        except ChangedStatementError as error:
            draw_again(self.object)
            return self.reload_page(error=str(error))
        except StatementError as error:
            return self.reload_page(error=str(error))
        messages.success(request, _("The statement is approved and does not change any more."))
        return self.reload_page()

    def pay(self, request: UserRequest) -> HttpResponse:
        """Ask, then pay the sum that was seen, by bank or as store credit."""
        if not request.user.has_perm(PAY):
            raise PermissionDenied
        method, total = request.POST.get("method", ""), _decimal(request, "total")
        if method not in PayoutTransfer.Method.values:
            return self.reload_page(error=_("This page has no such action."))
        if not is_confirmed(request):
            return self._ask(request, method=method, total=total)
        try:
            pay_statement(self.object, total=total, method=method, by=request.user)
        except StatementError as error:
            return self.reload_page(error=str(error))
        messages.success(request, _("The payout is recorded."))
        return self.reload_page()

    def _ask(self, request: UserRequest, *, method: str, total: Decimal) -> HttpResponse:
        words = {
            "amount": format_money(total, self.object.currency),
            "partner": self.object.account.company,
            "method": PayoutTransfer.Method(method).label,
        }
        question = _("Pay %(amount)s to %(partner)s (%(method)s)?") % words
        context = {"question": question, "method": method, "total": total, "header_title": str(self.object)}
        return render(request, "partners/rewards/payment_question.html", context)


def _decimal(request: HttpRequest, name: str) -> Decimal:
    """Read an amount that a page sent along; what is none agrees with nothing."""
    try:
        found = Decimal(request.POST.get(name, ""))
    except InvalidOperation:
        return Decimal(-1)
    return found if found.is_finite() else Decimal(-1)


@require_safe
def statement_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a statement on paper."""
    one = get_object_or_404(Statement.objects.select_related("account__company"), pk=pk)
    rows = entries_of_month(one.account, one.currency, one.month)[:2000]
    return pdf_response(documents.statement_pdf(one, rows), f"statement-{one.pk}.pdf")
