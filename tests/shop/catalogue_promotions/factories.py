"""Sales that are on."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from shop.catalogue_promotions.models import CataloguePromotion

HOUR = timedelta(hours=1)


def sale(**fields):
    """A quarter off everything from an hour ago for two hours, or off what the fields pick."""
    now = timezone.now()
    picked = fields.pop("products", ())
    goods = next((name for name in ("collection", "category") if name in fields), "all")
    fields.setdefault("goods", "products" if picked else goods)
    made = CataloguePromotion.objects.create(
        **{"name": "Sale", "value": Decimal(25), "start": now - HOUR, "end": now + HOUR, **fields}
    )
    if picked:
        made.products.set(picked)
    return made
