"""What the lines of a quote cost: the buyer's list price, ours for cost, the sums, and the hash of it all."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from django.utils.translation import gettext as _

from crm_core.pipeline.pricing import MOST_MONEY, buyer_of
from crm_core.quotes.errors import QuoteError
from crm_core.quotes.models import Quote, QuoteLine, QuoteVersion
from shop.basket.agreed import record_to_sell
from shop.catalogue.limits import limits_of
from shop.catalogue.models import Product
from shop.partner.buyers import Buyer, buyer_for
from shop.partner.prices import AgreedPrice
from shop.partner.strategy import Strategy
from shop.tax.classes import tax_class_of

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class WantedLine:
    """So many pieces of a product; `price` for one, None for any. `key` where the line was there before."""

    product: Product
    quantity: int
    price: Decimal | None = None
    note: str = ""
    key: int | None = None


def buyer_of_quote(quote: Quote) -> Buyer:
    """Return for whom the prices of a quote are: its account, nobody for a guest's, else its customer."""
    if quote.user is not None or quote.by_guest:
        return buyer_for(quote.user)
    return buyer_of(quote.customer)


def priced(quote: Quote, wanted: WantedLine, *, key: int, buyer: Buyer) -> QuoteLine:
    """Return an unsaved line with today's list price and cost, and its sums at the tax at home.

    Without a price it is reckoned at the list price. Raises QuoteError for more money than can be noted.
    """
    product = wanted.product
    info = Strategy(buyer=buyer).fetch_for_product(product)
    record = info.stockrecord or record_to_sell(product)
    list_price = None
    if info.price.exists and info.price.currency == quote.currency:
        list_price = info.price.unit_net if quote.is_net else info.price.unit_gross
    line = QuoteLine(
        key=key,
        product=product,
        title=product.get_title()[:255],
        sku=(record.partner_sku if record else product.upc or "")[:64],
        quantity=wanted.quantity,
        list_price=list_price,
        price=wanted.price,
        cost=record.cost if record else None,
        note=wanted.note[:500],
    )
    return with_sums(quote, line, buyer=buyer)


def with_sums(quote: Quote, line: QuoteLine, *, buyer: Buyer) -> QuoteLine:
    """Write a line's rate and sums, at the tax at home, and return it. Raises QuoteError, too."""
    product = line.product
    tax_class = tax_class_of(product.get_product_class() if product is not None else None)
    unit = line.price if line.price is not None else line.list_price or ZERO
    price = AgreedPrice(quote.currency, unit, is_net=quote.is_net, tax_class=tax_class, tax=buyer.tax)
    line.tax_rate, line.gross = price.rate, price.line_gross(line.quantity)
    line.net = price.net_within(line.gross)
    if line.gross > MOST_MONEY:
        raise QuoteError(_("This comes to more than can be noted."))
    return line


def write_sums(version: QuoteVersion, lines: Iterable[QuoteLine]) -> None:
    """Set a version's sums to those of its lines; does not save."""
    found = list(lines)
    version.net = sum((line.net for line in found), ZERO)
    version.gross = sum((line.gross for line in found), ZERO)


def margin_of(lines: Iterable[QuoteLine]) -> Decimal | None:
    """Return what is left of the lines after their cost; None where the cost of one is not known."""
    margins = [line.margin for line in lines]
    return None if not margins or None in margins else sum((one for one in margins if one is not None), ZERO)


def digest_of(version: QuoteVersion) -> str:
    """Return the hash of all that a version says: who signs it signs this."""
    quote = version.quote
    told = {
        "quote": quote.number,
        "version": version.number,
        "currency": quote.currency,
        "net": quote.is_net,
        "valid_until": str(version.valid_until or ""),
        "delivery": version.delivery,
        "payment": version.payment_terms,
        "offers": version.allows_offers,
        "lines": [
            [line.key, line.product_id, line.sku, line.title, line.quantity, str(line.price), line.note]
            for line in version.lines.order_by("key")
        ],
    }
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def quantity_problems(lines: Iterable[QuoteLine]) -> list[str]:
    """Name the rules of products that quantities break: the checkout would refuse them."""
    counted: dict[int, int] = {}
    products: dict[int, Product] = {}
    for line in lines:
        if line.product is not None:
            counted[line.product.pk] = counted.get(line.product.pk, 0) + line.quantity
            products[line.product.pk] = line.product
    problems = [
        limits_of(products[pk]).problem(pieces, title=products[pk].get_title())
        for pk, pieces in counted.items()
    ]
    return [str(problem) for problem in problems if problem]
