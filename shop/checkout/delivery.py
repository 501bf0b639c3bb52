"""How a basket can be delivered and what the order then comes to, for whoever writes it down."""

from django.contrib.auth.models import AnonymousUser
from oscar.apps.checkout.calculators import OrderTotalCalculator
from oscar.apps.shipping.methods import Base, NoShippingRequired
from oscar.core.prices import Price

from shop.basket.models import Basket
from shop.order.models import ShippingAddress
from shop.shipping.repository import Repository
from shop.user.models import User

__all__ = ["Base", "Price", "delivery_choices", "order_total"]


def delivery_choices(
    basket: Basket, *, user: User | AnonymousUser, address: ShippingAddress | None, pickup: bool = False
) -> list[tuple[Base, Price]]:
    """Return the delivery methods of a basket with their charges, in the order shown; none for an empty one.

    With `pickup` those by which the buyer comes. Goods that are not sent have one that costs nothing.
    """
    if basket.is_empty:
        return []
    if not basket.is_shipping_required():
        nothing = NoShippingRequired()
        return [(nothing, nothing.calculate(basket))]
    methods = Repository().get_shipping_methods(
        basket=basket, user=user, shipping_addr=address, pickup=pickup
    )
    return [(method, method.calculate(basket)) for method in methods]


def order_total(basket: Basket, charge: Price) -> Price:
    """Return the total of a basket whose offers are applied, with a delivery's charge."""
    return OrderTotalCalculator(None).calculate(basket, charge)
