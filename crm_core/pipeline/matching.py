"""Which deal of an account an act of its buyer concerns. Where that is not certain, none.

The account are the records who buy together: the customer, whoever works for the same company, and deals
whose contact the customer is. Of its open deals that were there before the act:

1. those with a product of the basket or order: the one that shares most products with it; where two share
   equally many, none;
2. where no deal names such a product: the only open deal of the account, unless it names other products.

An order that staff linked is past matching (`orders.link_order`).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from crm_core.customers.models import Customer
from crm_core.pipeline.models import Deal, DealLine
from shop.catalogue.models import Product


def open_deals_of(customer: Customer) -> QuerySet[Deal]:
    """List the open deals of the account that a customer buys for, the oldest first."""
    account = Q(customer=customer) | Q(contact=customer)
    if customer.company_id is not None:
        account |= Q(customer__company=customer.company_id)
    return Deal.objects.filter(account, state=Deal.State.OPEN).order_by("created_at", "pk")


def matching_deal(customer: Customer, *, products: Iterable[int], at: datetime) -> Deal | None:
    """Return the open deal that an act of this moment concerns; None: none, or not certain."""
    deals = {deal.pk: deal for deal in open_deals_of(customer).filter(created_at__lte=at)}
    if not deals:
        return None
    wanted = _families(products)
    shared: dict[int, set[int]] = {pk: set() for pk in deals}
    named = set()
    lines = DealLine.objects.filter(deal__in=deals).order_by("pk")
    for deal, product, parent in lines.values_list("deal", "product", "product__parent"):
        named.add(deal)
        shared[deal] |= {head for head in (parent or product,) if head in wanted}
    best = max(len(heads) for heads in shared.values())
    if best:
        fitting = [pk for pk, heads in shared.items() if len(heads) == best]
        return deals[fitting[0]] if len(fitting) == 1 else None
    if len(deals) == 1 and not named:
        return next(iter(deals.values()))
    return None


def _families(products: Iterable[int]) -> set[int]:
    """Return the products themselves, of variants their parents: another colour is the same wish."""
    rows = Product.objects.filter(pk__in=set(products)).order_by().values_list("pk", "parent")
    return {parent or pk for pk, parent in rows}
