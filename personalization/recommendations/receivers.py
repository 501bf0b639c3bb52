"""Django's signals: staff picked a product, or took a pick back."""

from django.db.models.signals import post_delete, post_save

from personalization.recommendations.queries import forget_picks
from shop.catalogue.models import ProductRecommendation

for _signal in (post_save, post_delete):
    _signal.connect(forget_picks, sender=ProductRecommendation, dispatch_uid="recommendations.picks")
