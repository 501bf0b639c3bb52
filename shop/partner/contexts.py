"""Who has prices of their own: for search, which keeps an entry of a product for each such price context."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from shop.partner.buyers import Buyer
from shop.partner.listed import context_name
from shop.partner.models import ContextList, ListPrice
from shop.partner.price_list_models import PUBLIC_CONTEXT


def contexts_in_use() -> list[str]:
    """Return the names of all price contexts beside the public one ("c12"); one query."""
    numbers = ContextList.objects.exclude(context=PUBLIC_CONTEXT).order_by("context")
    return [context_name(number) for number in numbers.values_list("context", flat=True).distinct()]


def contexts_by_product(product_ids: Collection[int]) -> dict[int, set[str]]:
    """Return for products (variants, not their heads) the contexts whose lists have a price for them.

    In every other context such a product costs what it costs everybody, so an index may leave these out.
    Lists that are off or not begun yet count too. The public context is among them where a list is for
    everybody. One query.
    """
    rows = ListPrice.objects.filter(stockrecord__product__in=product_ids).order_by()
    found: dict[int, set[str]] = defaultdict(set)
    pairs = rows.values_list("stockrecord__product_id", "price_list__contexts__context").distinct()
    for product_id, number in pairs:
        if number is not None:
            found[product_id].add(context_name(number))
    return found


def products_of_lists(list_ids: Iterable[int]) -> set[int]:
    """Return the products that have a price in any of these lists; one query."""
    rows = ListPrice.objects.filter(price_list__in=list(list_ids)).order_by()
    return set(rows.values_list("stockrecord__product_id", flat=True).distinct())


def buyer_in_context(buyer: Buyer, price_list: str) -> Buyer:
    """Return a buyer as given but in another price context."""
    return replace(buyer, price_list=price_list)
