"""What product feeds say of what can be bought: the words, prices and stock of the product pages.

Everything comes from the cards that a visitor sees who has not logged in, so that a feed and the page it
leads to say the same price, reduction and availability.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.html import strip_tags
from stdnum import ean

from shop.catalogue.models import Category, Product, ProductAttributeValue
from shop.catalogue.options import BRAND_CODE
from shop.partner.buyers import buyer_for
from shop.storefront.cards import CardPrice, ProductCard, product_cards, sku_of

LONGEST_TITLE, LONGEST_DESCRIPTION = 150, 5_000


@dataclass(frozen=True, kw_only=True)
class FeedItem:
    """One thing that can be bought. Paths begin with "/"; amounts are in major units of the currency.

    `price` is the ordinary price; while it is reduced `sale_price` is what is paid, and `lowest` the lowest
    of the thirty days before (Directive 98/6/EC). `state` is the card's: "good", "low", "later" or "none".
    """

    sku: str
    group: str
    title: str
    description: str
    path: str
    image: str
    state: str
    currency: str
    price: Decimal
    sale_price: Decimal | None
    lowest: Decimal | None
    gtin: str
    brand: str
    category: str


def feed_products() -> QuerySet[Product, int]:
    """Return the keys of what feeds are made of, oldest first: public products that everybody may see."""
    rows = Product.objects.browsable().exclude(product_class__is_gift_card=True)
    return rows.order_by("pk").values_list("pk", flat=True)


def feed_items(heads: Sequence[int]) -> list[FeedItem]:
    """Describe these products, each variant on its own, in the active language. A constant number of queries.

    What a visitor sees no price of is left out.
    """
    ids = list(heads)
    rows = Product.objects.filter(Q(pk__in=ids) & ~Q(structure=Product.PARENT) | Q(parent__in=ids))
    products = {
        product.pk: product for product in rows.filter(is_public=True).select_related("parent").order_by("pk")
    }
    cards = product_cards(list(products), buyer=buyer_for())
    brands, categories = _brands([*ids, *products]), _categories(ids)
    return [
        _item(products[card.product_id], card, card.price, brands=brands, categories=categories)
        for card in cards
        if card.price is not None
    ]


def _item(
    product: Product,
    card: ProductCard,
    price: CardPrice,
    *,
    brands: dict[int, str],
    categories: dict[int, str],
) -> FeedItem:
    head = product.parent or product
    sku = sku_of(product)
    number = ean.compact(product.upc or sku)
    words = product.description or head.description
    return FeedItem(
        sku=sku,
        group=sku_of(head) if product.parent else "",
        title=card.title[:LONGEST_TITLE],
        description=strip_tags(words)[:LONGEST_DESCRIPTION].strip() or card.title,
        path=card.url,
        image=card.image.large if card.image else "",
        state=card.stock.state,
        currency=price.currency,
        price=price.was or price.amount,
        sale_price=price.amount if price.was else None,
        lowest=price.lowest if price.was else None,
        gtin=number if ean.is_valid(number) else "",
        brand=brands.get(product.pk) or brands.get(head.pk, ""),
        category=categories.get(head.pk, ""),
    )


def _brands(ids: Iterable[int]) -> dict[int, str]:
    rows = ProductAttributeValue.objects.filter(product__in=list(ids), attribute__code=BRAND_CODE)
    return {row.product_id: row.value_as_text for row in rows.select_related("attribute", "value_option")}


def _categories(ids: Sequence[int]) -> dict[int, str]:
    pairs = Product.objects.filter(pk__in=ids, categories__is_public=True).order_by("pk", "categories__path")
    places = list(pairs.values_list("pk", "categories"))
    named = Category.objects.in_bulk({category for _pk, category in places})
    found: dict[int, str] = {}
    for pk, category in places:
        found.setdefault(pk, named[category].name)
    return found
