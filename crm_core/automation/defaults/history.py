"""A customer's orders as of a moment, read once for a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from crm_core.automation.facts import Facts
from crm_core.customers.models import CustomerOrder
from shop.configuration.queries import shop_currency
from shop.order_statuses import CANCELLED


@dataclass(frozen=True, kw_only=True)
class PastOrder:
    """An order that was not cancelled; `total` is None in another currency than the shop's."""

    pk: int
    placed_at: datetime
    total: Decimal | None


def past_orders(customers: Sequence[int]) -> dict[int, list[PastOrder]]:
    """Return the orders of customers, the oldest first, in one query."""
    found: dict[int, list[PastOrder]] = {pk: [] for pk in customers}
    currency = shop_currency()
    rows = (
        CustomerOrder.objects.filter(customer__in=customers)
        .exclude(order__status=CANCELLED)
        .order_by("order__date_placed", "order")
        .values_list("customer", "order", "order__date_placed", "order__total_incl_tax", "order__currency")
    )
    for customer, pk, placed_at, total, money in rows:
        found[customer].append(
            PastOrder(pk=pk, placed_at=placed_at, total=total if money == currency else None)
        )
    return found


def orders_before(facts: Facts) -> list[PastOrder]:
    """List the orders of the case's customer up to its moment. Raises MissingError without a customer."""
    pk = facts.the_customer().pk
    known = facts.once("orders", lambda: past_orders([pk])[pk])
    return [order for order in known if order.placed_at <= facts.at]
