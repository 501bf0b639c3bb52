"""What the basket page says of offers beside the totals: free gifts, and what a little more would bring."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from shop.basket.models import Basket
from shop.catalogue.images import Picture
from shop.catalogue.models import Product, ProductImage
from shop.offer.labels import progress_words
from shop.offer.models import ConditionalOffer
from shop.offer.verdicts import OfferVerdict, Reason

#: How many offers that are not reached yet are told at most.
MOST_HINTS = 2


@dataclass(frozen=True, kw_only=True)
class GiftRow:
    """A free gift as shown; one that `is_sold_out` was promised, and cannot be had any more."""

    title: str
    url: str
    image: Picture | None
    quantity: int
    is_sold_out: bool = False


def gift_rows(basket: Basket) -> list[GiftRow]:
    """Return the gifts of a basket whose offers are applied, sold out ones last; one query, or none."""
    given = [(gift.product, gift.quantity, False) for gift in basket.gifts]
    gone = [
        (verdict.offer.benefit.gift, verdict.offer.benefit.max_affected_items or 1, True)
        for verdict in basket.verdicts
        if verdict.reason_code == Reason.GIFT_SOLD_OUT and verdict.offer.benefit.gift
    ]
    found = [(product, pieces, is_gone) for product, pieces, is_gone in given + gone if product]
    pictures = _pictures([product for product, _pieces, _is_gone in found])
    return [
        GiftRow(
            title=str(product.get_title()),
            url=product.get_absolute_url(),
            image=pictures.get(product.pk) or pictures.get(product.parent_id or 0),
            quantity=quantity,
            is_sold_out=is_sold_out,
        )
        for product, quantity, is_sold_out in found
    ]


def _pictures(products: Iterable[Product]) -> dict[int, Picture]:
    """Return the first picture of products, and of the parents of variants."""
    keys = {key for product in products for key in (product.pk, product.parent_id) if key}
    if not keys:
        return {}
    rows = ProductImage.objects.filter(product__in=keys).order_by("-display_order", "-pk")
    return {row.product_id: Picture(name=row.original.name or "") for row in rows}


def hints(basket: Basket) -> list[str]:
    """Say what is missing for offers that are not reached yet, the nearest first. No query."""
    near = [verdict for verdict in basket.verdicts if _is_told(verdict)]
    return [progress_words(verdict) for verdict in sorted(near, key=_distance)[:MOST_HINTS]]


def _is_told(verdict: OfferVerdict) -> bool:
    """Whether it is an offer for everybody: one with a code is said where the code is."""
    is_for_all = verdict.offer.offer_type == ConditionalOffer.SITE
    return verdict.reason_code == Reason.THRESHOLD and is_for_all


def _distance(verdict: OfferVerdict) -> Decimal:
    needed = verdict.offer.condition.value
    return (verdict.missing or Decimal(0)) / needed if needed else Decimal(1)
