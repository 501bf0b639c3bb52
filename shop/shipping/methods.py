"""How an order travels: the methods of `shop.shipping.table` as Oscar's checkout wants them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from oscar.apps.shipping import methods
from oscar.core.prices import Price

from shop.carriers.weights import total_weight
from shop.configuration.queries import shop_currency, tax_country
from shop.money import minor_unit
from shop.partner.money import round_discount
from shop.partner.prices import TaxedPrice
from shop.shipping.carrier_prices import carrier_price
from shop.shipping.dates import delivery_date, shop_calendar
from shop.shipping.pickup import pickup_terms, ready_for_pickup
from shop.shipping.shipments import PlannedShipment
from shop.shipping.table import DayTerms, DeliveryTerms, delivery_terms, delivery_words, stored_choice
from shop.stock.models import Warehouse
from shop.tax.amounts import net_of
from shop.tax.queries import situation
from shop.tax.situation import TaxSituation
from shop.tax.table import STANDARD
from shop.working_hours import is_working_day

if TYPE_CHECKING:
    from oscar.apps.basket.abstract_models import AbstractBasket


class DeliveryMethod(methods.Base):
    """A gross price in the shop's currency by country, weight and postcode, free from a value of goods on.

    `code` names its entry of `shop.shipping.table`; `country` is where it goes (default: at home) and
    `postcode` where there (None: not known yet); `departures` tell when its parcels leave (default: one, by
    the shop's own calendar). With a `pickup_point` the buyer comes there. `day` is the delivery day chosen.
    """

    code = ""
    day: date | None = None

    def __init__(
        self,
        *,
        code: str = "",
        country: str = "",
        postcode: str | None = None,
        departures: Iterable[PlannedShipment] | None = None,
        pickup_point: Warehouse | None = None,
    ) -> None:
        self.code = code or self.code
        self.country = country or tax_country()
        self.postcode = postcode
        self.departures = departures
        self.pickup_point = pickup_point
        self.name, self.description = delivery_words(self.code)
        self._prices: dict[tuple[int, Decimal], Decimal | None] = {}

    @property
    def choice(self) -> str:
        """What a form names it by: its code, and the place where the buyer comes."""
        return f"{self.code}@{self.pickup_point.pk}" if self.pickup_point else self.code

    @property
    def is_offered(self) -> bool:
        """Whether it goes there."""
        return self._terms is not None

    def carries(self, basket: "AbstractBasket") -> bool:
        """Tell whether it goes there with these goods: not too heavy, a price for the postcode."""
        return self.is_offered and self._price_for(basket) is not None

    @property
    def _terms(self) -> DeliveryTerms | None:
        if self.pickup_point:
            return pickup_terms(self.code, self.pickup_point)
        return delivery_terms(self.code, self.country)

    @property
    def terms(self) -> DeliveryTerms:
        """What it costs there. Raises LookupError where it does not go."""
        found = self._terms
        if found is None:
            raise LookupError(f"{self.code} does not go to {self.country}.")
        return found

    @property
    def price(self) -> Decimal:
        """What it costs, tax within, when it is not free; by weight or a table: from how much on."""
        return self.terms.price

    @property
    def free_from(self) -> Decimal | None:
        """The gross value of goods, discounts taken off, that travels free; None: never."""
        return self.terms.free_from

    def calculate(self, basket: "AbstractBasket") -> Price:
        """Return the charge for a basket, at the standard rate where the buyer is taxed.

        Raises LookupError where it does not go with these goods.
        """
        currency = basket.currency or shop_currency()
        price_there = self._price_for(basket)
        if price_there is None:
            raise LookupError(f"{self.code} does not carry this to {self.country} {self.postcode}.")
        stored = price_there.quantize(minor_unit(currency))
        if self.free_from is not None and self.missing_for_free(basket) == 0:
            stored = Decimal(0).quantize(minor_unit(currency))
        price = TaxedPrice(currency, stored, tax_class=STANDARD, tax=_tax_of(basket))
        return Price(currency=currency, excl_tax=price.excl_tax, incl_tax=price.incl_tax, tax_code=STANDARD)

    def missing_for_free(self, basket: "AbstractBasket") -> Decimal:
        """Return what is missing for free delivery: 0 when it is free or never will be."""
        if self.free_from is None:
            return Decimal(0)
        return max(Decimal(0), self.free_from - basket.total_incl_tax)

    def _price_for(self, basket: "AbstractBasket") -> Decimal | None:
        """What it costs with these goods, when it is not free; asked once for the same goods."""
        terms = self.terms
        if terms.rate is None and not terms.asks_carrier:
            return terms.price
        weight, value = total_weight(basket.all_lines()), basket.total_incl_tax
        if (weight, value) not in self._prices:
            self._prices[weight, value] = (
                carrier_price(self, weight=weight, value=value)
                if terms.asks_carrier
                else terms.price_of(weight=weight, value=value, postcode=self.postcode)
            )
        return self._prices[weight, value]

    def arrives_on(self, ordered_at: datetime | None = None) -> date | None:
        """Return the day of arrival of an order placed then (default: now): that of its last parcel.

        The day chosen, if one was; for a pick-up the day it is ready. None when a piece is not there yet
        and no day was named for it.
        """
        if self.day is not None:
            return self.day
        departures = list(self.departures or ()) or [PlannedShipment(calendar=shop_calendar())]
        if not all(departure.is_known for departure in departures):
            return None
        if self.pickup_point:
            return ready_for_pickup(self.pickup_point, departures, ordered_at=ordered_at)
        return max(
            delivery_date(
                working_days=self.terms.working_days,
                ordered_at=departure.leaves_after(ordered_at),
                calendar=departure.calendar,
                destination=self.country,
            )
            for departure in departures
        )

    @property
    def day_terms(self) -> DayTerms | None:
        """How buyers choose the day; None where they do not."""
        choice = stored_choice(self.code)
        return choice.days if choice else None

    def possible_days(self, ordered_at: datetime | None = None) -> list[date]:
        """Return the days that can be chosen, the soonest first, whether or not they are full.

        From the first possible arrival on, the method's weekdays without holidays of the destination. Empty
        where no day is chosen, or none is known.
        """
        terms = self.day_terms
        chosen, self.day = self.day, None
        try:
            day = self.arrives_on(ordered_at) if terms else None
        finally:
            self.day = chosen
        found: list[date] = []
        while terms and day and terms.weekdays and len(found) < terms.shown:
            if is_working_day(day, terms.weekdays, self.country):
                found.append(day)
            day += timedelta(days=1)
        return found


def _tax_of(basket: "AbstractBasket") -> TaxSituation:
    """The tax situation of whoever fills the basket; at home for a basket without a strategy."""
    buyer = getattr(getattr(basket, "_strategy", None), "buyer", None)
    return buyer.tax if buyer else situation()


class TaxInclusiveOfferDiscount(methods.TaxInclusiveOfferDiscount):
    """A method whose charge an offer lowers: never below nothing, in the currency's minor unit, net too."""

    def discount(self, basket: "AbstractBasket") -> Decimal:
        """Return what the offer takes off the gross charge."""
        charge = self.method.calculate(basket)
        given = self.offer.shipping_discount(charge.incl_tax, charge.currency)
        return min(max(round_discount(given, charge.currency), Decimal(0)), charge.incl_tax)

    def calculate(self, basket: "AbstractBasket") -> Price:
        """Return the charge that is left, its tax at the rate of the whole charge."""
        charge = self.method.calculate(basket)
        off = self.discount(basket)
        if not off:
            return charge
        left, rate = charge.incl_tax - off, _tax_of(basket).rate(STANDARD)
        net = net_of(left, rate=rate, currency=charge.currency)
        return Price(currency=charge.currency, excl_tax=net, incl_tax=left, tax_code=charge.tax_code)


def delivery_of(method: object) -> DeliveryMethod | None:
    """Look below an offer's wrapper; None where nothing has to be sent."""
    inner = getattr(method, "method", method)
    return inner if isinstance(inner, DeliveryMethod) else None


def choice_of(method: object) -> str:
    """Return what forms and the session name a method by, whether or not an offer lowers it."""
    delivery = delivery_of(method)
    return delivery.choice if delivery else str(getattr(method, "code", ""))


class Standard(DeliveryMethod):
    """By parcel post, as the settings name it."""

    code = "standard"


class Express(DeliveryMethod):
    """By courier, as the settings name it."""

    code = "express"
