"""Promotions as marketers make them, and people who do."""

from shop.promotions.models import Promotion, PromotionSettings
from tests.shop.offer.makers import make_offer


def make_promotion(*, state=None, **fields):
    """The promotion of an offer; without a state it is a draft that nobody gets."""
    offer = make_offer(approved=False, **fields)
    promotion = Promotion.objects.get(offer=offer)
    if state is not None:
        Promotion.objects.filter(pk=promotion.pk).update(state=state)
        promotion.refresh_from_db()
    return promotion


def need_approval(**fields):
    """Have promotions need a second person."""
    rules = PromotionSettings.load()
    rules.needs_approval = True
    for name, value in fields.items():
        setattr(rules, name, value)
    rules.save()
