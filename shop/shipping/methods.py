"""How an order travels: the methods of `shop.shipping.table` as Oscar's checkout wants them."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from oscar.apps.shipping import methods
from oscar.core.prices import Price

from shop.configuration.queries import shop_currency, tax_country
from shop.money import minor_unit
from shop.partner.money import round_discount
from shop.partner.prices import TaxedPrice
from shop.shipping.dates import delivery_date, shop_calendar
from shop.shipping.shipments import PlannedShipment
from shop.shipping.table import DeliveryTerms, delivery_terms, delivery_words
from shop.tax.amounts import net_of
from shop.tax.queries import situation
from shop.tax.situation import TaxSituation
from shop.tax.table import STANDARD


class DeliveryMethod(methods.Base):
    """A flat gross price in the shop's currency by country, free from a value of goods on.

    `code` names its entry of `shop.shipping.table`; `country` is where it goes (default: at home);
    `departures` tell when its parcels leave (default: one, by the shop's own calendar).
    """

    code = ""

    def __init__(
        self, *, code: str = "", country: str = "", departures: Iterable[PlannedShipment] | None = None
    ) -> None:
        self.code = code or self.code
        self.country = country or tax_country()
        self.departures = departures
        self.name, self.description = delivery_words(self.code)

    @property
    def is_offered(self) -> bool:
        """Whether it goes there."""
        return delivery_terms(self.code, self.country) is not None

    @property
    def terms(self) -> DeliveryTerms:
        """What it costs there. Raises LookupError where it does not go."""
        found = delivery_terms(self.code, self.country)
        if found is None:
            raise LookupError(f"{self.code} does not go to {self.country}.")
        return found

    @property
    def price(self) -> Decimal:
        """What it costs, tax within, when it is not free."""
        return self.terms.price

    @property
    def free_from(self) -> Decimal | None:
        """The gross value of goods, discounts taken off, that travels free; None: never."""
        return self.terms.free_from

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
                working_days=self.terms.working_days,
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
    """By parcel post, as the settings name it."""

    code = "standard"


class Express(DeliveryMethod):
    """By courier, as the settings name it."""

    code = "express"
