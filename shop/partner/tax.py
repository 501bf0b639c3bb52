"""Which part of a gross price is tax.

One rule for now: every price includes the tax of the shop's own country, whose rate
follows from the product class. The amount is taken out of the *line's* gross total and
rounded there once, so that a line's net and tax always add up to what the buyer pays.
"""

from decimal import Decimal
from typing import Any

from django.conf import settings

from shop.partner.money import round_money

STANDARD = "standard"


def tax_code_of(product_class: Any) -> str:
    """Return the tax code of a product class ("standard" unless KILN_TAX_CODES names its slug)."""
    return settings.KILN_TAX_CODES.get(product_class.slug, STANDARD) if product_class else STANDARD


def tax_rate(tax_code: str) -> Decimal:
    """Return the rate of a tax code as a fraction: 0.19 for 19 %. Raises KeyError for an unknown code."""
    return Decimal(settings.KILN_TAX_RATES[tax_code])


def included_tax(gross: Decimal, *, tax_code: str, currency: str) -> Decimal:
    """Return the tax inside a gross amount: gross * rate / (1 + rate), in the minor unit."""
    rate = tax_rate(tax_code)
    return round_money(gross * rate / (1 + rate), currency)
