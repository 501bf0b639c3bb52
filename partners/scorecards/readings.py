"""How a partner does in a quarter: sales, registrations, leads, reports, stock, funds.

growth         = revenue / revenue of the same quarter a year before - 1
approval rate  = approved, won, lost or expired after approval / answered in the quarter
win rate       = won / closed (won, lost, expired) in the quarter
acceptance     = accepted / answered or recalled offers of the quarter
conversion     = won / accepted offers of the quarter
punctuality    = reports of the quarter's periods that came by their due day / those due by now
stock turns    = pieces sold in the quarter / last count of the quarter x 365 / days of the quarter
days of cover  = last count of the quarter / pieces sold a day in the quarter
certificates   = training certificates of its people that are good on the last day of the quarter, or today
return on funds = revenue that the partner sent or registered / claims approved in the quarter
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from statistics import median

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.accounts.models import PartnerAccount
from partners.deal_registrations.models import DealRegistration
from partners.funds.models import Claim
from partners.lead_distribution.models import LeadOffer
from partners.scorecards.metrics import METRICS, Metric, Unit
from partners.scorecards.quarters import Quarter
from partners.sell_through.models import ReportingPeriod, ReportingTerms, SellThroughReport
from partners.sell_through.periods import due_on, kinds_owed
from partners.sell_through.queries import counted_lines, counted_stock
from partners.tiers.sales import ORDER_SOURCES, OWN, Sales, sales_of
from partners.training.queries import valid_certificates
from shop.money import MoneySum
from shop.time_zones import shop_day

HUNDRED, YEAR = Decimal(100), 365
R, Offer = DealRegistration.State, LeadOffer.State


def ratio(part: Decimal | int, whole: Decimal | int, *, times: Decimal = HUNDRED) -> Decimal | None:
    """Divide, in per cent unless told otherwise; None by nothing."""
    return Decimal(part) * times / Decimal(whole) if whole else None


def revenue(account: PartnerAccount, quarter: Quarter) -> Decimal:
    """Add up the partner's orders of the quarter as its tier counts them, net, less what was paid back."""
    found = sales_of([account.pk], since=quarter.since, until=quarter.until)
    return found.get(account.pk, Sales()).revenue


def growth(account: PartnerAccount, quarter: Quarter) -> Decimal | None:
    """Compare with the same quarter of the year before."""
    before = revenue(account, quarter.a_year_before)
    return ratio(revenue(account, quarter) - before, before)


def approval_rate(account: PartnerAccount, quarter: Quarter) -> Decimal | None:
    """Of the registrations that we answered, how many were approved."""
    rows = DealRegistration.objects.filter(
        account=account, answered_at__gte=quarter.since, answered_at__lt=quarter.until
    )
    return _share(rows, Q(approved_at__isnull=False), Q(approved_at__isnull=False) | Q(state=R.REJECTED))


def win_rate(account: PartnerAccount, quarter: Quarter) -> Decimal | None:
    """Of the registrations that ended after they were approved, how many were won."""
    rows = DealRegistration.objects.filter(
        account=account,
        approved_at__isnull=False,
        closed_at__gte=quarter.since,
        closed_at__lt=quarter.until,
    )
    return _share(rows, Q(state=R.WON), Q(state__in=[R.WON, R.LOST, R.EXPIRED]))


def acceptance(account: PartnerAccount, quarter: Quarter) -> Decimal | None:
    """Of the leads that were answered or let go, how many were accepted."""
    taken = [Offer.ACCEPTED, Offer.WON, Offer.LOST]
    decided = Q(state__in=[*taken, Offer.DECLINED, Offer.RECALLED])
    return _share(_offers(account, quarter), Q(state__in=taken), decided)


def conversion(account: PartnerAccount, quarter: Quarter) -> Decimal | None:
    """Of the leads that were accepted, how many were won."""
    taken = Q(state__in=[Offer.ACCEPTED, Offer.WON, Offer.LOST])
    return _share(_offers(account, quarter), Q(state=Offer.WON), taken)


def answer_hours(account: PartnerAccount, quarter: Quarter) -> Decimal | None:
    """Return the median time to the answer to a lead, in hours."""
    rows = _offers(account, quarter).filter(answered_by__isnull=False)
    times = [until - since for since, until in rows.values_list("offered_at", "answered_at") if until]
    if not times:
        return None
    return Decimal(str(median(time.total_seconds() for time in times) / 3600))


def punctuality(account: PartnerAccount, quarter: Quarter) -> Decimal | None:
    """Of the reports that were due for periods that end in the quarter, how many came in time. Three queries.

    The first one that was submitted counts, whatever it was corrected by.
    """
    terms = ReportingTerms.objects.filter(account=account).first()
    if terms is None:
        return None
    periods = ReportingPeriod.objects.filter(
        cadence=terms.cadence,
        starts_on__gte=terms.starts_on,
        ends_on__range=(quarter.first_day, quarter.last_day),
    )
    due = {one.pk: due_on(terms, one) for one in periods if due_on(terms, one) < shop_day()}
    rows = SellThroughReport.objects.filter(account=account, period__in=due, submitted_at__isnull=False)
    first = rows.order_by().values("period", "kind").annotate(at=Min("submitted_at"))
    kinds = kinds_owed(terms)
    came = sum(row["kind"] in kinds and shop_day(row["at"]) <= due[row["period"]] for row in first)
    return ratio(came, len(due) * len(kinds))


def stock_turns(account: PartnerAccount, quarter: Quarter) -> Decimal | None:
    """Return how often a year the stock is sold at this pace."""
    sold, on_hand, days = _pieces(account, quarter)
    return ratio(sold * YEAR, on_hand * days, times=Decimal(1)) if sold > 0 else None


def days_of_cover(account: PartnerAccount, quarter: Quarter) -> Decimal | None:
    """Return for how many whole days the stock lasts at this pace."""
    sold, on_hand, days = _pieces(account, quarter)
    return Decimal(on_hand * days // sold) if sold > 0 and on_hand else None


def return_on_funds(account: PartnerAccount, quarter: Quarter) -> Decimal | None:
    """Return what the partner brought of others for each unit of claims. Two queries."""
    claims = Claim.objects.filter(
        request__allocation__account=account,
        status__in=[Claim.Status.APPROVED, Claim.Status.PAID],
        decided_at__gte=quarter.since,
        decided_at__lt=quarter.until,
    )
    spent = claims.aggregate(sum=MoneySum("amount"))["sum"]
    if not spent:
        return None
    brought = sales_of(
        [account.pk],
        since=quarter.since,
        until=quarter.until,
        sources=[entry.name for entry in ORDER_SOURCES if entry.name != OWN],
        buyers_but=account.company_id,
    )
    return ratio(brought.get(account.pk, Sales()).revenue, spent, times=Decimal(1))


def certificates(account: PartnerAccount, quarter: Quarter) -> Decimal:
    """Count the certificates of a partner's people, each person and course once."""
    good = valid_certificates(min(quarter.last_day, shop_day())).filter(account=account)
    held = good.filter(issued_at__lt=quarter.until).order_by()
    return Decimal(held.values("user", "course").distinct().count())


def _share(rows: QuerySet[DealRegistration] | QuerySet[LeadOffer], part: Q, whole: Q) -> Decimal | None:
    counted = rows.aggregate(part=Count("pk", filter=part), whole=Count("pk", filter=whole))
    return ratio(counted["part"], counted["whole"])


def _offers(account: PartnerAccount, quarter: Quarter) -> QuerySet[LeadOffer]:
    return LeadOffer.objects.filter(
        account=account, offered_at__gte=quarter.since, offered_at__lt=quarter.until
    )


def _pieces(account: PartnerAccount, quarter: Quarter) -> tuple[int, int, int]:
    """Return the pieces sold in the quarter, those of its last count, and its days until today."""
    last = min(quarter.last_day, shop_day())
    days = max(1, (last - quarter.first_day + timedelta(days=1)).days)
    lines = counted_lines(account, since=quarter.first_day, until=quarter.last_day)
    sold = lines.aggregate(sum=Sum("quantity"))["sum"] or 0
    stock = counted_stock(account).filter(counted_on__range=(quarter.first_day, quarter.last_day))
    day = stock.aggregate(day=Max("counted_on"))["day"]
    held = stock.filter(counted_on=day).aggregate(sum=Sum("quantity"))["sum"] if day else 0
    return sold, held or 0, days


_Read = Callable[[PartnerAccount, Quarter], Decimal | None]
_ALL: tuple[tuple[str, str | Promise, Unit, _Read, bool], ...] = (
    ("revenue", _("Revenue"), Unit.MONEY, revenue, False),
    ("growth", _("Growth over a year"), Unit.PERCENT, growth, False),
    ("approval_rate", _("Registrations approved"), Unit.PERCENT, approval_rate, False),
    ("win_rate", _("Registrations won"), Unit.PERCENT, win_rate, False),
    ("lead_acceptance", _("Leads accepted"), Unit.PERCENT, acceptance, False),
    ("lead_conversion", _("Leads won"), Unit.PERCENT, conversion, False),
    ("lead_answer", _("Time to answer a lead"), Unit.HOURS, answer_hours, True),
    ("punctuality", _("Reports in time"), Unit.PERCENT, punctuality, False),
    ("stock_turns", _("Stock turns a year"), Unit.NUMBER, stock_turns, False),
    ("days_of_cover", _("Days of cover"), Unit.DAYS, days_of_cover, True),
    ("certificates", _("Certificates"), Unit.NUMBER, certificates, False),
    ("fund_return", _("Return on funds"), Unit.TIMES, return_on_funds, False),
)
for _place, (_name, _label, _unit, _reader, _less) in enumerate(_ALL):
    METRICS.register(
        Metric(
            name=_name,
            label=_label,
            unit=_unit,
            read=_reader,
            is_less_better=_less,
            order=10 * (_place + 1),
        )
    )
