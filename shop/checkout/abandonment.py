"""Baskets that are left behind: noticed once each, and only where their owner can be reached."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from shop.basket.models import Basket
from shop.checkout.events import BasketAbandoned
from shop.checkout.models import BasketContact
from shop.events.services import publish

MOST = 500


def remember_contact(basket: Basket, *, email: str) -> None:
    """Note the address that a guest gave for a basket."""
    contact = BasketContact(basket=basket, email=email)
    BasketContact.objects.bulk_create(
        [contact], update_conflicts=True, unique_fields=["basket"], update_fields=["email"]
    )


def abandoned_baskets(now: datetime) -> QuerySet[Basket]:
    """List the open baskets with something in them that nobody touched for hours, not told of yet."""
    before = now - timedelta(hours=settings.KILN_BASKET_ABANDONED_HOURS)
    since = now - timedelta(days=settings.KILN_BASKET_CONTACT_DAYS)
    reachable = Q(owner__is_active=True) | Q(owner=None) & ~Q(contact__email="") & Q(contact__isnull=False)
    baskets = Basket.objects.filter(reachable, status=Basket.OPEN, contact__left_at=None)
    touched = baskets.annotate(touched_at=Max("lines__date_updated"))
    return touched.filter(touched_at__lte=before, touched_at__gte=since).order_by("pk")


def publish_abandoned_baskets(*, now: datetime | None = None) -> int:
    """Tell of each basket that is left behind, once; returns how many. Old addresses are forgotten."""
    now = now or timezone.now()
    told = sum(_publish(basket, now=now) for basket in abandoned_baskets(now)[:MOST])
    forget = now - timedelta(days=settings.KILN_BASKET_CONTACT_DAYS)
    BasketContact.objects.filter(Q(created_at__lt=forget) | Q(basket__status=Basket.SUBMITTED)).exclude(
        email=""
    ).update(email="")
    return told


@transaction.atomic
def _publish(basket: Basket, *, now: datetime) -> bool:
    contact, _is_new = BasketContact.objects.get_or_create(basket=basket)
    # One conditional UPDATE decides between two schedulers.
    if not BasketContact.objects.filter(pk=contact.pk, left_at=None).update(left_at=now):
        return False
    publish(BasketAbandoned(basket_id=basket.pk, user_id=basket.owner_id))
    return True
