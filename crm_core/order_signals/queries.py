"""Reading what signals are told from: so many customers at a time, in as many queries however many orders."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, QuerySet

from crm_core.customers.models import Customer, CustomerOrder
from crm_core.order_signals.cross_selling import Neighbour, by_reason
from crm_core.order_signals.history import OrderHistory, Purchase
from crm_core.order_signals.models import BoughtTogether, SignalBasis
from crm_core.order_signals.order_days import order_days
from crm_core.order_signals.order_facts import OrderFacts
from crm_core.order_signals.shop_model import ShopModel
from crm_core.order_signals.signals import Account, Near
from crm_core.scores.estimation import Estimates
from crm_core.scores.intervals import IntervalModel
from crm_core.scores.queries import latest_model
from shop.catalogue.models import Product, ProductCategory
from shop.configuration.queries import shop_currency
from shop.order.models import Line, Order

BATCH = 500
SAMPLE = 5000
ORDER_FIELDS = ("number", "status", "date_placed", "currency", "total_incl_tax", "paid_at", "user_id")


@dataclass
class Catalogue:
    """What products count as: the variant's parent, and its categories; read as they come up."""

    roots: dict[int, int] = field(default_factory=dict)
    categories: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def learn(self, products: Collection[int]) -> None:
        """Read what is not known of these products: two queries, none where all are."""
        missing = sorted(set(products) - self.roots.keys())
        if not missing:
            return
        for pk, parent in Product.objects.filter(pk__in=missing).values_list("pk", "parent_id"):
            self.roots[pk] = parent or pk
        roots = sorted({self.roots[pk] for pk in missing if pk in self.roots} - self.categories.keys())
        found: dict[int, list[int]] = defaultdict(list)
        rows = ProductCategory.objects.filter(product__in=roots).order_by("product", "category")
        for product, category in rows.values_list("product", "category"):
            found[product].append(category)
        for root in roots:
            self.categories[root] = tuple(found[root])


def whose_orders(customers: Collection[Customer]) -> dict[int, list[int]]:
    """Return by order whose signals it counts for: its customer's, of a company's people the account's.

    People who work for a company with an account of its own have no signals themselves: nobody is told
    of twice.
    """
    accounts = {
        one.company_id: one.pk
        for one in customers
        if one.kind == Customer.Kind.COMPANY and one.company_id is not None
    }
    own = CustomerOrder.objects.filter(customer__in=[one.pk for one in customers])
    people = CustomerOrder.objects.filter(
        customer__company__in=list(accounts), customer__kind=Customer.Kind.PERSON
    )
    found: dict[int, list[int]] = defaultdict(list)
    for order, customer in own.values_list("order_id", "customer_id"):
        found[order].append(customer)
    for order, company in people.values_list("order_id", "customer__company_id"):
        found[order].append(accounts[company])
    return found


def accounts_of(customers: Collection[Customer], catalogue: Catalogue) -> dict[int, Account]:
    """Return the orders of these customers, by customer; nobody is in it who never ordered."""
    owners = whose_orders(customers)
    orders = list(Order.objects.filter(pk__in=owners).only(*ORDER_FIELDS))
    days = order_days(orders)
    goods: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    lines = Line.objects.filter(order__in=[one.pk for one in orders]).exclude(product=None)
    rows = list(lines.values_list("order_id", "product_id", "quantity"))
    catalogue.learn({product for _order, product, _quantity in rows})
    for order, product, quantity in rows:
        goods[order][catalogue.roots.get(product, product)] += quantity
    currency = shop_currency()
    purchases: dict[int, list[Purchase]] = defaultdict(list)
    facts: dict[int, list[OrderFacts]] = defaultdict(list)
    for one in orders:
        found = days[one.pk]
        purchase = Purchase(
            day=found.placed_on,
            value=float(one.total_incl_tax) if one.currency == currency else 0.0,
            products=dict(goods[one.pk]),
            cancelled_on=found.cancelled_on,
        )
        for customer in owners[one.pk]:
            purchases[customer].append(purchase)
            facts[customer].append(found)
    return {
        customer: Account(history=OrderHistory(purchases[customer]), orders=facts[customer])
        for customer in purchases
    }


def looked_at(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """Leave out the people of companies that are accounts themselves."""
    accounts = Customer.objects.filter(kind=Customer.Kind.COMPANY, company=OuterRef("company"))
    return customers.exclude(Exists(accounts), kind=Customer.Kind.PERSON, company__isnull=False)


def current_model() -> ShopModel:
    """Return what all customers together say: intervals as of the scores' latest night, the rest of ours."""
    scores, basis = latest_model(), SignalBasis.objects.order_by("-calculated_at", "-pk").first()
    estimates = Estimates.from_json(scores.parameters, scores.errors) if scores else Estimates()
    if basis is None:
        return ShopModel(intervals=estimates.intervals)
    best = basis.parameters["vip_from"]
    return ShopModel(
        intervals=estimates.intervals,
        products=IntervalModel(**basis.parameters["products"]),
        vip_from=float("inf") if best is None else best,
    )


def near_of(accounts: Collection[Account], catalogue: Catalogue) -> Near:
    """Return what is bought together with what these customers bought; two queries."""
    products = {product for account in accounts for product in account.history.product_days}
    near = Near(categories_of=catalogue.categories)
    return Near(
        products=_neighbours(BoughtTogether.What.PRODUCT, products),
        categories=_neighbours(BoughtTogether.What.CATEGORY, near.categories_in(products)),
        categories_of=catalogue.categories,
    )


def _neighbours(what: str, because: Collection[int]) -> Mapping[int, Sequence[Neighbour]]:
    names = ("because", "item", "support", "buyers", "lift", "alike")
    rows = BoughtTogether.objects.filter(what=what, because__in=sorted(because)).order_by("pk")
    return by_reason(Neighbour(**dict(zip(names, row, strict=True))) for row in rows.values_list(*names))


def sampled_customers() -> Iterator[Sequence[Customer]]:
    """Go through a fixed sample of 5,000 customers who ordered, 500 at a time: all where there are fewer."""
    ordered = looked_at(Customer.objects.exclude(last_order_at=None, kind=Customer.Kind.PERSON))
    every = -(-ordered.count() // SAMPLE) or 1
    rows = ordered.annotate(place=F("pk") % every).filter(place=0).order_by("pk")
    after = 0
    while batch := list(rows.filter(pk__gt=after).only("pk", "kind", "company_id")[:BATCH]):
        yield batch
        after = batch[-1].pk


def sampled_accounts(catalogue: Catalogue) -> Iterator[Account]:
    """Read the orders of the sample, 500 customers at a time."""
    for batch in sampled_customers():
        yield from accounts_of(batch, catalogue).values()
