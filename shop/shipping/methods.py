"""How an order travels: standard and express, priced by KILN_DELIVERY, tax within."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from oscar.apps.shipping import methods
from oscar.core.prices import Price

from shop.configuration.queries import shop_currency
from shop.money import minor_unit
from shop.partner.money import round_discount
from shop.partner.prices import TaxedPrice
from shop.shipping.dates import delivery_date, shop_calendar
from shop.shipping.shipments import PlannedShipment
from shop.tax.amounts import net_of
from shop.tax.queries import situation
from shop.tax.situation import TaxSituation
from shop.tax.table import STANDARD


def zone_of(country: str) -> str:
    """Return the zone of KILN_DELIVERY_ZONES that a country lies in; empty: the shop's own."""
    zones: Any = settings.KILN_DELIVERY_ZONES
    return next((name for name, countries in zones.items() if country in countries), "")


class DeliveryMethod(methods.Base):
    """A flat gross price in the shop's currency by zone, free from a value of goods on.

    `country` is where it goes (default: at home); `departures` tell when its parcels leave
    (default: one, by the shop's own calendar).
    """

    name: Any = ""
    description: Any = ""

    def __init__(self, *, country: str = "", departures: Iterable[PlannedShipment] | None = None) -> None:
        self.country = country or settings.KILN_TAX_COUNTRY
        self.departures = departures

    @property
    def terms(self) -> dict[str, Any]:
        """This method's entry of KILN_DELIVERY, with what its zone has otherwise."""
        all_terms: Any = settings.KILN_DELIVERY
        terms = all_terms[self.code]
        return {**terms, **(terms.get("zones", {}).get(zone_of(self.country)) or {})}

    @property
    def is_offered(self) -> bool:
        """Whether it goes there: a zone that is None in KILN_DELIVERY has no such delivery."""
        all_terms: Any = settings.KILN_DELIVERY
        return all_terms[self.code].get("zones", {}).get(zone_of(self.country), {}) is not None

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
        currency = basket.currency or shop_currency()
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

    def arrives_on(self, ordered_at: datetime | None = None) -> date | None:
        """Return the day of arrival of an order placed then (default: now): that of its last parcel.

        None when a piece is not there yet and no day was named for it.
        """
        departures = list(self.departures or ()) or [PlannedShipment(calendar=shop_calendar())]
        if not all(departure.is_known for departure in departures):
            return None
        return max(
            delivery_date(
                working_days=self.terms["working_days"],
                ordered_at=departure.leaves_after(ordered_at),
                calendar=departure.calendar,
                destination=self.country,
            )
            for departure in departures
        )


def _tax_of(basket: Any) -> TaxSituation:
    """The tax situation of whoever fills the basket; at home for a basket without a strategy."""
    buyer = getattr(getattr(basket, "_strategy", None), "buyer", None)
    return buyer.tax if buyer else situation()


class TaxInclusiveOfferDiscount(methods.TaxInclusiveOfferDiscount):
    """A method whose charge an offer lowers: never below nothing, in the currency's minor unit, net too."""

    def discount(self, basket: Any) -> Decimal:
        """Return what the offer takes off the gross charge."""
        charge = self.method.calculate(basket)
        given = self.offer.shipping_discount(charge.incl_tax, charge.currency)
        return min(max(round_discount(given, charge.currency), Decimal(0)), charge.incl_tax)

    def calculate(self, basket: Any) -> Price:
        """Return the charge that is left, its tax at the rate of the whole charge."""
        charge = self.method.calculate(basket)
        off = self.discount(basket)
        if not off:
            return charge
        left, rate = charge.incl_tax - off, _tax_of(basket).rate(STANDARD)
        net = net_of(left, rate=rate, currency=charge.currency)
        return Price(currency=charge.currency, excl_tax=net, incl_tax=left, tax_code=charge.tax_code)


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
    """By courier."""

    code = "express"
    name = _("Express delivery")
    description = _("By courier, the quickest way.")


def delivery_name(code: str, *, written: str) -> str:
    """Name an order's delivery in the reader's language; of another kind, as it was `written` down."""
    names = {method.code: method.name for method in (Standard, Express)}
    return str(names.get(code, written))
