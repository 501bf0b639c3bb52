"""How far plans are: what their accounts ordered in the year, in all and of the planned categories.

An account's orders are those of its record and of whoever works for its company, as the forecast counts them:
not cancelled, in the shop's currency, tax included, less what was paid back. Of a category the lines of its
products and of the categories below it count, at their price after discounts; what was paid back is not taken
off them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q
from django.db.models.functions import ExtractYear
from django.utils import timezone

from crm_core.account_plans.models import AccountPlan, PlanTarget
from crm_core.customers.models import Customer, CustomerOrder
from crm_core.forecast.orders import credited_orders
from crm_core.pipeline.white_space import account_of
from shop.catalogue.models import Category, Product
from shop.configuration.queries import shop_currency
from shop.money import MoneySum
from shop.order.models import Line
from shop.order_statuses import CANCELLED

NOTHING = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class TargetProgress:
    """A category with what is planned and what was ordered of it."""

    category: Category
    planned: Decimal
    ordered: Decimal

    @property
    def percent(self) -> int:
        """How much of it is reached; 100 where nothing is planned."""
        return percent_of(self.ordered, self.planned)


def percent_of(part: Decimal, whole: Decimal) -> int:
    """Return a share in whole percent, rounded down: a goal is reached when it is."""
    return int(part * 100 / whole) if whole else 100


def ordered_by(plans: Iterable[AccountPlan]) -> dict[int, Decimal]:
    """Return what was ordered in the year of each plan, by its key; two statements for a page of plans."""
    plans = list(plans)
    if not plans:
        return {}
    of_record = _accounts({plan.customer_id for plan in plans})
    year = ExtractYear("order__date_placed", tzinfo=timezone.get_default_timezone())
    orders = credited_orders().filter(customer__in=list(of_record)).annotate(year_placed=year)
    rows = orders.filter(year_placed__in={plan.year for plan in plans}).order_by()
    sums: dict[tuple[int, int], Decimal] = defaultdict(lambda: NOTHING)
    grouped = rows.values("customer", "year_placed").annotate(sum=MoneySum("value"))
    for record, placed, amount in grouped.values_list("customer", "year_placed", "sum"):
        for account in of_record[record]:
            sums[account, placed] += amount
    return {plan.pk: sums[plan.customer_id, plan.year] for plan in plans}


def _accounts(customers: Collection[int]) -> dict[int, set[int]]:
    """Return for each record that buys for one of these accounts, for which."""
    found: dict[int, set[int]] = {pk: {pk} for pk in customers}
    companies = dict(
        Customer.objects.filter(pk__in=customers, kind=Customer.Kind.COMPANY)
        .exclude(company=None)
        .values_list("company", "pk")
    )
    people = Customer.objects.filter(company__in=companies).values_list("pk", "company")
    for pk, company in people:
        found.setdefault(pk, set()).add(companies[company])
    return found


def progress_of(plan: AccountPlan) -> list[TargetProgress]:
    """Return the targets of a plan with what was ordered of each, in the order in which they were planned."""
    targets = list(PlanTarget.objects.filter(plan=plan).select_related("category"))
    return [
        TargetProgress(
            category=target.category, planned=target.amount, ordered=_ordered_of(plan, target.category)
        )
        for target in targets
    ]


def _ordered_of(plan: AccountPlan, category: Category) -> Decimal:
    """Add up the account's lines of a year that are of a category or of one below it."""
    products = Product.objects.filter(categories__in=category.get_descendants_and_self()).order_by()
    heads = products.values("pk")
    orders = CustomerOrder.objects.filter(customer__in=account_of(plan.customer).values("pk"))
    start, end = year_bounds(plan.year)
    lines = Line.objects.filter(
        Q(product__in=heads) | Q(product__parent__in=heads),
        order__in=orders.values("order"),
        order__currency=shop_currency(),
        order__date_placed__gte=start,
        order__date_placed__lt=end,
    )
    live = lines.exclude(order__status=CANCELLED)
    ordered: Decimal = live.aggregate(sum=MoneySum("line_price_incl_tax"))["sum"]
    return ordered


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """Return the first moment of a year and that of the next, in the shop's time zone."""
    zone = timezone.get_default_timezone()
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
