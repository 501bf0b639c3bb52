"""What to offer to whom, and for which reason. Prices and visibility are the catalogue's answer."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Max, QuerySet
from django.db.models.functions import Coalesce

from personalization.interactions.queries import Profile, purchases_of, views_of
from personalization.recommendations.served import ids_beside
from shop.catalogue.models import Product, ProductRecommendation
from shop.order.models import Line
from shop.order_statuses import CANCELLED
from shop.partner.buyers import Buyer
from shop.storefront.card_loader import ProductCardLoader
from shop.storefront.cards import ProductCard, product_cards

POPULAR_PERIOD = timedelta(days=90)
CACHE_SECONDS = 600
#: Whether anybody picked anything is known for so long.
PICKS, PICKS_SECONDS = "recommendations.picks", 60
# More than shown, because some cannot be had by this buyer or not just now.
SPARE = 4
# So many of them are read at once with those to show.
EXPECTED_UNAVAILABLE = 2
CANDIDATES = 48


def bought_ids(profile: Profile, *, limit: int = 4) -> list[int]:
    """List what this visitor bought, latest first, the more frequent before; more than `limit`. One query."""
    bought = (
        purchases_of(profile)
        .values("product")
        .annotate(latest=Max("occurred_at"), times=Count("pk"))
        .order_by("-latest", "-times", "product")
    )
    return [row["product"] for row in bought[: limit * SPARE]]


def available(ids: Sequence[int], *, loader: ProductCardLoader, limit: int = 4) -> list[ProductCard]:
    """Offer of some products what this buyer can have now; the cards come with the page's others."""
    return [card for card in loader.cards(ids) if card.stock.is_available][:limit]


def recently_viewed(
    profile: Profile, *, buyer: Buyer, exclude: Iterable[int] = (), limit: int = 4
) -> list[ProductCard]:
    """Show what this visitor looked at last, sold out or not, without the products to leave out.

    One query beside those of the cards.
    """
    views = views_of(profile).exclude(product=None).exclude(product__in=list(exclude))
    seen = views.values("product").annotate(latest=Max("occurred_at")).order_by("-latest", "product")
    return product_cards([row["product"] for row in seen[: limit * SPARE]], buyer=buyer)[:limit]


def popular(*, buyer: Buyer, now: datetime, exclude: Iterable[int] = (), limit: int = 4) -> list[ProductCard]:
    """Offer what most orders of the last 90 days hold, then what is new: for whom we do not know.

    Counted over all buyers, so nobody's behaviour shows; kept ten minutes.
    """
    left_out = set(exclude)
    ids = [pk for pk in _popular_ids(now) if pk not in left_out]
    return _available(ids[: limit * SPARE], buyer=buyer, limit=limit)


def forget_picks(**kwargs: object) -> None:
    """Receiver of a changed pick: ask anew whether there is any."""
    cache.delete(PICKS)


def staff_picks(product: Product, *, buyer: Buyer, limit: int = 4) -> list[ProductCard]:
    """Offer what staff named as going with this product, in their order; a variant has those of its parent.

    What this buyer may not see or cannot have now is left out. One query beside those of the cards, none in a
    shop without picks.
    """
    if not cache.get_or_set(PICKS, ProductRecommendation.objects.exists, PICKS_SECONDS):
        return []
    family = product.parent_id or product.pk
    named = ProductRecommendation.objects.filter(primary__in={family, product.pk})
    ids = named.exclude(recommendation__in={family, product.pk}).order_by("-ranking", "pk")
    found = list(dict.fromkeys(ids.values_list("recommendation", flat=True)[: limit * SPARE]))
    return _available(found, buyer=buyer, limit=limit)


def bought_with(
    product: Product, *, buyer: Buyer, exclude: Iterable[int] = (), limit: int = 4
) -> list[ProductCard]:
    """Offer what goes with this product (or another variant of it) by all buyers' orders, best first.

    By the live model, else by how many orders hold both; kept ten minutes.
    """
    left_out = set(exclude)
    ids = [pk for pk in _bought_with_ids(product) if pk not in left_out]
    return _available(ids[: limit * SPARE], buyer=buyer, limit=limit)


def goes_with_basket(
    product_ids: Collection[int], *, buyer: Buyer, exclude: Collection[int] = (), limit: int = 4
) -> list[ProductCard]:
    """Offer what goes with some products, of which variants stand for their parents too, by the live model.

    None without a model or without a product. One query beside those of the cards; kept ten minutes.
    """
    wanted = sorted(product_ids)
    key = "recommendations.beside." + hashlib.sha256(repr(wanted).encode()).hexdigest()[:32]
    beside = cache.get_or_set(key, lambda: ids_beside(wanted), CACHE_SECONDS) if wanted else []
    ids = [pk for pk in beside or () if pk not in exclude]
    return _available(ids[: limit * SPARE], buyer=buyer, limit=limit)


def _available(ids: list[int], *, buyer: Buyer, limit: int) -> list[ProductCard]:
    """Keep what can be had; the other spare ones are read only when more than a few are sold out."""
    found: list[ProductCard] = []
    first = limit + EXPECTED_UNAVAILABLE
    for some in (ids[:first], ids[first:]):
        if some and len(found) < limit:
            found += [card for card in product_cards(some, buyer=buyer) if card.stock.is_available]
    return found[:limit]


def _popular_ids(now: datetime) -> list[int]:
    ids: list[int] | None = cache.get("recommendations.popular")
    if ids is None:
        sold = _by_orders(Line.objects.filter(order__date_placed__gte=now - POPULAR_PERIOD))
        newest = Product.objects.browsable().order_by("-date_created", "-pk")
        ids = list(dict.fromkeys([*sold, *newest.values_list("pk", flat=True)[:CANDIDATES]]))[:CANDIDATES]
        cache.set("recommendations.popular", ids, CACHE_SECONDS)
    return ids


def _bought_with_ids(product: Product) -> list[int]:
    family = product.parent_id or product.pk
    key = f"recommendations.with.{family}"
    ids: list[int] | None = cache.get(key)
    if ids is None:
        ids = ids_beside([family]) or _counted_with(family)
        cache.set(key, ids, CACHE_SECONDS)
    return ids


def _counted_with(family: int) -> list[int]:
    of_family = Line.objects.filter(product=family) | Line.objects.filter(product__parent=family)
    lines = Line.objects.filter(order__in=of_family.values("order"))
    return [pk for pk in _by_orders(lines) if pk != family]


def _by_orders(lines: QuerySet[Line]) -> list[int]:
    """Count orders by product, a variant as its parent, most first; cancelled orders do not count."""
    counted = (
        lines.exclude(order__status=CANCELLED)
        .exclude(product=None)
        .values(family=Coalesce("product__parent", "product"))
        .annotate(orders=Count("order", distinct=True))
        .order_by("-orders", "family")
    )
    return [row["family"] for row in counted[:CANDIDATES]]
