"""Many products into the visitor's basket, whichever page they come from."""

from collections.abc import Sequence
from uuid import UUID

from shop.basket.bulk import BulkAddition, add_many
from shop.basket.checking import Wish
from shop.basket.requests import BasketRequest
from shop.basket.services import BasketClosedError
from shop.basket.views import fresh_basket


def add_for_request(request: BasketRequest, wishes: Sequence[Wish], *, token: UUID | None) -> BulkAddition:
    """Add to the visitor's basket, to a new one where theirs has become an order meanwhile.

    Raises QuantityError as `add_many` does. Oscar's `basket_addition` is not sent: two hundred rows of an
    order are no two hundred signs of interest.
    """
    try:
        return add_many(request.basket, wishes, token=token)
    except BasketClosedError:
        return add_many(fresh_basket(request), wishes, token=token)
