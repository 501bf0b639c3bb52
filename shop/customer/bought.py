"""What a user has bought before: each product once; and what of an order has changed since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypedDict

from django.db.models import Count, Max, QuerySet, Sum
from django.utils.translation import gettext as _, ngettext

from shop.catalogue.models import Product
from shop.formats import format_money
from shop.order.models import Line, Order
from shop.order_statuses import CANCELLED
from shop.partner.buyers import Buyer, buyer_for
from shop.partner.purchase import PurchaseInfo
from shop.partner.queries import purchase_infos
from shop.storefront.cards import ProductCard, product_cards
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class Bought:
    """A product that was bought before; `line` is its latest, by which it is ordered again."""

    line: Line
    card: ProductCard | None
    times: int
    pieces: int
    last: datetime


class BoughtRow(TypedDict):
    """A row of `bought_products`; `line` is the latest line."""

    product_id: int
    last: datetime
    times: int
    pieces: int
    line: int


def bought_products(user: User) -> QuerySet[Line, BoughtRow]:
    """List the products of a user's orders, the latest first, with how often; no gifts, none of cancelled."""
    lines = Line.objects.filter(order__user=user, product__isnull=False, quantity__gt=0, is_gift=False)
    return (
        lines.exclude(order__status=CANCELLED)
        .order_by()
        .values("product_id")
        .annotate(
            last=Max("order__date_placed"),
            times=Count("order", distinct=True),
            pieces=Sum("quantity"),
            line=Max("pk"),
        )
        .order_by("-last", "-line")
    )


def with_cards(rows: Iterable[BoughtRow], user: User) -> list[Bought]:
    """Read the products of a page of `bought_products`, at a constant number of queries."""
    found = list(rows)
    lines = Line.objects.select_related("order", "product__parent").in_bulk([row["line"] for row in found])
    # The rows are of lines with a product.
    products = [product for row in found if (product := lines[row["line"]].product) is not None]
    ids = [product.pk for product in products]
    cards = {card.product_id: card for card in product_cards(ids, buyer=buyer_for(user))}
    return [
        Bought(
            line=lines[row["line"]],
            card=cards.get(product.pk),
            times=row["times"],
            pieces=row["pieces"],
            last=row["last"],
        )
        for row, product in zip(found, products, strict=True)
    ]


@dataclass(frozen=True, kw_only=True)
class LineAgain:
    """A line as it can be ordered again; `words` say what has changed, `other` what is there instead."""

    line: Line
    can_be_had: bool
    words: str
    price: Decimal | None
    other: ProductCard | None = None


def lines_again(order: Order, user: User) -> list[LineAgain]:
    """Compare an order with today: price, stock, what is sold no more and what is there instead; no gifts."""
    bought = order.lines.filter(quantity__gt=0, is_gift=False)
    lines = list(bought.select_related("product__parent").order_by("pk"))
    buyer = buyer_for(user)
    products = [line.product for line in lines if line.product is not None and not line.product.is_parent]
    infos = purchase_infos(products, buyer=buyer)
    gone = [line.product for line in lines if line.product is not None and not _is_sold(infos, line)]
    others = _replacements(gone, buyer)
    return [_again(line, infos, others) for line in lines]


def _is_sold(infos: Mapping[int, PurchaseInfo], line: Line) -> bool:
    info = infos.get(line.product_id or 0)
    return info is not None and info.is_visible and info.price.exists


def _again(line: Line, infos: Mapping[int, PurchaseInfo], others: dict[int, ProductCard]) -> LineAgain:
    if not _is_sold(infos, line):
        other = others.get(line.product_id or 0)
        return LineAgain(line=line, can_be_had=False, words=_("not sold any more"), price=None, other=other)
    info = infos[line.product_id or 0]
    price, left = info.price.incl_tax, info.num_available
    if not info.availability.is_available_to_buy:
        return LineAgain(line=line, can_be_had=False, words=_("sold out"), price=price)
    words = []
    if line.unit_price_incl_tax is not None and price != line.unit_price_incl_tax:
        told = {
            "old": format_money(line.unit_price_incl_tax, line.order.currency),
            "new": format_money(price, info.price.currency),
        }
        words.append(_("price was %(old)s, is %(new)s") % told)
    if left is not None and left < line.quantity:
        words.append(ngettext("only %(n)d available", "only %(n)d available", left) % {"n": left})
    return LineAgain(line=line, can_be_had=True, words=", ".join(words), price=price)


def _replacements(products: list[Product], buyer: Buyer) -> dict[int, ProductCard]:
    """Return by product what is recommended with it and can be had."""
    if not products:
        return {}
    heads = {product.pk: product.parent_id or product.pk for product in products}
    through = products[0].recommended_products.through
    rows = through._default_manager.filter(primary__in=heads.values()).order_by("-ranking", "pk")
    pairs = list(rows.values_list("primary", "recommendation"))
    cards = {card.product_id: card for card in product_cards([pk for _one, pk in pairs], buyer=buyer)}
    found: dict[int, ProductCard] = {}
    for primary, pk in pairs:
        if pk in cards:
            found.setdefault(primary, cards[pk])
    return {pk: found[head] for pk, head in heads.items() if head in found}
