"""What a user does with wish lists."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from shop.catalogue.models import Product
from shop.user.models import User
from shop.wishlists.models import Line, WishList


@transaction.atomic
def add_to_list(user: User, product: Product, *, wishlist: WishList | None = None) -> WishList:
    """Keep a product on one of the user's lists: the named one, else the latest, else a first one.

    Called again it changes nothing; of two requests at once one writes, since both lock the user's row.
    """
    User._default_manager.select_for_update().get(pk=user.pk)
    own = user.wishlists
    kept: WishList = (
        wishlist or own.order_by("-date_created").first() or own.create(name=gettext("My wish list"))
    )
    kept.lines.get_or_create(product=product, defaults={"title": product.get_title()})
    return kept


def remove_from_lists(user: User, product: Product) -> None:
    """Take a product off all lists of the user: with its variants, and of a variant its product."""
    family = Q(product=product) | Q(product__parent=product)
    if product.parent_id is not None:
        family |= Q(product=product.parent_id)
    Line._default_manager.filter(family, wishlist__owner=user).delete()


@transaction.atomic
def move_line(line: Line, target: WishList) -> None:
    """Move a line to another list; where that holds the product already, only one line is left.

    Of two requests at once one moves it; the other finds nothing and changes nothing.
    """
    lines = type(line)._default_manager
    held = lines.select_for_update().filter(pk=line.pk, wishlist_id=line.wishlist_id)
    if line.product_id and target.lines.filter(product_id=line.product_id).exists():
        held.delete()
    else:
        held.update(wishlist=target)
