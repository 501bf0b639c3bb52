"""What would this basket cost to there: every method with its price, or why it is not offered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from shop.carriers.weights import total_weight
from shop.catalogue.models import Product
from shop.configuration.queries import shop_currency
from shop.partner.models import StockRecord
from shop.shipping.methods import DeliveryMethod
from shop.shipping.pickup import pickup_points
from shop.shipping.shipments import lazy_shipments, planned_shipments
from shop.shipping.table import delivery_codes, pickup_codes
from shop.stock.services.sourcing import pickup_destination
from shop.stock.sourcing_rules import Destination


@dataclass(frozen=True, kw_only=True)
class ImaginedLine:
    """So many pieces of a product."""

    product: Product
    stockrecord: StockRecord
    quantity: int


class ImaginedBasket:
    """A basket of nobody, at list prices."""

    def __init__(self, pieces: Mapping[StockRecord, int]) -> None:
        self.currency = shop_currency()
        self.lines = [
            ImaginedLine(product=record.product, stockrecord=record, quantity=number)
            for record, number in pieces.items()
        ]
        self.total_incl_tax = sum(
            ((line.stockrecord.price or Decimal(0)) * line.quantity for line in self.lines), Decimal(0)
        )

    def all_lines(self) -> list[ImaginedLine]:
        """Return the lines."""
        return self.lines


@dataclass(frozen=True, kw_only=True)
class PriceAnswer:
    """A method with its price (None: not offered) and day of arrival, or the reason why not."""

    name: str
    price: Decimal | None
    arrives_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class PriceCheck:
    """What goes, and what each way costs."""

    weight: int
    value: Decimal
    currency: str
    answers: list[PriceAnswer]
    without_weight: list[str]


def check_prices(pieces: Mapping[StockRecord, int], *, country: str, postcode: str) -> PriceCheck:
    """Ask every method of staff, as the checkout would, for a basket of these pieces."""
    basket: Any = ImaginedBasket(pieces)
    departures = lazy_shipments(basket, destination=Destination(country=country, postcode=postcode))
    methods = [
        DeliveryMethod(code=code, country=country, postcode=postcode, departures=departures)
        for code in delivery_codes()
    ]
    sellers = {record.partner_id for record in pieces}
    methods += [
        DeliveryMethod(
            code=code,
            country=point.country_id or "",
            postcode=point.postcode,
            departures=planned_shipments(basket, destination=pickup_destination(point)),
            pickup_point=point,
        )
        for point in (pickup_points(sellers) if pickup_codes() else [])
        for code in pickup_codes()
    ]
    return PriceCheck(
        weight=total_weight(basket.lines),
        value=basket.total_incl_tax,
        currency=basket.currency,
        answers=[_answer(method, basket) for method in methods],
        without_weight=[line.stockrecord.partner_sku for line in basket.lines if not total_weight([line])],
    )


def _answer(method: DeliveryMethod, basket: Any) -> PriceAnswer:
    name = f"{method.name} – {method.pickup_point}" if method.pickup_point else str(method.name)
    if not method.is_offered:
        return PriceAnswer(name=name, price=None, reason=_("There is no price for this country."))
    if not method.carries(basket):
        text = _("Nothing fits this weight, postcode and value, or the carrier named no price.")
        return PriceAnswer(name=name, price=None, reason=text)
    charge = method.calculate(basket)
    return PriceAnswer(name=name, price=charge.incl_tax, arrives_on=method.arrives_on())
