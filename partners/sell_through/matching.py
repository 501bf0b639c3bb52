"""Which product a partner's number stands for, and which it may stand for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from partners.accounts.models import PartnerAccount
from partners.sell_through.models import SkuMapping
from partners.sell_through.reading import Cells
from shop.catalogue.models import Product
from shop.partner.buyers import Buyer
from shop.quick_order.finders import numbers_near, products_named
from shop.quick_order.matching import numbers_of, products_by_number
from shop.tokens import normalise_text

MOST_SUGGESTIONS, MOST_NAMED = 4, 40


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A product that a number may stand for, and the number by which it is ordered from us."""

    product_id: int
    number: str
    title: str


@dataclass(frozen=True, kw_only=True)
class UnknownSku:
    """A partner's number that stands for nothing yet, the rows it is in, and what it may stand for."""

    sku: str
    rows: Sequence[int]
    name: str
    suggestions: Sequence[Suggestion] = ()


def known_skus(account: PartnerAccount, skus: Collection[str]) -> dict[str, list[int]]:
    """Return for each number the products that it stands for: what the partner mapped, else our own numbers.

    Six queries at most, however many numbers.
    """
    wanted = {sku: sku.lower() for sku in skus}
    mapped = dict(
        SkuMapping.objects.filter(account=account, sku__in=set(wanted.values())).values_list(
            "sku", "product_id"
        )
    )
    found = {sku: [mapped[low]] for sku, low in wanted.items() if low in mapped}
    return {**products_by_number([sku for sku in wanted if sku not in found]), **found}


def products_of(ids: Collection[int]) -> dict[int, Product]:
    """Return products by key, with their parents. One query."""
    rows = Product.objects.filter(pk__in=ids).select_related("parent").order_by("pk")
    return {product.pk: product for product in rows}


def suggest(unknown: Mapping[str, tuple[Sequence[int], Cells]], *, buyer: Buyer) -> list[UnknownSku]:
    """Offer for each unknown number (rows and cells of its first) products: by EAN, by a slip, by name."""
    eans = {sku: cells["ean"] for sku, (_rows, cells) in unknown.items() if cells.get("ean")}
    near = numbers_near(set(unknown))
    numbers = {*eans.values(), *(other for others in near.values() for other in others)}
    by_number = products_by_number(numbers) if numbers else {}
    ids: dict[str, list[int]] = {}
    for place, (sku, (_rows, cells)) in enumerate(unknown.items()):
        keys = list(by_number.get(eans.get(sku, ""), ()))
        keys += [pk for other in near.get(sku, ()) for pk in by_number.get(other, ())]
        if place < MOST_NAMED and not keys:
            keys += products_named(cells.get("name") or sku, buyer=buyer)[:20]
        ids[sku] = list(dict.fromkeys(keys))
    products = products_of({pk for keys in ids.values() for pk in keys})
    sold = [product for product in products.values() if product.structure != Product.PARENT]
    own = numbers_of(sold) if sold else {}
    by_ean = {sku: set(by_number.get(ean, ())) for sku, ean in eans.items()}
    found = []
    for sku, (rows, cells) in unknown.items():
        ranked = sorted(
            (pk for pk in ids[sku] if pk in own),
            key=lambda pk: (
                pk not in by_ean.get(sku, ()),
                -likeness(cells.get("name", ""), str(products[pk])),
            ),
        )
        offered = [
            Suggestion(product_id=pk, number=own[pk], title=str(products[pk]))
            for pk in ranked[:MOST_SUGGESTIONS]
        ]
        found.append(UnknownSku(sku=sku, rows=rows, name=cells.get("name", ""), suggestions=offered))
    return found


def likeness(one: str, other: str) -> float:
    """Return how alike two names are, from 0 to 1."""
    return SequenceMatcher(None, normalise_text(one), normalise_text(other)).ratio()
