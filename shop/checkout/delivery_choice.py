"""How the goods travel, as it was chosen: the method, its day, the addresses."""

from oscar.apps.shipping.methods import Base

from shop.basket.models import Basket
from shop.basket.requests import BasketRequest
from shop.checkout.destinations import DestinationsRefusedError, carried_methods, kept_destinations
from shop.checkout_session import CheckoutSessionData
from shop.order.models import ShippingAddress
from shop.shipping.deliveries import free_days
from shop.shipping.methods import choice_of, delivery_of
from shop.shipping.repository import Repository
from shop.shipping.splitting import Destination


class DeliveryChoiceMixin:
    """The part of the checkout's steps that looks up delivery methods."""

    request: BasketRequest
    checkout_session: CheckoutSessionData

    def get_shipping_method(
        self, basket: Basket, shipping_address: ShippingAddress | None = None, **kwargs: object
    ) -> Base | None:
        """Return the method chosen, with its day; None where it, or the day, cannot be had any more."""
        chosen = self.checkout_session.shipping_method_code(basket)
        if not chosen:
            return None
        for method in self.find_delivery_methods(basket, shipping_address):
            if choice_of(method) == chosen:
                return method if self._takes_day(method) else None
        return None

    def find_delivery_methods(self, basket: Basket, shipping_address: ShippingAddress | None) -> list[Base]:
        """Return what can be chosen: methods to the address (to all addresses), or pick-up points.

        None where what goes to several addresses cannot be sent so any more.
        """
        found = self.all_delivery_methods(basket, shipping_address)
        others = self.destinations() if shipping_address is not None else []
        if shipping_address is None or not others:
            return found
        try:
            return carried_methods(self.request, found, address=shipping_address, others=others)
        except DestinationsRefusedError:
            return []

    @property
    def may_split(self) -> bool:
        """Whether there is something to send to a second address."""
        sent = [line for line in self.request.basket.all_lines() if line.product.is_shipping_required]
        return not self.checkout_session.is_pickup() and sum(line.quantity for line in sent) > 1

    def destinations(self) -> list[Destination]:
        """Return the addresses beside the delivery address; none for goods that are picked up."""
        data = self.checkout_session
        return [] if data.is_pickup() or not data.destinations() else kept_destinations(data)

    def all_delivery_methods(self, basket: Basket, shipping_address: ShippingAddress | None) -> list[Base]:
        """Return the methods that carry the whole basket to one address, or pick-up points."""
        found: list[Base] = Repository().get_shipping_methods(
            basket=basket,
            user=self.request.user,
            shipping_addr=shipping_address,
            request=self.request,
            pickup=self.checkout_session.is_pickup(),
        )
        return found

    def _takes_day(self, method: Base) -> bool:
        """Give a method the day chosen; False where it needs one and has none that is free."""
        delivery = delivery_of(method)
        if delivery is None or delivery.day_terms is None or not delivery.possible_days():
            return True
        day = self.checkout_session.delivery_day()
        if day not in free_days(delivery):
            return False
        delivery.day = day
        return True
