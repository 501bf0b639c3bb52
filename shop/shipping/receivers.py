"""A changed price holds at once; the countries of the zones are those that we send to."""

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from oscar.apps.address.models import Country

from shop.countries import COUNTRIES
from shop.shipping.models import (
    DeliveryOption,
    DeliveryRate,
    DeliveryTableRow,
    DeliveryZone,
    DeliveryZoneCountry,
)
from shop.shipping.table import STORED_DELIVERY


@receiver([post_save, post_delete], sender=DeliveryOption)
@receiver([post_save, post_delete], sender=DeliveryRate)
@receiver([post_save, post_delete], sender=DeliveryTableRow)
def forget_delivery(**kwargs: object) -> None:
    """Read again."""
    STORED_DELIVERY.forget()


@receiver([post_save, post_delete], sender=DeliveryZone)
@receiver([post_save, post_delete], sender=DeliveryZoneCountry)
@receiver(m2m_changed, sender=DeliveryZoneCountry)
def mark_countries(action: str = "", **kwargs: object) -> None:
    """Offer the countries of all zones where addresses are typed, and no others."""
    STORED_DELIVERY.forget()
    if action.startswith("pre_"):
        return
    reached = DeliveryZoneCountry.objects.values("country")
    Country.objects.filter(pk__in=reached, is_shipping_country=False).update(is_shipping_country=True)
    Country.objects.filter(is_shipping_country=True).exclude(pk__in=reached).update(is_shipping_country=False)
    COUNTRIES.forget()
