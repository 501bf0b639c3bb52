"""Open deals of a period: their category, and their amount weighed by the chance to win them.

A deal counts for its owner, without one for the customer's; in the month in which it is expected to close.
Deals in another currency than the shop's are not added. What orders of an open deal have brought already is
achieved: the deal counts with what is left of its amount. A deal of somebody who works for a company belongs
to the company's account where there is one, as orders do (`credit`). The categories go by the chance in
percent: commit from `COMMIT` on, best case from `BEST_CASE` on, else pipeline.
"""

from decimal import Decimal

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, Round

from crm_core.forecast.credit import ACCOUNT, OWNER, TERRITORY, credited
from crm_core.forecast.orders import MONEY
from crm_core.forecast.periods import Period
from crm_core.pipeline.models import Deal, DealOrder
from shop.configuration.queries import shop_currency
from shop.money import MoneySum
from shop.order_statuses import CANCELLED

COMMIT, BEST_CASE = 75, 50
# A decimal, or SQLite would divide whole numbers, and PostgreSQL refuse money by a float.
PERCENT = Value(Decimal("100.00"), output_field=MONEY)
CATEGORIES = ("committed", "best_case", "pipeline")


def credited_deals() -> QuerySet[Deal]:
    """List the open deals with `left`, `chance_percent`, `weighted`, `category` and for whom they count."""
    deals = Deal.objects.filter(state=Deal.State.OPEN, currency=shop_currency())
    placed = DealOrder.objects.filter(deal=OuterRef("pk"), order__currency=shop_currency()).order_by()
    totals = (
        placed.exclude(order__status=CANCELLED).values("deal").annotate(sum=MoneySum("order__total_incl_tax"))
    )
    ordered = Coalesce(Subquery(totals.values("sum")), 0, output_field=MONEY)
    return deals.annotate(left=Greatest(F("amount") - ordered, 0, output_field=MONEY)).annotate(
        chance_percent=Coalesce("probability", "stage__probability"),
        weighted=Round(F("left") * F("chance_percent") / PERCENT, precision=2, output_field=MONEY),
        category=Case(
            When(chance_percent__gte=COMMIT, then=Value("committed")),
            When(chance_percent__gte=BEST_CASE, then=Value("best_case")),
            default=Value("pipeline"),
            output_field=CharField(),
        ),
        **{
            OWNER: Coalesce("owner", "customer__owner"),
            TERRITORY: F("customer__territory"),
            ACCOUNT: credited("customer")[ACCOUNT],
        },
    )


def deals_in(period: Period) -> QuerySet[Deal]:
    """List the open deals that are expected to close in a period."""
    return credited_deals().filter(expected_close_on__gte=period.start, expected_close_on__lt=period.end)


def undated_deals(period: Period) -> QuerySet[Deal]:
    """List the open deals that this period and later ones leave out: closing before it, or on no day."""
    return credited_deals().filter(Q(expected_close_on=None) | Q(expected_close_on__lt=period.start))
