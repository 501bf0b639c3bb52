"""Who logs out leaves the checkout: what their basket held is free again."""

from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import m2m_changed
from django.dispatch import receiver

from shop.basket.models import Basket
from shop.stock.services import release
from shop.user.models import User


@receiver(user_logged_out, dispatch_uid="basket.logged_out")
def on_logged_out(*, user: User | None = None, **kwargs: object) -> None:
    """Give back what the user's open baskets hold."""
    if user is None:
        return
    for basket in Basket.objects.filter(owner=user, reservation__isnull=False):
        release(basket)


@receiver(m2m_changed, sender=Basket.vouchers.through, dispatch_uid="basket.vouchers_changed")
def on_vouchers_changed(*, instance: object, **kwargs: object) -> None:
    """Look for vouchers again where somebody put one in."""
    if isinstance(instance, Basket):
        instance.may_have_vouchers = True
