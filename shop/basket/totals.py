"""What a basket comes to for its buyer, net or gross."""

from decimal import Decimal
from typing import Any

from shop.basket.models import Basket, Line
from shop.tax.totals import Sum, Totals, totals_of

ZERO = Decimal(0)


def basket_totals(basket: Basket, *, method: Any = None, charge: Any = None) -> Totals:
    """Return the rows below a basket whose offers are applied, with a delivery's charge if one is known.

    Lines that have no price (any more) count nothing. No query beyond the basket's lines.
    """
    tax = basket.strategy.buyer.tax
    lines = [line for line in basket.all_lines() if line.purchase_info.price.exists]
    return totals_of(
        currency=basket.currency or basket.strategy.buyer.currency,
        before=_sum(lines, "line_price_excl_tax", "line_price_incl_tax"),
        after=_sum(lines, "line_price_excl_tax_incl_discounts", "line_price_incl_tax_incl_discounts"),
        discounts=[(d["name"], d["discount"]) for d in basket.offer_discounts + basket.voucher_discounts],
        delivery=Sum(net=charge.excl_tax, gross=charge.incl_tax) if charge else None,
        delivery_name=str(method.name) if method else "",
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


def _which(price: Any) -> str:
    return "excl_tax" if price.shows_net else "incl_tax"


def _sum(lines: list[Line], net: str, gross: str) -> Sum:
    return Sum(
        net=sum((getattr(line, net) for line in lines), ZERO),
        gross=sum((getattr(line, gross) for line in lines), ZERO),
    )
