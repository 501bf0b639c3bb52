"""What holds of an abandoned basket now, and what was recovered.

ATTRIBUTION: an order counts as recovered where its basket got the goods by a reminder's link, or where a
reminder of that basket went out at most KILN_BASKET_RECOVERY_DAYS before. One order recovers one basket at
most, a cancelled one none. What was ordered without any reminder came by itself and is not counted.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from crm_core.abandoned_baskets.models import AbandonedBasket, RestoredBasket
from crm_core.customers.models import Customer, CustomerIdentifier, CustomerOrder
from crm_core.customers.services import identifiers_of_order
from shop.basket.models import Basket
from shop.checkout.models import BasketContact
from shop.configuration.queries import shop_currency
from shop.contact_data import email_spellings, normalised_email
from shop.money import MoneySum
from shop.order.models import Order
from shop.order_statuses import CANCELLED
from shop.user.models import User

Kind, Outcome = CustomerIdentifier.Kind, AbandonedBasket.Outcome


def recovery_window() -> timedelta:
    """Return for how long after a reminder an order counts as its success."""
    return timedelta(days=settings.KILN_BASKET_RECOVERY_DAYS)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whom a reminder goes to: the account, or a guest's address; `email` is empty for nobody."""

    user: User | None
    email: str


def reader_of(spell: AbandonedBasket) -> Reader:
    """Return who left the basket. Two queries at most."""
    owner: User | None = spell.basket.owner
    if owner is not None:
        return Reader(user=owner, email=owner.email if owner.is_active else "")
    contact = BasketContact.objects.filter(basket=spell.basket_id).first()
    return Reader(user=None, email=contact.email if contact else "")


def bought_since(spell: AbandonedBasket, reader: Reader) -> bool:
    """Tell whether the one who left the basket has ordered anything since, by whatever basket or address."""
    theirs = Q(basket=spell.basket_id)
    theirs |= Q(basket__in=RestoredBasket.objects.filter(abandoned=spell).values("basket"))
    if reader.user is not None:
        theirs |= Q(user=reader.user)
    if spell.customer_id is not None:
        theirs |= Q(pk__in=CustomerOrder.objects.filter(customer=spell.customer_id).values("order"))
    placed = Order.objects.filter(date_placed__gte=spell.quiet_since).exclude(status=CANCELLED)
    spelt = email_spellings(reader.email) if reader.email else []
    guests = placed.alias(guest=Lower("guest_email")).filter(user=None, guest__in=spelt)
    return placed.filter(theirs).exists() or bool(spelt and guests.exists())


def is_restorable(spell: AbandonedBasket) -> bool:
    """Tell whether a reminder's link still leads to goods: the basket is there, nothing bought since."""
    basket: Basket = spell.basket
    if basket.status != Basket.OPEN or spell.outcome in (Outcome.ORDERED, Outcome.OTHERWISE):
        return False
    return not bought_since(spell, reader_of(spell)) and basket.lines.exists()


def spells_of_order(order: Order) -> list[AbandonedBasket]:
    """List the spells that an order may end, the latest first, each held until the transaction ends."""
    keys = Q(pk__in=[])
    for kind, value in identifiers_of_order(order):
        keys |= Q(kind=kind, value=value)
    customers = CustomerIdentifier.objects.filter(keys).values("customer")
    theirs = Q(customer__in=customers)
    if order.user_id is not None:
        theirs |= Q(basket__owner=order.user_id)
    if email := normalised_email(order.guest_email or ""):
        theirs |= Q(basket__contact__email__iexact=email)
    if order.basket_id is not None:
        restored = RestoredBasket.objects.filter(basket=order.basket_id).values("abandoned")
        theirs |= Q(basket=order.basket_id) | Q(pk__in=restored)
    running = Q(outcome__in=[Outcome.OPEN, Outcome.RESUMED, Outcome.MERGED]) | Q(
        outcome=Outcome.ORDERED, order=None
    )
    found = AbandonedBasket.objects.filter(theirs, running, quiet_since__lte=order.date_placed)
    return list(found.order_by("-abandoned_at", "-pk").select_for_update(of=("self",)))


def restored_into(spells: Collection[AbandonedBasket], basket_id: int | None) -> set[int]:
    """Return which of these spells were restored into a basket, by key."""
    if basket_id is None:
        return set()
    rows = RestoredBasket.objects.filter(abandoned__in=list(spells), basket=basket_id)
    return set(rows.values_list("abandoned", flat=True))


@dataclass(frozen=True, kw_only=True)
class Recovered:
    """How many baskets were recovered, and the money of their orders in the shop's currency, tax included."""

    number: int
    money: Decimal


def recovered(since: datetime, *, among: QuerySet[AbandonedBasket] | None = None) -> Recovered:
    """Count what was recovered of the baskets abandoned `since`, of all or `among` some. One query."""
    spells = AbandonedBasket.objects.all() if among is None else among
    found = spells.filter(abandoned_at__gte=since, is_recovered=True).exclude(order__status=CANCELLED)
    sums = found.aggregate(
        number=Count("pk"), money=MoneySum("order__total_incl_tax", filter=Q(order__currency=shop_currency()))
    )
    return Recovered(number=sums["number"], money=sums["money"])


def latest_of(customer: Customer) -> AbandonedBasket | None:
    """Return the basket that a customer left last and never took up again."""
    left = AbandonedBasket.objects.filter(customer=customer, outcome=Outcome.OPEN)
    return left.order_by("-abandoned_at", "-pk").first()
