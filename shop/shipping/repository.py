"""Which delivery methods a basket can choose from."""

from typing import Any

from oscar.apps.shipping import repository

from shop.shipping.dispatch import lazy_calendars
from shop.shipping.methods import DeliveryMethod, Express, Standard
from shop.stock.routing import Destination


class Repository(repository.Repository):
    """Standard first (it is what the basket page reckons with), then express."""

    def get_available_shipping_methods(
        self, basket: Any, shipping_addr: Any = None, **kwargs: Any
    ) -> list[DeliveryMethod]:
        """Return the methods that go there in the order shown; without an address, to where tax is due."""
        country, postcode = _place(basket, shipping_addr)
        calendars = lazy_calendars(basket, destination=Destination(country=country, postcode=postcode))
        offered = (method(country=country, calendars=calendars) for method in (Standard, Express))
        return [method for method in offered if method.is_offered]


def _place(basket: Any, address: Any) -> tuple[str, str]:
    if address is not None and address.country_id:
        return address.country_id, address.postcode or ""
    buyer = getattr(getattr(basket, "_strategy", None), "buyer", None)
    country = buyer.tax.country if buyer else ""
    return "GB" if country == "XI" else country, ""
