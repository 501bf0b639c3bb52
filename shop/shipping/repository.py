"""Which delivery methods a basket can choose from."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from oscar.apps.shipping import repository
from oscar.apps.shipping.methods import Base

from shop.catalogue.models import Product
from shop.partner.buyers import Buyer
from shop.partner.models import StockRecord
from shop.shipping.methods import DeliveryMethod
from shop.shipping.pickup import pickup_points
from shop.shipping.shipments import (
    counted_records,
    lazy_shipments,
    planned_shipments,
    shipments_for_records,
)
from shop.shipping.table import delivery_codes, pickup_codes
from shop.stock.services.sourcing import active_levels, pickup_destination
from shop.stock.sourcing_rules import Destination

if TYPE_CHECKING:
    from oscar.apps.address.abstract_models import AbstractAddress
    from oscar.apps.basket.abstract_models import AbstractBasket


class Repository(repository.Repository):
    """The methods in the order of staff; the first is what the basket page reckons with."""

    def get_available_shipping_methods(
        self, basket: "AbstractBasket", shipping_addr: "AbstractAddress | None" = None, **kwargs: object
    ) -> list[DeliveryMethod]:
        """Return the methods that go there in the order shown; without an address, to where tax is due.

        With `pickup` those by which the buyer comes, one for each place.
        """
        if kwargs.get("pickup"):
            return self._pickups(basket)
        country, postcode = _place(basket, shipping_addr)
        departures = lazy_shipments(basket, destination=Destination(country=country, postcode=postcode or ""))
        offered = (
            DeliveryMethod(code=code, country=country, postcode=postcode, departures=departures)
            for code in delivery_codes()
        )
        return [method for method in offered if method.carries(basket)]

    def get_default_shipping_method(
        self, basket: "AbstractBasket", shipping_addr: "AbstractAddress | None" = None, **kwargs: object
    ) -> Base | None:
        """Return what the basket page reckons with; None where nothing is sent to the buyer's country."""
        return next(iter(self.get_shipping_methods(basket, shipping_addr=shipping_addr, **kwargs)), None)

    @staticmethod
    def _pickups(basket: "AbstractBasket") -> list[DeliveryMethod]:
        """Return a method for each pick-up point of the goods' sellers. Two queries for all of them."""
        codes = pickup_codes()
        lines = basket.all_lines() if codes else []
        sellers = {line.stockrecord.partner_id for line in lines if line.stockrecord is not None}
        points = pickup_points(sellers) if sellers else []
        levels = active_levels(counted_records(basket)) if points else []
        return [
            DeliveryMethod(
                code=code,
                country=point.country_id or "",
                postcode=point.postcode,
                departures=planned_shipments(basket, destination=pickup_destination(point), levels=levels),
                pickup_point=point,
            )
            for point in points
            for code in codes
        ]


def _place(basket: "AbstractBasket", address: "AbstractAddress | None") -> tuple[str, str | None]:
    if address is not None and address.country_id:
        return address.country_id, address.postcode or ""
    buyer = getattr(getattr(basket, "_strategy", None), "buyer", None)
    return _country_of(buyer) if buyer else "", None


def _country_of(buyer: Buyer) -> str:
    return "GB" if buyer.tax.country == "XI" else buyer.tax.country


def estimated_arrival_of(
    product: Product, record: StockRecord | None, *, buyer: Buyer, now: datetime
) -> date | None:
    """Return the day that the basket and the checkout will promise for one piece ordered `now` (aware).

    By the first method that goes to where the buyer is taxed; None for what is not sent, or not at all
    there, or waits without a day. At most one query.
    """
    kind = product.get_product_class()
    if not kind.requires_shipping:
        return None
    country = _country_of(buyer)
    methods = (DeliveryMethod(code=code, country=country) for code in delivery_codes())
    offered = next((method for method in methods if method.is_offered), None)
    if offered is None:
        return None
    wanted = {record: 1} if kind.track_stock and record is not None else {}
    offered.departures = shipments_for_records(wanted, destination=Destination(country=country))
    return offered.arrives_on(now)
