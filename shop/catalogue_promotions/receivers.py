"""A price that changes, a promotion that is saved or deleted: the prices of promotions follow."""

from collections.abc import Collection

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from shop.catalogue_promotions.models import CataloguePromotion
from shop.catalogue_promotions.services import reckon_prices
from shop.catalogue_promotions.tasks import start
from shop.partner.models import SalePrice
from shop.partner.signals import prices_changed


@receiver(prices_changed, dispatch_uid="catalogue_promotions.prices")
def on_prices_changed(*, record_ids: Collection[int], **kwargs: object) -> None:
    """Reckon with the new prices in the transaction that wrote them."""
    if CataloguePromotion.objects.filter(is_on=True).exists() or SalePrice.objects.filter(
        stockrecord__in=record_ids
    ):
        reckon_prices(record_ids)


@receiver([post_save, post_delete], sender=CataloguePromotion, dispatch_uid="catalogue_promotions.saved")
@receiver(
    m2m_changed, sender=CataloguePromotion.products.through, dispatch_uid="catalogue_promotions.products"
)
def on_promotion_changed(*, raw: bool = False, action: str = "post_", **kwargs: object) -> None:
    """Reckon all prices that it changes."""
    if not raw and action.startswith("post_"):
        start()
