"""Reading what scores are computed from: orders by customer, so many customers at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Case, DecimalField, ExpressionWrapper, F, Q, QuerySet, When
from django.utils import timezone

from crm_core.customers.models import Customer, CustomerOrder
from crm_core.scores.models import ScoreModel
from shop.configuration.queries import shop_currency
from shop.money import MoneySum
from shop.order.models import Line
from shop.order_statuses import CANCELLED

ZERO = Decimal("0.00")
# With more customers than this, a night's estimates come from every second, third ... of them.
SAMPLE = 50_000
BATCH = 500
MONEY = DecimalField(max_digits=14, decimal_places=2)


@dataclass(kw_only=True)
class OrderHistory:
    """A customer's orders that were not cancelled: what each day came to, with tax, and the margin."""

    orders: int = 0
    values: dict[date, Decimal] = field(default_factory=dict)
    revenue: Decimal = ZERO
    margin: Decimal = ZERO
    margin_revenue: Decimal = ZERO

    @property
    def days(self) -> list[date]:
        """The days with an order, ascending."""
        return sorted(self.values)

    @property
    def spent(self) -> Decimal:
        """The sum of all orders in the shop's currency."""
        return sum(self.values.values(), ZERO)


@dataclass(frozen=True, kw_only=True)
class _Row:
    """An order and the customer for whom it counts."""

    customer_id: int
    order_id: int
    placed_at: datetime
    currency: str
    total: Decimal


def order_histories(customers: Collection[Customer], *, with_margin: bool = True) -> dict[int, OrderHistory]:
    """Return the histories of those who ordered, by customer; two queries, three with margins.

    Days are those of the shop's time zone. The orders of people who work for a company count for them and
    for the company's account.
    """
    histories: dict[int, OrderHistory] = defaultdict(OrderHistory)
    customers_of: dict[int, list[int]] = defaultdict(list)
    currency = shop_currency()
    for row in _rows(customers):
        history = histories[row.customer_id]
        history.orders += 1
        day = timezone.localdate(row.placed_at)
        value = row.total if row.currency == currency else ZERO
        history.values[day] = history.values.get(day, ZERO) + value
        customers_of[row.order_id].append(row.customer_id)
    if with_margin:
        for order_id, revenue, known, cost in _margins(customers):
            for customer_id in customers_of[order_id]:
                history = histories[customer_id]
                history.revenue += revenue
                history.margin_revenue += known
                history.margin += known - cost
    return histories


def _orders(
    customers: Collection[Customer],
) -> tuple[QuerySet[CustomerOrder], QuerySet[CustomerOrder], dict[int, int]]:
    """Return the customers' own orders, those of their companies' people, and the account of each company."""
    own = CustomerOrder.objects.filter(customer__in=[customer.pk for customer in customers])
    accounts = {
        customer.company_id: customer.pk
        for customer in customers
        if customer.kind == Customer.Kind.COMPANY and customer.company_id is not None
    }
    people = CustomerOrder.objects.filter(
        customer__company__in=list(accounts), customer__kind=Customer.Kind.PERSON
    )
    return own, people, accounts


def _rows(customers: Collection[Customer]) -> Iterator[_Row]:
    own, people, accounts = _orders(customers)
    order = ("order_id", "order__date_placed", "order__currency", "order__total_incl_tax")
    for rows, column, target in ((own, "customer_id", None), (people, "customer__company_id", accounts)):
        for key, order_id, placed_at, currency, total in rows.exclude(order__status=CANCELLED).values_list(
            column, *order
        ):
            yield _Row(
                customer_id=key if target is None else target[key],
                order_id=order_id,
                placed_at=placed_at,
                currency=currency,
                total=total,
            )


def _margins(customers: Collection[Customer]) -> Iterator[tuple[int, Decimal, Decimal, Decimal]]:
    """Tell of every order: revenue without tax, that of goods whose cost is known, and their cost.

    The cost of a piece is what its stock record says today. Pieces whose money went back before
    they were sent count neither way. Only orders in the shop's currency.
    """
    own, people, _accounts = _orders(customers)
    currency = shop_currency()
    kept = F("quantity") - F("num_cancelled")
    revenue = ExpressionWrapper(F("line_price_excl_tax") * kept / F("quantity"), output_field=MONEY)
    cost = ExpressionWrapper(F("stockrecord__cost") * kept, output_field=MONEY)
    is_known = Q(stockrecord__cost__isnull=False, stockrecord__price_currency=currency)
    lines = Line.objects.filter(Q(order__in=own.values("order")) | Q(order__in=people.values("order")))
    sums = (
        lines.filter(order__currency=currency, quantity__gt=0)
        .exclude(order__status=CANCELLED)
        .order_by()
        .values("order_id")
        .annotate(
            revenue=MoneySum(revenue),
            known=MoneySum(Case(When(is_known, then=revenue), output_field=MONEY)),
            cost=MoneySum(Case(When(is_known, then=cost), output_field=MONEY)),
        )
    )
    return iter(sums.values_list("order_id", "revenue", "known", "cost"))


def latest_model() -> ScoreModel | None:
    """Return the latest estimates, None before the first night."""
    return ScoreModel.objects.order_by("-calculated_at", "-pk").first()


def customers_in_batches(*, after: int = 0, every: int = 1) -> Iterator[Sequence[Customer]]:
    """Go through all customers by their number, 500 at a time; with `every` 3 through each third."""
    customers = Customer.objects.order_by("pk").only("pk", "kind", "company_id")
    if every > 1:
        customers = customers.annotate(place=F("pk") % every).filter(place=0)
    while batch := list(customers.filter(pk__gt=after)[:BATCH]):
        yield batch
        after = batch[-1].pk


def sampled_histories() -> list[OrderHistory]:
    """Read the histories of all who ordered, of a fixed sample where these are more than 50,000."""
    number = Customer.objects.filter(last_order_at__isnull=False).count()
    found: list[OrderHistory] = []
    for batch in customers_in_batches(every=-(-number // SAMPLE) or 1):
        found += order_histories(batch, with_margin=False).values()
    return found
