"""Work on the catalogue that no request waits for."""

from collections.abc import Collection

from celery import shared_task
from django.db.models import Q

from shop.catalogue.images import ensure_all_renditions
from shop.catalogue.models import ProductImage


@shared_task
def render_pictures(product_ids: Collection[int]) -> None:
    """Make the missing renditions of all pictures of these products and their variants.

    May run twice at once or be killed half way: what is there is left alone.
    """
    images = ProductImage.objects.filter(Q(product__in=product_ids) | Q(product__parent__in=product_ids))
    names = images.order_by("display_order", "pk").values_list("original", flat=True)
    for name in dict.fromkeys(names):
        ensure_all_renditions(name)
