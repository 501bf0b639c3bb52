"""Reading what partners reported; only reports that count."""

from datetime import date

from django.db.models import QuerySet

from partners.accounts.models import PartnerAccount
from partners.sell_through.models import Kind, ReportingPeriod, SellThroughLine, SellThroughReport, StockLine

COUNTED = (SellThroughReport.State.SUBMITTED, SellThroughReport.State.ACCEPTED)


def counted_lines(
    account: PartnerAccount | None = None, *, since: date | None = None, until: date | None = None
) -> QuerySet[SellThroughLine]:
    """List sales lines that count, of one partner or of all, sold from `since` to `until` (both included)."""
    found = SellThroughLine.objects.filter(report__state__in=COUNTED)
    if account is not None:
        found = found.filter(account=account)
    if since is not None:
        found = found.filter(sold_on__gte=since)
    return found if until is None else found.filter(sold_on__lte=until)


def counted_stock(account: PartnerAccount | None = None) -> QuerySet[StockLine]:
    """List stock lines that count, of one partner or of all."""
    found = StockLine.objects.filter(report__state__in=COUNTED)
    return found if account is None else found.filter(account=account)


def counting_report(account: PartnerAccount, period: ReportingPeriod, kind: str) -> SellThroughReport | None:
    """Return the report that counts for a period; None while there is none."""
    return SellThroughReport.objects.filter(
        account=account, period=period, kind=Kind(kind), state__in=COUNTED
    ).first()


def draft_report(account: PartnerAccount, period: ReportingPeriod, kind: str) -> SellThroughReport | None:
    """Return the draft for a period; None while there is none."""
    return SellThroughReport.objects.filter(
        account=account, period=period, kind=Kind(kind), state=SellThroughReport.State.DRAFT
    ).first()
