"""Repeat orders that accounts are expected to place, without what a deal of theirs covers.

An open deal of an account that is expected to close in a month covers as much of the account's repeat orders
of that month as it weighs: `left` is what is expected beyond it, never less than nothing. So an order that
somebody has written up as a deal is not counted twice.

Somebody who works for a company with a record of its own is left out: its scores count their orders.
"""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, TruncMonth

from crm_core.customers.models import Customer
from crm_core.forecast.credit import ACCOUNT, OWNER, TERRITORY
from crm_core.forecast.deals import credited_deals, deals_in
from crm_core.forecast.models import RepeatForecast
from crm_core.forecast.orders import MONEY
from crm_core.forecast.periods import Period
from shop.money import MoneySum


def repeats_in(period: Period) -> QuerySet[RepeatForecast]:
    """List what is expected of each account in each month of a period, and for whom it counts."""
    company = Customer.objects.filter(kind=Customer.Kind.COMPANY, company=OuterRef("customer__company"))
    counted_elsewhere = Q(customer__kind=Customer.Kind.PERSON, customer__company__isnull=False) & Exists(
        company
    )
    rows = RepeatForecast.objects.filter(month__in=period.months, customer__merged_into=None)
    return rows.exclude(counted_elsewhere).annotate(
        **{ACCOUNT: F("customer"), OWNER: F("customer__owner"), TERRITORY: F("customer__territory")}
    )


def uncovered(rows: QuerySet[RepeatForecast]) -> QuerySet[RepeatForecast]:
    """Add `covered`, what deals of the account in the same month weigh, and `left`."""
    deals = (
        credited_deals()
        .filter(**{ACCOUNT: OuterRef("customer")})
        .annotate(close_month=TruncMonth("expected_close_on"))
        .filter(close_month=OuterRef("month"))
        .order_by()
    )
    total = deals.values(ACCOUNT).annotate(sum=MoneySum("weighted")).values("sum")
    return rows.annotate(covered=Coalesce(Subquery(total), 0, output_field=MONEY)).annotate(
        left=Greatest(F("amount") - F("covered"), 0, output_field=MONEY)
    )


def covered_repeats(period: Period) -> QuerySet[RepeatForecast]:
    """List those rows alone of whose accounts there are deals in the period."""
    accounts = deals_in(period).order_by().values(ACCOUNT)
    return uncovered(repeats_in(period).filter(customer__in=accounts))
