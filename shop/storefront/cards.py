"""What listings and strips show of products: cards, in a constant number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext

from shop.catalogue.categories import top_categories
from shop.catalogue.images import CARD_WIDTHS, Picture
from shop.catalogue.models import Product
from shop.offer.applicable import applicable_offers
from shop.offer.labels import offer_conditions, offer_label
from shop.offer.models import ConditionalOffer
from shop.offer.range_members import Member
from shop.partner.availability import LogInToBuy
from shop.partner.buyers import Buyer
from shop.partner.money import unit_price
from shop.partner.purchase import PurchaseInfo, info_for_parent
from shop.partner.queries import purchase_infos
from shop.storefront.card_rows import CardRow, RelativeRow, card_rows, relative_rows
from shop.tax.table import OUT_OF_SCOPE

LOW_STOCK = 3
SWATCHES_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class CardPrice:
    """What a buyer pays, in major units of the currency.

    `was` is the price before a reduction, `lowest` the lowest of the thirty days before it, None without
    one; `is_from` says that variants differ and this is the cheapest. `pack_size` is how many pieces it is
    for. A gift card bears no tax (`is_taxed`), and one whose buyer chooses the amount is "from" the smallest.
    """

    amount: Decimal
    currency: str
    was: Decimal | None = None
    lowest: Decimal | None = None
    is_from: bool = False
    includes_tax: bool = True
    is_taxed: bool = True
    pack_size: int = 1

    @property
    def percent_off(self) -> int:
        """By how many whole per cent it is reduced; 0 without a reduction.

        Reckoned from the lowest price of the thirty days before (Directive 98/6/EC, article 6a; Court of
        Justice, C-330/23): a price that was raised first makes no reduction.
        """
        if not self.was:
            return 0
        prior = self.was if self.lowest is None else min(self.was, self.lowest)
        return max(0, int(100 * (prior - self.amount) / prior)) if prior else 0

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
class ShownOffer:
    """An offer for everybody that applies to a product: what it gives, where it is told, what it needs."""

    label: str
    name: str
    url: str
    conditions: tuple[str, ...] = ()

    @property
    def conditions_text(self) -> str:
        """The conditions in one line."""
        return pgettext("punctuation", ", ").join(self.conditions)


@dataclass(frozen=True, kw_only=True)
class ProductCard:
    """Everything `components/product_card.html` needs; `tag` is its one small label.

    `wish_id` is what its heart keeps: the variant that it shows, else the product; 0 for none. `asks_login`:
    it has a price for those who have logged in.
    """

    product_id: int
    title: str
    url: str
    image: Picture | None
    price: CardPrice | None
    stock: Stock
    offers: tuple[ShownOffer, ...] = ()
    swatches: tuple[Swatch, ...] = ()
    more_swatches: int = 0
    tag: str = ""
    wish_id: int = 0
    asks_login: bool = False

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
        was=price.was,
        lowest=price.lowest,
        is_taxed=price.tax_code != OUT_OF_SCOPE,
        is_from=info.is_from,
        pack_size=pack_size,
    )


def asks_login(info: PurchaseInfo) -> bool:
    """Tell whether price and purchase are kept for those who have logged in."""
    return isinstance(info.availability, LogInToBuy)


def stock_of(info: PurchaseInfo) -> Stock:
    """Turn a purchase info into words of a shopkeeper."""
    supply = info.supply
    if not supply.is_available_to_buy:
        return Stock(state="none", text=gettext("Out of stock"))
    if getattr(supply, "is_waiting", False):
        return Stock(state="later", text=supply.message)
    left = getattr(supply, "num_free", info.num_available)
    if left is None:
        return Stock(state="good", text=gettext("In stock"))
    if left <= LOW_STOCK:
        words = ngettext("Only %(count)d left", "Only %(count)d left", left) % {"count": left}
        return Stock(state="low", text=words)
    return Stock(
        state="good", text=ngettext("%(count)d in stock", "%(count)d in stock", left) % {"count": left}
    )


def shown_offers(offers: Iterable[ConditionalOffer]) -> tuple[ShownOffer, ...]:
    """Put offers into words; the name is left out where it is the label already. No query."""
    found = []
    for offer in offers:
        label, name = offer_label(offer), str(offer.name)
        found.append(
            ShownOffer(
                label=label,
                name="" if name == label else name,
                url=offer.get_absolute_url(),
                conditions=tuple(offer_conditions(offer)),
            )
        )
    return tuple(found)


def product_cards(
    product_ids: Sequence[int], *, buyer: Buyer, matches: Mapping[int, Sequence[int]] | None = None
) -> list[ProductCard]:
    """Return the cards of these products in this order, as this buyer sees them.

    `matches` names variants of these products: of those the card shows picture, price and
    stock, and it leads to the first that can be had. A variant has a card of its own, too, which
    leads to its parent's page with the variant selected. A card's picture is the first one of the page
    that it leads to: the variant's own, else its parent's. Products that are gone or not public
    are left out. Takes the same number of queries for one product as for three hundred,
    with or without `matches`: products with their first picture, their variants, swatches, whatever
    `purchase_infos` takes besides and, where the shop has any, `applicable_offers`. Offers are
    those of the variant that is shown.
    """
    if not product_ids:
        return []
    wanted = {pk: [match for match in ids if match != pk] for pk, ids in (matches or {}).items()}
    rows = card_rows({*product_ids, *chain.from_iterable(wanted.values())})
    classes = {row.product_class_id: row.rules for row in rows.values() if row.product_class_id is not None}
    relatives = relative_rows(rows.values())
    infos = purchase_infos(rows.values(), buyer=buyer, classes=classes, families=relatives)
    variants = _public_variants(relatives)
    shown = {}
    for pk in dict.fromkeys(product_ids):
        if pk in rows and infos[pk].is_visible:
            found = [rows[match] for match in wanted.get(pk, ()) if match in rows]
            shown[pk] = _shown(rows[pk], found, infos, variants.get(pk, {}))
    members = [entry.member for entry in shown.values() if entry.member and entry.row.may_have_offers]
    offers = applicable_offers(members, buyer=buyer)
    return [
        _card(rows[pk], entry, rows[pk].swatches, offers.get(entry.member.pk, []) if entry.member else [])
        for pk, entry in shown.items()
    ]


def _public_variants(relatives: Mapping[int, RelativeRow]) -> dict[int, dict[int, RelativeRow]]:
    """Group public variants by their parent."""
    found: dict[int, dict[int, RelativeRow]] = {}
    for row in relatives.values():
        if row.parent_id is not None and row.is_public:
            found.setdefault(row.parent_id, {})[row.pk] = row
    return found


def sku_of(product: Product) -> str:
    """Return the seller's own number, which the import keeps as the code; it stands in addresses."""
    return product.code or product.upc or str(product.pk)


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """What a card shows of a product: a row's address, price and stock, a picture, and what is bought."""

    row: CardRow
    info: PurchaseInfo
    picture: str | None
    member: Member | None


def _shown(
    product: CardRow,
    found: Sequence[CardRow],
    infos: Mapping[int, PurchaseInfo],
    variants: Mapping[int, RelativeRow],
) -> _Shown:
    """Show of a product those variants that were found, else the one that its page selects."""
    visible = [variant for variant in found if infos[variant.pk].is_visible]
    info = infos[product.pk]
    if not visible and product.is_parent:
        return _shown_parent(product, info, variants)
    best = next((v for v in visible if infos[v.pk].supply.is_available_to_buy), None)
    best = best or next(iter(visible), product)
    if visible:
        several = len(visible) > 1
        info = info_for_parent([infos[variant.pk] for variant in visible]) if several else infos[best.pk]
    member = Member(
        pk=best.pk,
        parent_id=best.parent_id,
        product_class_id=best.family_class_id,
        is_discountable=best.is_discountable,
    )
    picture = best.picture or (product.picture if best.parent_id == product.pk else None)
    return _Shown(row=best, info=info, picture=picture, member=member if _takes_offers(info) else None)


def _takes_offers(info: PurchaseInfo) -> bool:
    return info.price.exists and info.price.stacks


def _shown_parent(parent: CardRow, info: PurchaseInfo, variants: Mapping[int, RelativeRow]) -> _Shown:
    """The picture is the first of the parent's page: the selected variant's, its own, else any variant's."""
    pk = info.variant_id
    selected = variants.get(pk) if pk is not None else None
    own = selected.picture if selected else None
    anyone = next((variant.picture for variant in variants.values() if variant.picture), None)
    member = None
    if pk is not None and selected is not None and _takes_offers(info):
        member = Member(
            pk=pk,
            parent_id=parent.pk,
            product_class_id=parent.product_class_id,
            is_discountable=selected.is_discountable,
        )
    return _Shown(row=parent, info=info, picture=own or parent.picture or anyone, member=member)


def _card(
    product: CardRow, shown: _Shown, swatches: Mapping[str, str], offers: Sequence[ConditionalOffer]
) -> ProductCard:
    stock, row = stock_of(shown.info), shown.row
    url = reverse("catalogue:detail", kwargs={"product_slug": row.slug, "pk": row.page_id})
    several = [Swatch(name=name, colours=colours) for name, colours in swatches.items()]
    several = several if len(several) > 1 else []
    return ProductCard(
        product_id=product.pk,
        wish_id=row.pk,
        title=product.title,
        url=f"{url}?{urlencode({'sku': row.sku})}" if row.parent_id else url,
        image=Picture(name=shown.picture, alt=product.title, widths=CARD_WIDTHS) if shown.picture else None,
        price=price_of(shown.info, pack_size=row.pack_size),
        stock=stock,
        offers=shown_offers(offers),
        swatches=tuple(several[:SWATCHES_SHOWN]),
        more_swatches=max(0, len(several) - SWATCHES_SHOWN),
        asks_login=asks_login(shown.info),
        tag=stock.text if stock.state == "low" else "" if stock.is_available else gettext("Out of stock"),
    )


def root_categories(*, buyer: Buyer) -> list[RootCategory]:
    """List the categories of the first level that a buyer sees, in the shop's order; from memory."""
    return [RootCategory(label=label, url=url) for label, url in top_categories(buyer=buyer)]
