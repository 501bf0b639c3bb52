"""The pages of the portal."""

from datetime import timedelta
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partners.accounts.models import PartnerAccount
from partners.commissions.models import Commission
from partners.commissions.queries import orders_since, statement_of, totals_of
from partners.portal.access import require_partner_account
from partners.portal.forms import LinkForm
from partners.referrals.queries import clicks_since

PER_PAGE = 20
RECENT = timedelta(days=30)


@require_safe
@require_partner_account
def dashboard(request: HttpRequest, account: PartnerAccount) -> HttpResponse:
    """Show an account's sums by currency, its link, its last 30 days and its statement, 20 a page.

    `status` narrows the statement, `to` makes a link to a page of the shop. Of the buyers a
    partner sees the order number and the amount, nothing else.
    """
    since = timezone.now() - RECENT
    form = LinkForm(request.GET if "to" in request.GET else None, host=_own_host(request))
    status = request.GET.get("status", "")
    entries = statement_of(account)
    if status in Commission.Status.values:
        entries = entries.filter(status=status)
    context = {
        "account": account,
        "totals": totals_of(account),
        "clicks": clicks_since(account, since=since.date()),
        "orders": orders_since(account, since=since),
        "link_form": form,
        "link": _link(request, account, form),
        "statuses": Commission.Status.choices,
        "status": status,
        "page": Paginator(entries, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "partners/dashboard.html", context)


@require_safe
@require_partner_account
def commission(request: HttpRequest, account: PartnerAccount, reference: UUID) -> HttpResponse:
    """Show how one entry came about; another account's is not found."""
    entry = get_object_or_404(statement_of(account), reference=reference)
    return render(request, "partners/commission.html", {"account": account, "entry": entry})


def _own_host(request: HttpRequest) -> str:
    return urlsplit(request.build_absolute_uri("/")).netloc


def _link(request: HttpRequest, account: PartnerAccount, form: LinkForm) -> str:
    """Write out the account's link: home, or to the page that was asked for."""
    link = request.build_absolute_uri(account.referral_path)
    target = form.cleaned_data["to"] if form.is_bound and form.is_valid() else ""
    return f"{link}?{urlencode({'to': target}, safe='/')}" if target else link
