"""What a basket comes to for its buyer, net or gross."""

from decimal import Decimal

from oscar.apps.shipping.methods import Base
from oscar.core.prices import Price

from shop.basket.discounts import (
    after_discounts,
    before_discounts,
    delivery_discount,
    goods_discounts,
    priced_lines,
)
from shop.basket.models import Basket, Line
from shop.partner.prices import TaxedPrice
from shop.tax.totals import TaxedAmount, Totals, totals_of


def basket_totals(basket: Basket, *, method: Base | None = None, charge: Price | None = None) -> Totals:
    """Return the rows below a basket whose offers are applied, with a delivery's charge if one is known.

    Lines that have no price (any more) count nothing. No query beyond the basket's lines.
    """
    tax = basket.strategy.buyer.tax
    lines = priced_lines(basket)
    off_delivery = delivery_discount(basket, method) if charge else None
    return totals_of(
        currency=basket.currency or basket.strategy.buyer.currency,
        before=before_discounts(lines),
        after=after_discounts(lines),
        discounts=[(given.name, given.amount) for given in goods_discounts(basket)],
        delivery=TaxedAmount(net=charge.excl_tax, gross=charge.incl_tax) if charge else None,
        delivery_name=str(method.name) if method else "",
        delivery_discounts=[(off_delivery.name, off_delivery.amount)] if off_delivery else [],
        shows_net=tax.shows_net,
        treatment=tax.treatment,
        vat_id=tax.vat_id,
    )


def shown_price(line: Line, *, discounted: bool = True) -> Decimal | None:
    """Return what a line comes to as its buyer sees it: net or gross; None without a price."""
    price = line.purchase_info.price
    if not price.exists:
        return None
    suffix = "_incl_discounts" if discounted else ""
    amount: Decimal = getattr(line, f"line_price_{_which(price)}{suffix}")
    return amount


def shown_unit_price(line: Line) -> Decimal | None:
    """Return what one piece costs as the buyer of the line sees it."""
    price = line.purchase_info.price
    if not price.exists:
        return None
    each: Decimal = price.unit_net if price.shows_net else price.unit_gross
    return each


def shown_unit_before(line: Line) -> Decimal | None:
    """Return what one piece costs without the sale, as its buyer sees it; None where nothing is reduced."""
    price = line.purchase_info.price
    was: Decimal | None = getattr(price, "was", None) if price.exists else None
    return was


def shown_before_sale(line: Line) -> Decimal | None:
    """Return what a line comes to without sale and discounts, as its buyer sees it; None without a sale.

    Struck beside the price, it is one piece's price before, as pages show it, times the pieces.
    """
    was = shown_unit_before(line)
    return None if was is None else was * line.quantity


def _which(price: TaxedPrice) -> str:
    return "excl_tax" if price.shows_net else "incl_tax"
