"""What a user does with wish lists."""

from django.db import transaction

from shop.wishlists.models import Line, WishList


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
