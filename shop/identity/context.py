"""What every template knows of the shop."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from shop.identity.queries import shop_identity


def shop(request: HttpRequest) -> dict[str, object]:
    """Give templates `shop_identity` and, for Oscar's, `shop_name`; who names neither asks nothing."""
    found = SimpleLazyObject(shop_identity)
    return {"shop_identity": found, "shop_name": SimpleLazyObject(lambda: shop_identity().name)}
