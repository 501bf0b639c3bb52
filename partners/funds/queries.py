"""Reading funds: what a partner has, what it asked for, and what an activity brought."""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from partners.accounts.access import PartnerAccess
from partners.funds.models import Allocation, Claim, FundRequest
from partners.tiers.sales import ORDER_SOURCES, OWN, Sales, sales_of

REQUEST_FUNDS = "partner.funds.request"


def allocations_of(account_id: int) -> QuerySet[Allocation]:
    """List what an account has of budgets that are not over, those that end first before the others."""
    rows = Allocation.objects.filter(account=account_id, budget__ends_on__gte=timezone.localdate())
    return rows.select_related("budget").order_by("budget__ends_on", "pk")


def requests_for(access: PartnerAccess) -> QuerySet[FundRequest]:
    """List the requests that somebody may see, the latest first, budgets loaded."""
    scope = access.scope(REQUEST_FUNDS, account="allocation__account")
    return FundRequest.objects.filter(scope).select_related("allocation__budget", "allocation__account")


def claims_for(access: PartnerAccess) -> QuerySet[Claim]:
    """List the claims that somebody may see."""
    scope = access.scope(REQUEST_FUNDS, account="request__allocation__account")
    return Claim.objects.filter(scope).select_related("request__allocation__budget")


def result_of(request: FundRequest) -> Sales:
    """Return what an activity brought: orders sent or registered by the partner in its days and the 30 after.

    With a campaign code only orders with that voucher code count. What it bought itself is no result.
    Net goods in the shop's currency.
    """
    since = _begin(request.starts_on)
    until = _begin(request.ends_on + timedelta(days=31))
    account = request.allocation.account
    sources = [entry.name for entry in ORDER_SOURCES if entry.name != OWN]
    found = sales_of(
        [account.pk],
        since=since,
        until=until,
        sources=sources,
        code=request.campaign_code,
        buyers_but=account.company_id,
    )
    return found.get(account.pk, Sales())


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())
