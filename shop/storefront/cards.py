"""What listings and strips show of products: cards, in a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext

from shop.catalogue.images import CARD_WIDTHS, Picture
from shop.catalogue.localized import localized_columns, localized_value
from shop.catalogue.models import Category, Product
from shop.compiled_queries import CompiledQuery
from shop.partner.buyers import Buyer
from shop.partner.money import unit_price
from shop.partner.purchase import PurchaseInfo, info_for_parent
from shop.partner.queries import purchase_infos
from shop.storefront.card_rows import CardRow, card_rows, swatch_rows, variant_pictures

LOW_STOCK = 3
SWATCHES_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class CardPrice:
    """What a buyer pays, in major units of the currency.

    `was` is the price before a reduction, None without one; `is_from` says that variants
    differ and this is the cheapest. `pack_size` is how many pieces it is for.
    """

    amount: Decimal
    currency: str
    was: Decimal | None = None
    is_from: bool = False
    includes_tax: bool = True
    pack_size: int = 1

    @property
    def each(self) -> Decimal | None:
        """What one piece of a pack costs; None where a pack holds one."""
        return unit_price(self.amount, self.pack_size, currency=self.currency)


@dataclass(frozen=True, kw_only=True)
class Stock:
    """Whether it can be had: `state` is "good", "low", "later" (ordered now, sent later) or "none"."""

    state: str
    text: str

    @property
    def is_available(self) -> bool:
        """Whether at least one can be bought."""
        return self.state != "none"


@dataclass(frozen=True, kw_only=True)
class Swatch:
    """A glaze as a name and its one or two colours ("#c8b596,#2f6d7c")."""

    name: str
    colours: str


@dataclass(frozen=True, kw_only=True)
class ProductCard:
    """Everything `components/product_card.html` needs; `tag` is its one small label."""

    product_id: int
    title: str
    url: str
    image: Picture | None
    price: CardPrice | None
    stock: Stock
    swatches: tuple[Swatch, ...] = ()
    more_swatches: int = 0
    tag: str = ""

    @property
    def swatch_names(self) -> str:
        """The glazes in words, for who does not see them."""
        return pgettext("punctuation", ", ").join(swatch.name for swatch in self.swatches)


@dataclass(frozen=True, kw_only=True)
class RootCategory:
    """A category of the first level."""

    label: str
    url: str


def price_of(info: PurchaseInfo, *, pack_size: int = 1) -> CardPrice | None:
    """Turn a purchase info into the price to show; None when there is none for this buyer."""
    price = info.price
    if not price.exists:
        return None
    return CardPrice(
        amount=price.excl_tax if price.shows_net else price.incl_tax,
        currency=price.currency,
        includes_tax=not price.shows_net,
        is_from=info.is_from,
        pack_size=pack_size,
    )


def stock_of(info: PurchaseInfo) -> Stock:
    """Turn a purchase info into words of a shopkeeper."""
    if not info.availability.is_available_to_buy:
        return Stock(state="none", text=gettext("Out of stock"))
    if getattr(info.availability, "is_waiting", False):
        return Stock(state="later", text=info.availability.message)
    left = getattr(info.availability, "num_free", info.num_available)
    if left is None:
        return Stock(state="good", text=gettext("In stock"))
    if left <= LOW_STOCK:
        words = ngettext("Only %(count)d left", "Only %(count)d left", left) % {"count": left}
        return Stock(state="low", text=words)
    return Stock(
        state="good", text=ngettext("%(count)d in stock", "%(count)d in stock", left) % {"count": left}
    )


def product_cards(
    product_ids: Sequence[int], *, buyer: Buyer, matches: Mapping[int, Sequence[int]] | None = None
) -> list[ProductCard]:
    """Return the cards of these products in this order, as this buyer sees them.

    `matches` names variants of these products: of those the card shows picture, price and
    stock, and it leads to the first that can be had. A variant has a card of its own, too, which
    leads to its parent's page with the variant selected. A card's picture is the first one of the page
    that it leads to: the variant's own, else its parent's. Products that are gone or not public
    are left out. Takes the same number of queries for one product as for three hundred,
    with or without `matches`: products with their first picture, swatches, whatever
    `purchase_infos` takes and, where some are sold in variants, the variants' pictures.
    """
    if not product_ids:
        return []
    wanted = {pk: [match for match in ids if match != pk] for pk, ids in (matches or {}).items()}
    rows = card_rows({*product_ids, *chain.from_iterable(wanted.values())})
    swatches = swatch_rows(product_ids)
    classes = {row.product_class_id: row.rules for row in rows.values() if row.product_class_id is not None}
    infos = purchase_infos(rows.values(), buyer=buyer, classes=classes)
    pictures = variant_pictures([pk for pk in product_ids if pk in rows and rows[pk].is_parent])
    cards = []
    for pk in dict.fromkeys(product_ids):
        if pk in rows and infos[pk].is_visible:
            variants = [rows[match] for match in wanted.get(pk, ()) if match in rows]
            shown, info = _shown(rows[pk], variants, infos)
            picture = shown.picture or rows[pk].picture
            if shown.is_parent:
                picture = _picture_of_parent(shown, infos[pk].variant_id, pictures.get(pk, {}))
            cards.append(_card(rows[pk], info, swatches.get(pk, {}), shown=shown, picture=picture))
    return cards


def _picture_of_parent(parent: CardRow, selected: int | None, pictures: Mapping[int, str]) -> str | None:
    """Return the first picture of the parent's page: the selected variant's, its own, else any variant's."""
    own = pictures.get(selected) if selected is not None else None
    return own or parent.picture or next(iter(pictures.values()), None)


def sku_of(product: Product) -> str:
    """Return the seller's own number, which the import keeps as the code; it stands in addresses."""
    return product.code or product.upc or str(product.pk)


def _shown(
    product: CardRow, variants: Sequence[CardRow], infos: Mapping[int, PurchaseInfo]
) -> tuple[CardRow, PurchaseInfo]:
    """Return which variant's picture a card shows, and the price and stock of them together."""
    found = [variant for variant in variants if infos[variant.pk].is_visible]
    if not found:
        return product, infos[product.pk]
    best = next((v for v in found if infos[v.pk].availability.is_available_to_buy), found[0])
    if len(found) == 1:
        return best, infos[best.pk]
    return best, info_for_parent([infos[variant.pk] for variant in found])


def _card(
    product: CardRow,
    info: PurchaseInfo,
    swatches: Mapping[str, str],
    *,
    shown: CardRow,
    picture: str | None,
) -> ProductCard:
    stock = stock_of(info)
    url = reverse("catalogue:detail", kwargs={"product_slug": shown.slug, "pk": shown.page_id})
    several = [Swatch(name=name, colours=colours) for name, colours in swatches.items()]
    several = several if len(several) > 1 else []
    return ProductCard(
        product_id=product.pk,
        title=product.title,
        url=f"{url}?{urlencode({'sku': shown.sku})}" if shown.parent_id else url,
        image=Picture(name=picture, alt=product.title, widths=CARD_WIDTHS) if picture else None,
        price=price_of(info, pack_size=shown.pack_size),
        stock=stock,
        swatches=tuple(several[:SWATCHES_SHOWN]),
        more_swatches=max(0, len(several) - SWATCHES_SHOWN),
        tag=stock.text if stock.state == "low" else "" if stock.is_available else gettext("Out of stock"),
    )


def root_categories() -> list[RootCategory]:
    """List the public categories of the first level, in the shop's order. One query."""
    return [
        RootCategory(
            label=localized_value(words),
            url=reverse("catalogue:category", kwargs={"category_slug": slug, "pk": pk}),
        )
        for pk, slug, *words in TOPS.rows(columns=localized_columns("name"))
    ]


def _tops(names: tuple[str, ...]) -> QuerySet:
    found = Category.objects.rewrite(False).filter(depth=1, is_public=True).order_by("path")
    return found.values_list("pk", "slug", *names)


TOPS = CompiledQuery(_tops)
