"""What is said and remembered about a product that goes onto a wish list."""

from django.utils.translation import gettext as _

from shop.catalogue.models import Product
from shop.wishlists.models import WishList

#: The session's key of the product that a visitor wants to keep, once they have logged in.
AFTER_LOGIN = "wish-after-login"


def kept_words(product: Product, wishlist: WishList) -> str:
    """Say that a product is on a list."""
    words = {"title": product.get_title(), "list": wishlist.name}
    return _("%(title)s has been added to “%(list)s”.") % words


def heart_label(title: str, *, is_wished: bool) -> str:
    """Say what the heart of a product does."""
    words = _("Remove %(title)s from wish list") if is_wished else _("Add %(title)s to wish list")
    return words % {"title": title}
