"""Which products somebody asks a price for: those of a form, of their basket, or one."""

from collections.abc import Iterable, Sequence

from django.http import QueryDict

from crm_core.quotes.drafting import MOST_LINES
from crm_core.quotes.forms import AskedProduct
from crm_core.quotes.models.versions import MOST_PIECES
from shop.basket.models import Basket
from shop.catalogue.models import Product
from shop.numbers import whole_number
from shop.partner.strategy import Strategy


def pairs_of(data: QueryDict) -> list[tuple[int, int]]:
    """Read what a form or an address names: `product` and `quantity`, as often as there are products.

    `child_id`, of the page of a product in variants, stands for the only product.
    """
    products = [data["child_id"]] if data.get("child_id") else data.getlist("product")
    quantities = data.getlist("quantity")
    found: dict[int, int] = {}
    for place, text in enumerate(products[:MOST_LINES]):
        number = whole_number(text)
        pieces = whole_number(quantities[place]) if place < len(quantities) else 1
        if number:
            found[number] = min(found.get(number, 0) + max(pieces or 1, 1), MOST_PIECES)
    return list(found.items())


def pairs_of_basket(basket: Basket) -> list[tuple[int, int]]:
    """Return the products of a basket with their pieces; gift cards are not haggled over."""
    found: dict[int, int] = {}
    for line in basket.all_lines():
        if not line.product.get_product_class().is_gift_card:
            found[line.product_id] = found.get(line.product_id, 0) + line.quantity
    return list(found.items())


def asked_products(pairs: Sequence[tuple[int, int]], *, strategy: Strategy) -> list[AskedProduct]:
    """Return the products that this buyer may see, in the order asked; what is hidden is not there."""
    rows = _sold(pk for pk, _pieces in pairs)
    return [
        AskedProduct(product=rows[pk], quantity=pieces)
        for pk, pieces in pairs
        if pk in rows and strategy.fetch_for_product(rows[pk]).is_visible
    ]


def _sold(keys: Iterable[int]) -> dict[int, Product]:
    rows = Product.objects.filter(pk__in=list(keys), is_public=True).exclude(structure=Product.PARENT)
    found = rows.select_related("product_class", "parent__product_class")
    return {
        product.pk: product
        for product in found
        if not product.get_product_class().is_gift_card and (not product.parent or product.parent.is_public)
    }
