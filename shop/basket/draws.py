"""A guest who turns out to be an account stays on the side of a holdout on which they were drawn."""

from uuid import UUID

from shop.basket.models import Basket
from shop.user.models import User


def keep_draw(user: User, public_id: UUID) -> bool:
    """Have an account be drawn as the guest's basket with this id; tell whether it is from now on.

    Only one that was never drawn: it has had no basket with goods of its own. One conditional UPDATE, so of
    two that log in at once the first holds.
    """
    own = Basket.objects.filter(owner=user, lines__isnull=False).exclude(public_id=public_id)
    if own.exists():
        return False
    kept = bool(User.objects.filter(pk=user.pk, drawn_as=None).update(drawn_as=public_id))
    if kept:
        user.drawn_as = public_id
    return kept
