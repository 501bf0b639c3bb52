"""What the basket's middleware and django-htmx keep on a request."""

from django_htmx.middleware import HtmxDetails

from shop.basket.models import Basket
from shop.partner.strategy import StrategyRequest
from shop.user.models import User


class BasketRequest(StrategyRequest):
    """A request behind `BasketMiddleware`; for annotations only."""

    basket: Basket
    basket_hash: str | None
    cookies_to_delete: list[str]
    htmx: HtmxDetails
    _basket_cache: Basket | None


class BuyingRequest(BasketRequest):
    """One of somebody who is logged in; for annotations only."""

    user: User
