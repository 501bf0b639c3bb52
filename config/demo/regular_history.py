"""The demo's three years of regular customers, written in bulk: 2,000 people, 60 companies, 7,000 orders.

What `regulars` plans is written as orders of the past, so nobody is written to and no stock moves.
"""

from collections.abc import Iterable, Mapping
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet

from config.demo.order_plan import random_for
from config.demo.regulars import (
    COMPANIES,
    DOMAIN,
    PEOPLE,
    Purchase,
    Regular,
    regular_companies,
    regular_purchases,
)
from crm_core.customers.models import Customer
from crm_core.customers.tasks import compare_waiting
from crm_core.order_history.articles import SoldArticles
from crm_core.order_history.past_orders import PastAddress, PastLine, PastOrder
from crm_core.order_history.services import PastWriter, count_again
from crm_core.scores.services import refit
from shop.b2b.models import Company, CompanyContact
from shop.configuration.queries import shop_currency
from shop.names import full_name
from shop.order.models import Order
from shop.order.numbers import ALPHABET, PLACE_CHARACTERS, prefix_of, with_checks

ORDERS_A_TIME = 100


def add_regulars(*, people: int = PEOPLE, companies: int = COMPANIES) -> int:
    """Write the regular customers' orders, figures, scores and stages; return how many orders are new.

    In short transactions, beside a shop that is served meanwhile. Begun and not finished, it goes on: the
    plan is that of the day on which the first of the companies was added. Who may be the same waits in the
    queue of duplicates afterwards.
    """
    made = _add_companies(regular_companies(companies))
    now = min(company.created_at for company in made.values())
    planned = regular_purchases(now=now, people=people, companies=companies)
    pasts = [_past(purchase, made) for purchase in planned]
    known = set(_orders().values_list("number", flat=True))
    missing = iter([past for past in pasts if past.number not in known])
    writer = PastWriter(articles=SoldArticles(), currency=shop_currency())
    number = 0
    while batch := list(islice(missing, ORDERS_A_TIME)):
        number += writer.write(batch)
    uncounted = Customer.objects.filter(orders_count=0, customer_orders__order__in=_orders()).distinct()
    if waiting := list(uncounted.values_list("pk", flat=True)):
        refit()
        count_again(waiting)
        compare_waiting()
    return number


def _orders() -> QuerySet[Order]:
    return Order.objects.filter(guest_email__endswith=f"@{DOMAIN}")


@transaction.atomic
def _add_companies(buyers: Iterable[Regular]) -> Mapping[str, Company]:
    """Add the companies with who orders for them, by their name."""
    made = {}
    for buyer in buyers:
        company, _new = Company.objects.get_or_create(name=buyer.company, defaults={"vat_id": buyer.vat_id})
        CompanyContact.objects.get_or_create(
            email=buyer.email,
            defaults={"company": company, "name": full_name(buyer.first_name, buyer.last_name)},
        )
        made[buyer.company] = company
    return made


def _past(purchase: Purchase, companies: Mapping[str, Company]) -> PastOrder:
    buyer, place = purchase.buyer, purchase.buyer.address
    drawn = random_for(f"number {purchase.sequence}")
    code = "".join(drawn.choice(ALPHABET) for _ in range(PLACE_CHARACTERS))
    return PastOrder(
        number=with_checks(prefix_of(year=purchase.placed_at.year), code),
        placed_at=purchase.placed_at,
        email=buyer.email,
        name=full_name(buyer.first_name, buyer.last_name),
        lines=tuple(
            PastLine(sku=line.sku, title=line.title, quantity=line.quantity, price=line.price)
            for line in purchase.lines
        ),
        address=PastAddress(
            first_name=buyer.first_name,
            last_name=buyer.last_name,
            line1=place.line1,
            line4=place.line4,
            postcode=place.postcode,
            country=place.country,
            phone=buyer.phone,
        ),
        company=companies.get(buyer.company),
        tax_rate=place.tax,
        language=buyer.language,
    )
