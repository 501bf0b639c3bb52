"""One basket for each account: what was chosen before logging in, or on another device, comes together."""

from django.db import transaction
from django.db.models import Q, Sum

from shop.basket.draws import keep_draw
from shop.basket.models import Basket, Line
from shop.user.models import User


@transaction.atomic
def merge_baskets(user: User, guest: Basket | None = None) -> tuple[Basket, int]:
    """Make a user's open baskets and that of the guest they were one; return it and the pieces that came.

    A product in two baskets keeps the larger quantity (the same person chose it twice), options stay
    apart, a basket taken in is marked Merged. What any of them had reserved stays reserved. All are
    locked in order of their keys and looked at again: one that became an order meanwhile stays out, and
    without any left the basket returned is new and unsaved.
    """
    wanted = Q(owner=user) | Q(pk=guest.pk, owner=None) if guest else Q(owner=user)
    found = Basket.objects.select_for_update().filter(
        wanted,
        status=Basket.OPEN,  # guard: join-open
    )
    # The user's own come first; `sorted` keeps the order of keys among them.
    first, *others = sorted(found.order_by("pk"), key=lambda basket: basket.owner_id is None) or [
        Basket(owner=user)
    ]
    came = [first, *others] if first.owner_id is None else others
    pieces = Line.objects.filter(basket__in=came).aggregate(pieces=Sum("quantity"))["pieces"] or 0
    for basket in came:
        if basket.owner_id is None and basket.lines.exists():
            keep_draw(user, basket.public_id)
    if first.owner_id is None:
        first.owner = user
        first.save(update_fields=["owner"])
    for other in others:
        first.merge(other, add_quantities=False)
    first.owner = user
    return first, pieces
