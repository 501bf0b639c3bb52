"""Baskets that the demo's guests left behind: fresh ones, reminded ones, some bought after all."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from config.demo.order_plan import random_for
from config.demo.regulars import DOMAIN
from crm_core.abandoned_baskets.detection import PURPOSE, find_abandoned_baskets
from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.abandoned_baskets.reminders import send_reminder
from crm_core.consents.addresses import key_of
from crm_core.consents.models import Consent
from crm_core.consents.services import write
from crm_core.customers.models import Customer, CustomerOrder
from shop.basket.models import Basket, Line
from shop.catalogue.models import Product
from shop.checkout.models import BasketContact
from shop.partner.strategy import Strategy

#: How many hours ago each was left; those of the first are worth a lead.
LEFT = (7, 15, 26, 40, 66, 95, 130, 170)
REMINDED = 3
RECOVERED, DAYS_BACK, NOTICED = 3, 25, 6


@transaction.atomic
def add_baskets(*, now: datetime) -> int:
    """Leave some baskets, remind who agreed to it, and count some as recovered; return how many, once."""
    if AbandonedBasket.objects.exists():
        return 0
    people = Customer.objects.filter(email__endswith=f"@{DOMAIN}", company=None).order_by("-spent", "pk")
    guests = list(people[: len(LEFT)])
    products = list(
        Product.objects.filter(is_public=True, stockrecords__num_in_stock__gt=20, children=None)
        .distinct()
        .order_by("pk")[:60]
    )
    if not guests or not products:
        return 0
    for place, (guest, hours) in enumerate(zip(guests, LEFT, strict=False)):
        _leave(guest, products, place, left_at=now - timedelta(hours=hours))
        if place % 2:
            agreed = now - timedelta(days=60)
            key = key_of(email=guest.email)
            write(key, purpose=PURPOSE, action="granted", source=Consent.Source.CHECKOUT, at=agreed)
    found = find_abandoned_baskets(now=now)
    # As it would have been noticed.
    AbandonedBasket.objects.update(abandoned_at=F("quiet_since") + timedelta(hours=NOTICED))
    agreed_ones = AbandonedBasket.objects.filter(customer__in=guests[1::2]).order_by("-quiet_since")
    for spell in agreed_ones.select_related("customer", "basket")[:REMINDED]:
        send_reminder(spell)
    return found + _recovered(now)


def _leave(guest: Customer, products: Sequence[Product], place: int, *, left_at: datetime) -> None:
    """Put some pieces into a guest's basket; the first is a large one."""
    drawn = random_for(f"basket of {guest.email}")
    basket = Basket.objects.create()
    BasketContact.objects.create(basket=basket, email=guest.email)
    basket.strategy = Strategy(user=None)
    for product in drawn.sample(list(products), min(len(products), drawn.randint(1, 3))):
        info = basket.get_stock_info(product, [])
        if info.price.exists and info.availability.is_available_to_buy:
            basket.add_product(product, 12 if place == 0 else drawn.randint(1, 4))
    Line.objects.filter(basket=basket).update(date_created=left_at, date_updated=left_at)
    Basket.objects.filter(pk=basket.pk).update(date_created=left_at)


def _recovered(now: datetime) -> int:
    """Tell of baskets from which, after a reminder, an order came."""
    since = now - timedelta(days=DAYS_BACK)
    links = CustomerOrder.objects.filter(
        order__date_placed__range=(since, now - timedelta(days=2)),
        customer__company=None,
        customer__email__endswith=f"@{DOMAIN}",
    ).select_related("order", "customer")
    rows = []
    for link in links.order_by("-order__date_placed", "pk")[:RECOVERED]:
        order, left = link.order, link.order.date_placed - timedelta(hours=31)
        basket = Basket.objects.create(status=Basket.SUBMITTED, date_submitted=order.date_placed)
        rows.append(
            AbandonedBasket(
                basket=basket,
                customer=link.customer,
                quiet_since=left,
                abandoned_at=left + timedelta(hours=6),
                reminded_at=left + timedelta(hours=8),
                value=order.total_incl_tax,
                currency=order.currency,
                pieces=sum(order.lines.values_list("quantity", flat=True)),
                outcome=AbandonedBasket.Outcome.ORDERED,
                ended_at=order.date_placed,
                order=order,
                is_recovered=True,
            )
        )
    return len(AbandonedBasket.objects.bulk_create(rows))
