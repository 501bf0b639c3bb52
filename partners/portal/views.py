"""The pages of the portal."""

from datetime import timedelta
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partners.accounts.checklist import Step, steps_of
from partners.accounts.home import cards_for
from partners.accounts.models import PartnerAccount
from partners.accounts.pages import PartnerRequest, partner_view
from partners.commissions.models import Commission
from partners.commissions.queries import orders_since, statement_of, totals_of
from partners.portal.cards import STATEMENTS
from partners.portal.forms import LinkForm
from partners.portal.queries import news_for, news_item
from partners.portal.services import mark_read
from partners.referrals.queries import clicks_since

PER_PAGE = 20
RECENT = timedelta(days=30)
LATEST = 5


@require_safe
@partner_view()
def dashboard(request: PartnerRequest) -> HttpResponse:
    """Show what waits for somebody: the first steps, the cards of every slice, the latest news."""
    access = request.partner_access
    steps = [step for step in steps_of(access.account)]
    context = {
        "account": access.account,
        "steps": [] if all(step.done_on for step in steps) else [_step(step, request) for step in steps],
        "done": sum(1 for step in steps if step.done_on),
        "cards": cards_for(access),
        "news": news_for(access, now=timezone.now())[:LATEST],
    }
    return render(request, "partners/dashboard.html", context)


def _step(step: Step, request: PartnerRequest) -> dict[str, object]:
    item, may = step.item, request.partner_access.can_any(step.item.permissions)
    return {"label": item.label, "done_on": step.done_on, "url_name": item.url_name if may else ""}


@require_safe
@partner_view(STATEMENTS)
def statement(request: PartnerRequest) -> HttpResponse:
    """Show an account's sums by currency, its last 30 days and its statement, 20 a page.

    `status` narrows the statement. Of the buyers a partner sees the order number and the amount, nothing else.
    """
    account = request.partner_access.account
    since = timezone.now() - RECENT
    status = request.GET.get("status", "")
    entries = statement_of(account)
    if status in Commission.Status.values:
        entries = entries.filter(status=status)
    context = {
        "account": account,
        "totals": totals_of(account),
        "clicks": clicks_since(account, since=since.date()),
        "orders": orders_since(account, since=since),
        "statuses": Commission.Status.choices,
        "status": status,
        "page": Paginator(entries, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "partners/statement_page.html", context)


@require_safe
@partner_view()
def links(request: PartnerRequest) -> HttpResponse:
    """Show the account's link and what it did in 30 days; `to` makes a link to a page of the shop."""
    account = request.partner_access.account
    since = timezone.now() - RECENT
    form = LinkForm(request.GET if "to" in request.GET else None, host=_own_host(request))
    context = {
        "account": account,
        "clicks": clicks_since(account, since=since.date()),
        "orders": orders_since(account, since=since),
        "link_form": form,
        "link": _link(request, account, form),
    }
    return render(request, "partners/links.html", context)


@require_safe
@partner_view(STATEMENTS)
def commission(request: PartnerRequest, reference: UUID) -> HttpResponse:
    """Show how one entry came about; another account's is not found."""
    account = request.partner_access.account
    entry = get_object_or_404(statement_of(account), reference=reference)
    return render(request, "partners/commission.html", {"account": account, "entry": entry})


@require_safe
@partner_view()
def news(request: PartnerRequest) -> HttpResponse:
    """List the reader's news, 20 a page."""
    access = request.partner_access
    page = Paginator(news_for(access, now=timezone.now()), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "partners/news.html", {"account": access.account, "page": page})


@require_safe
@partner_view()
def news_page(request: PartnerRequest, pk: int) -> HttpResponse:
    """Show a piece of news, which is read by that; what is not for the reader is not found."""
    access = request.partner_access
    item = news_item(access, pk, now=timezone.now())
    if item is None:
        raise Http404
    mark_read(item, request.user)
    return render(request, "partners/news_page.html", {"account": access.account, "item": item})


def _own_host(request: HttpRequest) -> str:
    return urlsplit(request.build_absolute_uri("/")).netloc


def _link(request: HttpRequest, account: PartnerAccount, form: LinkForm) -> str:
    """Write out the account's link: home, or to the page that was asked for."""
    link = request.build_absolute_uri(account.referral_path)
    target = form.cleaned_data["to"] if form.is_bound and form.is_valid() else ""
    return f"{link}?{urlencode({'to': target}, safe='/')}" if target else link
