"""What offers and vouchers take off a basket, in the figures that every page, mail and the order tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NotRequired, TypedDict

from oscar.apps.offer.results import ApplicationResult

from shop.basket.models import Basket, Line
from shop.offer.models import ConditionalOffer
from shop.offer.names import discount_name
from shop.tax.amounts import spread
from shop.tax.totals import TaxedAmount
from shop.voucher.models import Voucher

ZERO = Decimal(0)


class Application(TypedDict):
    """What Oscar notes of an offer that was applied; `net` and `gross` come with the order."""

    name: str
    offer: ConditionalOffer
    voucher: Voucher | None
    description: str
    result: ApplicationResult
    message: str
    freq: int
    discount: Decimal
    net: NotRequired[Decimal]
    gross: NotRequired[Decimal]


@dataclass(frozen=True, kw_only=True)
class Discount:
    """What one offer takes off, net and gross in the basket's currency; `application` is Oscar's."""

    application: Application
    amount: TaxedAmount

    @property
    def name(self) -> str:
        """The name that its buyer reads: the voucher's code, or what the offer is called."""
        voucher = self.application["voucher"]
        return discount_name(self.application["name"], voucher.code if voucher else "")


def goods_discounts(basket: Basket) -> list[Discount]:
    """Return what is taken off the goods, offers before vouchers. No query beyond the basket's lines.

    Each amount is gross what its lines got; the net that the lines lost is divided among them.
    """
    given = basket.offer_discounts + basket.voucher_discounts
    lines = priced_lines(basket)
    if not given:
        return []
    off = before_discounts(lines).net - after_discounts(lines).net
    nets = spread(off, [one["discount"] for one in given], currency=_currency(basket))
    return [
        Discount(application=one, amount=TaxedAmount(net=net, gross=one["discount"]))
        for one, net in zip(given, nets, strict=True)
    ]


def delivery_discount(basket: Basket, method: Any) -> Discount | None:
    """Return what is taken off a delivery method's charge; None where nothing is."""
    offer = getattr(method, "offer", None)
    if offer is None:
        return None
    before, after = method.calculate_excl_discount(basket), method.calculate(basket)
    amount = TaxedAmount(net=before.excl_tax - after.excl_tax, gross=before.incl_tax - after.incl_tax)
    given = [one for one in basket.shipping_discounts if one["offer"].pk == offer.pk]
    return Discount(application=given[0], amount=amount) if given and amount.gross > 0 else None


def priced_lines(basket: Basket) -> list[Line]:
    """Return the lines that still have a price; the others count nothing."""
    return [line for line in basket.all_lines() if line.purchase_info.price.exists]


def before_discounts(lines: Iterable[Line]) -> TaxedAmount:
    """Add up the lines' full prices."""
    return _sum(lines, "line_price_excl_tax", "line_price_incl_tax")


def after_discounts(lines: Iterable[Line]) -> TaxedAmount:
    """Add up what the lines come to."""
    return _sum(lines, "line_price_excl_tax_incl_discounts", "line_price_incl_tax_incl_discounts")


def _sum(lines: Iterable[Line], net: str, gross: str) -> TaxedAmount:
    found = list(lines)
    return TaxedAmount(
        net=sum((getattr(line, net) for line in found), ZERO),
        gross=sum((getattr(line, gross) for line in found), ZERO),
    )


def _currency(basket: Basket) -> str:
    return basket.currency or basket.strategy.buyer.currency
