"""A basket whose prices were agreed: by a quote that was accepted, a tender that was awarded."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from shop.basket.models import Basket, Line, LineAttribute
from shop.catalogue.models import Product
from shop.partner.models import StockRecord
from shop.partner.strategy import Strategy
from shop.user.models import User

REFERENCE_LENGTH = 80
#: Where a session keeps which basket of agreed prices its checkout works on.
AGREED_BASKET = "kiln_agreed_basket"


class NothingAgreedError(ValueError):
    """A basket needs lines, each of at least one piece, at a price of zero or more, of a product in stock."""


@dataclass(frozen=True, kw_only=True)
class AgreedLine:
    """So many pieces of a product at an agreed unit price; `options` as `add_to_basket` takes them.

    Without a `stockrecord` the product's first one is taken, that which has a price before others.
    """

    product: Product
    quantity: int
    price: Decimal
    stockrecord: StockRecord | None = None
    options: Sequence[dict[str, Any]] = ()


@transaction.atomic
def basket_at_agreed_prices(
    owner: User | None,
    lines: Sequence[AgreedLine],
    *,
    reference: str,
    currency: str,
    is_net: bool,
    allows_offers: bool = False,
    strategy: Strategy | None = None,
) -> Basket:
    """Make a basket of its own at agreed unit prices, net or gross; return it with a strategy.

    It is Saved, so that it is neither the owner's open basket nor ever joined with it, and its lines are
    locked. `reference` says what the prices were agreed by ("quote:Q26-7F3QW9ZDM4/3", 80 characters at most).
    It is ordered by the checkout (`shop.checkout.agreed.check_out`) or, by staff's code, by
    `OrderCreator.place_order` as any other. Stock is neither asked nor reserved. Raises NothingAgreedError.
    """
    if not lines or not reference or len(reference) > REFERENCE_LENGTH:
        raise NothingAgreedError
    basket = Basket.objects.create(owner=owner, status=Basket.SAVED)
    basket.strategy = strategy or Strategy(user=owner)
    for place, line in enumerate(lines, start=1):
        written = _write(basket, line, place, reference=reference, currency=currency)
        written.agreed_is_net, written.agreed_allows_offers = is_net, allows_offers
        written.save()
        for option in line.options:
            LineAttribute.objects.create(line=written, option=option["option"], value=option["value"])
    return basket


def _write(basket: Basket, line: AgreedLine, place: int, *, reference: str, currency: str) -> Line:
    record = line.stockrecord or record_to_sell(line.product)
    if record is None or line.quantity < 1 or line.price < 0:
        raise NothingAgreedError
    return Line(
        basket=basket,
        line_reference=f"agreed-{place}",
        product=line.product,
        stockrecord=record,
        quantity=line.quantity,
        price_currency=currency,
        agreed_price=line.price,
        agreed_by=reference,
    )


def record_to_sell(product: Product) -> StockRecord | None:
    """Return the stock record that an agreed line sells from: one with a price before one without."""
    records = sorted(product.stockrecords.all(), key=lambda one: (one.price is None, one.pk))
    return records[0] if records else None


def leave_agreed(request: HttpRequest) -> bool:
    """Have the checkout work on the buyer's open basket again; tell whether it did not."""
    return request.session.pop(AGREED_BASKET, None) is not None
