"""How often a voucher lies in baskets; never below none."""

from django.db.models import F
from django.dispatch import receiver
from oscar.apps.basket.signals import voucher_addition, voucher_removal

from shop.voucher.models import Voucher


@receiver(voucher_addition, dispatch_uid="voucher.added")
def on_added(*, voucher: Voucher, **kwargs: object) -> None:
    """Count one more basket."""
    rows = Voucher.objects.filter(pk=voucher.pk)
    rows.update(num_basket_additions=F("num_basket_additions") + 1)


@receiver(voucher_removal, dispatch_uid="voucher.removed")
def on_removed(*, voucher: Voucher, **kwargs: object) -> None:
    """Count one basket less; figures from before may be lower than what is taken out."""
    rows = Voucher.objects.filter(pk=voucher.pk, num_basket_additions__gt=0)
    rows.update(num_basket_additions=F("num_basket_additions") - 1)
