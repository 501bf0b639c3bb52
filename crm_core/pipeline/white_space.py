"""White space: categories that an account never bought from, and how many of its peers did.

Peers are customers of the same kind (company or person) who bought something in the last three years. The
figures are of the thousand who bought last: enough to tell what is usual, never the whole shop for one page.
They are counted once an hour.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone

from crm_core.customers.models import Customer, CustomerOrder
from shop.catalogue.models import Category, Product
from shop.order_statuses import CANCELLED

YEARS = timedelta(days=3 * 365)
MOST_PEERS = 1000
SHOWN = 8
HOUR = 3600


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A category that the account never bought from; `share` is how many percent of its peers did."""

    category: Category
    share: int


def account_of(customer: Customer) -> QuerySet[Customer]:
    """List the records that buy as this account: the customer and whoever works for the same company."""
    same = Q(pk=customer.pk)
    if customer.company_id is not None:
        same |= Q(company=customer.company_id)
    return Customer.objects.filter(same)


def white_space(customer: Customer) -> list[Gap]:
    """Return the gaps, those that most peers filled first; nothing where nobody bought."""
    own = set(_buyers_by_category(account_of(customer).values_list("pk", flat=True)))
    shares = peer_shares(customer.kind)
    open_to = sorted(
        ((share, pk) for pk, share in shares.items() if pk not in own), key=lambda each: (-each[0], each[1])
    )[:SHOWN]
    categories = Category.objects.filter(is_public=True).in_bulk([pk for _share, pk in open_to])
    return [Gap(category=categories[pk], share=share) for share, pk in open_to if pk in categories]


def peer_shares(kind: str) -> dict[int, int]:
    """Return how many percent of the customers of a kind bought from each category; kept for an hour."""
    key = f"pipeline-peers:{kind}"
    known: dict[int, int] | None = cache.get(key)
    if known is None:
        since = timezone.now() - YEARS
        peers = Customer.objects.filter(kind=kind, last_order_at__gte=since).order_by("-last_order_at", "-pk")
        numbers = list(peers.values_list("pk", flat=True)[:MOST_PEERS])
        buyers = _buyers_by_category(numbers) if numbers else {}
        known = {pk: round(100 * len(who) / len(numbers)) for pk, who in buyers.items()}
        cache.set(key, known, HOUR)
    return known


def _buyers_by_category(customers: Iterable[int]) -> dict[int, set[int]]:
    """Return which of some customers bought from each category; a variant has its parent's categories."""
    orders = CustomerOrder.objects.filter(customer__in=customers).exclude(order__status=CANCELLED)
    bought = orders.values_list(
        "customer", "order__lines__product", "order__lines__product__parent"
    ).distinct()
    heads: dict[int, set[int]] = {}
    for customer, product, parent in bought:
        if product:
            heads.setdefault(parent or product, set()).add(customer)
    buyers: dict[int, set[int]] = {}
    products = Product.objects.filter(pk__in=list(heads), categories__isnull=False).order_by()
    for product, category in products.values_list("pk", "categories"):
        buyers.setdefault(category, set()).update(heads[product])
    return buyers
