"""What is offered while somebody types into a number field: products by number or by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from shop.basket.checking import sellable, wished_products
from shop.catalogue.models import Product
from shop.partner.buyers import Buyer
from shop.partner.queries import purchase_infos
from shop.quick_order.finders import products_named
from shop.quick_order.matching import numbers_of
from shop.storefront.cards import CardPrice, Stock, price_of, stock_of

SHOWN, SHORTEST = 8, 2


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A product that can be chosen, with the number that stands for it."""

    number: str
    title: str
    price: CardPrice | None
    stock: Stock


def suggestions(text: str, *, buyer: Buyer) -> list[Suggestion]:
    """Find what somebody may mean: numbers that begin so, then names; families by their variants.

    Only what this buyer may see. At most twelve queries beside those of the search.
    """
    text = text.replace("\x00", "").strip()[:100]
    if len(text) < SHORTEST:
        return []
    ids = _beginning_with(text)
    if len(ids) < SHOWN:
        ids += products_named(text, buyer=buyer)[:SHOWN]
    shown = _whole(ids)
    infos = purchase_infos(shown, buyer=buyer)
    visible = [p for p in shown if infos[p.pk].is_visible and infos[p.pk].price.exists][:SHOWN]
    numbers = numbers_of(visible)
    return [
        Suggestion(
            number=numbers[product.pk],
            title=str(product),
            price=price_of(infos[product.pk]),
            stock=stock_of(infos[product.pk]),
        )
        for product in visible
    ]


def _beginning_with(text: str) -> list[int]:
    """Look by the beginnings of own numbers, as typed and in capitals, each a range of an index."""
    found = Product.objects.filter(sellable()).exclude(structure=Product.PARENT).order_by("code", "pk")
    keys = Q()
    for written in {text, text.upper()}:
        end = written + "\U0010ffff"
        keys |= Q(code__gte=written, code__lt=end) | Q(upc__gte=written, upc__lt=end)
    return list(found.filter(keys).values_list("pk", flat=True)[:SHOWN])


def _whole(ids: Sequence[int]) -> list[Product]:
    """Return products, with the variants of families in their place."""
    rows = wished_products([]).model.objects.filter(Q(pk__in=ids) | Q(parent__in=ids), sellable())
    found = list(
        wished_products(rows.exclude(structure=Product.PARENT).values_list("pk", flat=True)).order_by("pk")
    )
    places = {pk: place for place, pk in reversed(list(enumerate(ids)))}
    return sorted(found, key=lambda p: places.get(p.pk, places.get(p.parent_id or 0, len(ids))))
