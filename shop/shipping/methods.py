"""How an order travels: standard and express, priced by KILN_DELIVERY, tax within."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from oscar.apps.shipping import methods
from oscar.core.prices import Price

from shop.partner.money import minor_unit
from shop.partner.prices import TaxedPrice
from shop.shipping.dates import delivery_date
from shop.tax.queries import situation
from shop.tax.situation import TaxSituation
from shop.tax.table import STANDARD


class DeliveryMethod(methods.Base):
    """A flat gross price in the shop's currency, free from a value of goods on."""

    name: Any = ""
    description: Any = ""

    @property
    def terms(self) -> dict[str, Any]:
        """This method's entry of KILN_DELIVERY."""
        terms: Any = settings.KILN_DELIVERY
        return terms[self.code]

    @property
    def price(self) -> Decimal:
        """What it costs, tax within, when it is not free."""
        return Decimal(self.terms["price"])

    @property
    def free_from(self) -> Decimal | None:
        """The gross value of goods, discounts taken off, that travels free; None: never."""
        value = self.terms["free_from"]
        return None if value is None else Decimal(value)

    def calculate(self, basket: Any) -> Price:
        """Return the charge for a basket, at the standard rate where the buyer is taxed."""
        currency = basket.currency or settings.OSCAR_DEFAULT_CURRENCY
        stored = self.price.quantize(minor_unit(currency))
        if self.free_from is not None and self.missing_for_free(basket) == 0:
            stored = Decimal(0).quantize(minor_unit(currency))
        price = TaxedPrice(currency, stored, tax_class=STANDARD, tax=_tax_of(basket))
        return Price(currency=currency, excl_tax=price.excl_tax, incl_tax=price.incl_tax, tax_code=STANDARD)

    def missing_for_free(self, basket: Any) -> Decimal:
        """Return what is missing for free delivery: 0 when it is free or never will be."""
        if self.free_from is None:
            return Decimal(0)
        return max(Decimal(0), self.free_from - basket.total_incl_tax)

    def arrives_on(self, ordered_at: datetime | None = None) -> date:
        """Return the day of arrival of an order placed then (default: now)."""
        return delivery_date(working_days=self.terms["working_days"], ordered_at=ordered_at)


def _tax_of(basket: Any) -> TaxSituation:
    """The tax situation of whoever fills the basket; at home for a basket without a strategy."""
    buyer = getattr(getattr(basket, "_strategy", None), "buyer", None)
    return buyer.tax if buyer else situation()


def delivery_of(method: Any) -> DeliveryMethod | None:
    """Look below an offer's wrapper; None where nothing has to be sent."""
    inner = getattr(method, "method", method)
    return inner if isinstance(inner, DeliveryMethod) else None


class Standard(DeliveryMethod):
    """By parcel post."""

    code = "standard"
    name = _("Standard delivery")
    description = _("By parcel post, well packed.")


class Express(DeliveryMethod):
    """By courier, the working day after dispatch."""

    code = "express"
    name = _("Express delivery")
    description = _("By courier, the working day after dispatch.")
