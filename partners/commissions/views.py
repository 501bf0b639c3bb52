"""Commissions in the back office: the list, noting payouts, and those that were noted."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.widgets.button import HeaderButton

from partners.commissions.forms import PayoutForm, Transfer
from partners.commissions.models import Commission, Payout
from partners.commissions.queries import PayoutDue, payouts_due
from partners.commissions.services import PayoutChangedError, pay_out
from shop.backoffice.columns import MoneyColumn, PercentColumn
from shop.backoffice.confirmation import is_confirmed
from shop.backoffice.listing import ListView
from shop.backoffice.record import RecordFigure, RecordView
from shop.formats import format_money
from shop.user.models import User

PAY = "commissions.pay_commission"
UNPROCESSABLE = 422


class CommissionListView(ListView):
    """Every entry of every partner, newest first; read only, because entries are made by orders."""

    search_fields = ["order__number", "account__code", "account__company__name"]
    default_ordering = "-accrued_at"
    export_permission = PAY
    list_export = [
        "order",
        "account",
        "kind",
        "base",
        "rate",
        "amount",
        "currency",
        "status",
        "accrued_at",
        "payout",
    ]

    @cached_property
    def columns(self) -> list[Column]:
        """Order, partner, sum and where it stands."""
        return [
            Column("order", label=gettext_lazy("Order"), accessor="order.number"),
            Column("account", label=gettext_lazy("Partner"), sort_key="account__code"),
            MoneyColumn("base", label=gettext_lazy("Goods excluding tax"), currency="currency"),
            PercentColumn("rate", label=gettext_lazy("Rate")),
            MoneyColumn("amount", label=gettext_lazy("Commission"), currency="currency", sort_key="amount"),
            Column("status", label=gettext_lazy("Status"), accessor="get_status_display", sort_key="status"),
            DateColumn("accrued_at", label=gettext_lazy("Date"), sort_key="accrued_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Commission]:
        """Load the orders and partners with the entries."""
        return Commission.objects.select_related("order", "account__company", "payout__account__company")


class PayoutListView(ListView):
    """Every transfer that was noted, the latest first."""

    search_fields = ["account__code", "account__company__name", "reference"]
    default_ordering = "-paid_at"
    export_permission = PAY
    page_title = gettext_lazy("Payouts")
    list_export = ["account", "total", "currency", "reference", "paid_at", "noted_by"]

    def all_columns(self) -> list[BaseColumn]:
        """Partner, sum, reference and day."""
        return [
            self.record_column("account", label=gettext("Partner"), sort_key="account__code"),
            MoneyColumn("total", label=gettext("Amount"), currency="currency", sort_key="total"),
            Column("reference", label=gettext("Reference")),
            DateColumn("paid_at", label=gettext("Paid out"), sort_key="paid_at"),
            Column("noted_by", label=gettext("Recorded by")),
        ]

    def get_base_queryset(self) -> QuerySet[Payout]:
        """Load the partners, and who noted it."""
        return Payout.objects.select_related("account__company", "noted_by")


class PayoutPageView(RecordView[Payout]):
    """A transfer with the entries that it settled."""

    def get_queryset(self) -> QuerySet[Payout]:
        """Load the partner."""
        return Payout.objects.select_related("account__company", "noted_by")

    def get_figures(self) -> list[RecordFigure]:
        """Tell the sum and the number of entries."""
        payout = self.object
        return [
            RecordFigure(label=gettext("Amount"), value=format_money(payout.total, payout.currency)),
            RecordFigure(label=gettext("Entries"), value=intcomma(payout.entries.count())),
        ]

    def get_actions(self) -> list[HeaderButton]:
        """Take the statement away as a file."""
        url = f"{reverse('commissions:index')}?payout={self.object.pk}"
        may_export = self.request.user.has_perm(PAY)
        label = gettext("Download statement (CSV)")
        return [HeaderButton(label, url=f"{url}&export=csv", icon_name="download")] if may_export else []


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(PAY, raise_exception=True)
def payouts(request: HttpRequest) -> HttpResponse:
    """Show what is payable to whom; a POST says what would be noted, and with a yes notes it."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    due = payouts_due()
    if request.method != "POST":
        return _payouts_page(request, due=due)
    form = PayoutForm(request.POST, payable=due)
    if not form.is_valid():
        asks_again = "due" not in form.errors and bool(form.chosen)
        return _payouts_page(request, due=due, form=form, status=UNPROCESSABLE, is_question=asks_again)
    if not is_confirmed(request):
        if len(form.chosen) != len(form.cleaned_data["due"]):
            messages.error(request, changed_text())
            return redirect("commission_payouts")
        return _payouts_page(request, due=due, form=form, is_question=True)
    for transfer in form.transfers():
        _note_payout(request, transfer)
    return redirect("commission_payouts")


def changed_text() -> str:
    """Say that what was seen is no longer payable."""
    return gettext(
        "The payable amount has changed in the meantime. Nothing was recorded; please check the new total."
    )


def _payouts_page(
    request: HttpRequest,
    *,
    due: list[PayoutDue],
    form: PayoutForm | None = None,
    status: int = 200,
    is_question: bool = False,
) -> HttpResponse:
    title = gettext("Payouts")
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": gettext("Home")}, {"url": "", "label": title}]
    context = {
        "payouts": due,
        "form": form,
        "is_question": is_question,
        "header_title": title,
        "header_icon": "download",
        "breadcrumbs_items": crumbs,
        "statement_url": reverse("commissions:index"),
    }
    return render(request, "partners/commissions/payouts.html", context, status=status)


def _note_payout(request: HttpRequest, transfer: Transfer) -> None:
    partner = transfer.account.company
    try:
        payout = pay_out(
            transfer.account,
            currency=transfer.currency,
            total=transfer.total,
            reference=transfer.reference,
            by=request.user if isinstance(request.user, User) else None,
            now=timezone.now(),
        )
    except PayoutChangedError:
        messages.error(request, f"{partner}: {changed_text()}")
        return
    settled = payout.entries.count()
    text = ngettext(
        "%(n)d entry of %(partner)s is marked as paid out.",
        "%(n)d entries of %(partner)s are marked as paid out.",
        settled,
    )
    messages.success(request, text % {"n": settled, "partner": partner})
