"""Oscar's pricing policies and ours: a gross price that knows the tax inside it."""

from decimal import Decimal

from oscar.apps.partner import prices

from shop.partner.tax import included_tax


class GrossPrice(prices.TaxInclusiveFixedPrice):
    """What the buyer pays for one piece, tax within; net is what is left.

    `tax_code` says by which rate. The tax of several pieces is not a multiple of one
    piece's: ask `shop.basket.models.Line`, which rounds once per line.
    """

    def __init__(self, currency: str, incl_tax: Decimal, *, tax_code: str) -> None:
        tax = included_tax(incl_tax, tax_code=tax_code, currency=currency)
        super().__init__(currency, excl_tax=incl_tax - tax, tax=tax, tax_code=tax_code)
