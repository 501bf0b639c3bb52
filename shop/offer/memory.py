"""Whether the shop has offers at all, kept in memory: most baskets of most shops need not ask."""

from django.db.models.signals import post_delete, post_save

from shop.configuration.memory import LazyMemory
from shop.offer.models import ConditionalOffer


def _read() -> bool:
    """Tell whether there is any offer for everybody, whatever its dates, limits and state. One query."""
    return ConditionalOffer.objects.filter(offer_type=ConditionalOffer.SITE).exists()


HAS_SITE_OFFERS: LazyMemory[bool] = LazyMemory("site-offers", _read)

for _signal in (post_save, post_delete):
    _signal.connect(
        HAS_SITE_OFFERS.forget, sender=ConditionalOffer, weak=False, dispatch_uid="offer.site_offers_changed"
    )
