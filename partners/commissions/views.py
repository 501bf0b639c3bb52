"""Commissions in the back office: the list, and noting a payout."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin.ui.tables import Column, DateColumn

from partners.commissions.forms import PayoutForm
from partners.commissions.models import Commission
from partners.commissions.queries import payouts_due
from partners.commissions.services import PayoutChangedError, pay_out
from shop.backoffice.columns import MoneyColumn
from shop.backoffice.listing import ListView


class CommissionListView(ListView):
    """Every entry of every partner, newest first; read only, because entries are made by orders."""

    search_fields = ["order__number", "account__code", "account__company__name"]
    default_ordering = "-accrued_at"
    export_permission = "commissions.pay_commission"
    list_export = ["order", "account", "kind", "base", "rate", "amount", "currency", "status", "accrued_at"]

    @cached_property
    def columns(self) -> list[Column]:
        """Order, partner, sum and where it stands."""
        return [
            Column("order", label=gettext_lazy("Order"), accessor="order.number"),
            Column("account", label=gettext_lazy("Partner"), sort_key="account__code"),
            MoneyColumn("base", label=gettext_lazy("Goods excluding tax"), currency="currency"),
            Column("rate", label=gettext_lazy("Rate (%)")),
            MoneyColumn("amount", label=gettext_lazy("Commission"), currency="currency", sort_key="amount"),
            Column("status", label=gettext_lazy("Status"), accessor="get_status_display", sort_key="status"),
            DateColumn("accrued_at", label=gettext_lazy("Since"), sort_key="accrued_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Commission]:
        """Load the orders and partners with the entries."""
        return Commission.objects.select_related("order", "account__company")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("commissions.pay_commission", raise_exception=True)
def payouts(request: HttpRequest) -> HttpResponse:
    """Show what is payable to whom; a POST notes that one sum was transferred."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    if request.method == "POST":
        form = PayoutForm(request.POST)
        if form.is_valid():
            _note_payout(request, form)
            return redirect("commission_payouts")
        messages.error(
            request, _("This payout could not be read. Nothing was recorded; see below what is payable.")
        )
        context = {"payouts": payouts_due(), "form": form}
        return render(request, "partners/commissions/payouts.html", context, status=422)
    return render(request, "partners/commissions/payouts.html", {"payouts": payouts_due()})


def _note_payout(request: HttpRequest, form: PayoutForm) -> None:
    account = form.cleaned_data["account"]
    try:
        settled = pay_out(
            account,
            currency=form.cleaned_data["currency"],
            total=form.cleaned_data["total"],
            now=timezone.now(),
        )
    except PayoutChangedError:
        messages.error(
            request,
            _(
                "The payable amount has changed in the meantime. Nothing was recorded; "
                "please check the new total."
            ),
        )
        return
    text = ngettext(
        "%(n)d entry of %(partner)s is marked as paid out.",
        "%(n)d entries of %(partner)s are marked as paid out.",
        settled,
    )
    messages.success(request, text % {"n": settled, "partner": account.company})
