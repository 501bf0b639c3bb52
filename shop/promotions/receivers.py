"""An offer that was saved: its promotion follows, its codes too."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from shop.offer.models import ConditionalOffer
from shop.promotions.services import follow_offer


@receiver(post_save, sender=ConditionalOffer, dispatch_uid="promotions.offer_saved")
def on_offer_saved(*, instance: ConditionalOffer, raw: bool = False, **kwargs: object) -> None:
    """Have terms that nobody approved wait, whoever wrote them on whichever page."""
    if not raw:
        follow_offer(instance)
