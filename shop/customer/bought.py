"""What a user, or their company, has bought before: each product once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.db.models import Count, Max, QuerySet, Sum

from shop.order.models import Line
from shop.order.visibility import orders_open_to
from shop.order_statuses import CANCELLED
from shop.partner.buyers import buyer_for
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


def bought_products(user: User, *, with_colleagues: bool = False) -> QuerySet[Line, BoughtRow]:
    """List the products of a user's orders, the latest first, with how often; no gifts, none of cancelled.

    `with_colleagues`: of all the company's orders that the user may see, too.
    """
    lines = Line.objects.filter(product__isnull=False, quantity__gt=0, is_gift=False)
    if with_colleagues:
        lines = lines.filter(order__in=orders_open_to(user).values("pk"))
    else:
        lines = lines.filter(order__user=user)
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
