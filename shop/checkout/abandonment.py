"""How the owner of a basket that may be left behind can be reached, for as long as that is needed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from shop.basket.models import Basket
from shop.checkout.models import BasketContact


def remember_contact(basket: Basket, *, email: str) -> None:
    """Note the address that a guest gave for a basket."""
    contact = BasketContact(basket=basket, email=email)
    BasketContact.objects.bulk_create(
        [contact], update_conflicts=True, unique_fields=["basket"], update_fields=["email"]
    )


def forget_contacts(*, now: datetime | None = None) -> int:
    """Forget the addresses of baskets that were ordered, and all after KILN_BASKET_CONTACT_DAYS."""
    forget = (now or timezone.now()) - timedelta(days=settings.KILN_BASKET_CONTACT_DAYS)
    done = BasketContact.objects.filter(Q(created_at__lt=forget) | Q(basket__status=Basket.SUBMITTED))
    return done.exclude(email="").update(email="")
