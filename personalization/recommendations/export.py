"""What is recommended to somebody and what they did not want, as a part of a copy of their data."""

from collections.abc import Iterator

from personalization.recommendations.models import Dismissal
from personalization.recommendations.served import lists_of
from shop.catalogue.models import Product
from shop.privacy.export import EXPORTERS, Exporter
from shop.user.models import User


def recommendations(user: User) -> Iterator[dict[str, object]]:
    """Each product that a list for this account holds now, in its order, and each they dismissed."""
    for kind, entries in sorted(lists_of(user.pk).items()):
        titles = {one.pk: one.get_title() for one in _products(entry.product_id for entry in entries)}
        for place, entry in enumerate(entries, start=1):
            if entry.product_id in titles:
                yield {"list": kind, "place": place, "product": titles[entry.product_id]}
    for dismissal in Dismissal.objects.filter(user=user).select_related("product__parent").order_by("pk"):
        yield {
            "list": "dismissed",
            "product": dismissal.product.get_title(),
            "dismissed_at": dismissal.dismissed_at,
        }


def _products(keys: Iterator[int]) -> list[Product]:
    return list(Product.objects.filter(pk__in=list(keys)).select_related("parent"))


EXPORTERS.register(Exporter(name="recommendations", read=recommendations))
