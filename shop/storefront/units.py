"""By what a product is sold and what it costs by measure, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from shop.catalogue.models import Product
from shop.catalogue.units import base_price, unit_name
from shop.formats import format_money
from shop.money import round_money
from shop.storefront.cards import CardPrice


@dataclass(frozen=True, kw_only=True)
class UnitTerms:
    """`sold_as`: what one is ("1 × box of 6: 6 pieces"); `base_price`: "€12.50 / kg". Either may be empty."""

    sold_as: str
    base_price: str


def unit_terms(product: Product, price: CardPrice | None) -> UnitTerms | None:
    """Describe a product's sales unit and its price by measure; None where there is nothing to tell."""
    found = base_price(price.amount, product) if price else None
    told = ""
    if price and found:
        amount = format_money(round_money(found[0], price.currency), price.currency)
        told = _("%(price)s / %(unit)s") % {"price": amount, "unit": found[1]}
    sold_as = unit_name(product, 1)
    return UnitTerms(sold_as=sold_as, base_price=told) if sold_as or told else None
