"""Who does not get an offer, so that its effect can be measured: a stable share of the buyers.

A buyer is an account, or else the basket of a browser. A guest who opens an account, or logs in to one that
was never drawn, stays what they were drawn as (`shop.basket.draws`); an account that was drawn keeps its own,
on whichever browser. The share is drawn by a hash of offer and buyer: the
same buyer is always drawn alike, another offer draws anew, and a larger share holds the smaller one. Codes
hold nobody out: a code that was handed out is a promise. What is held from some is not told on products'
pages to visitors who have not logged in, since nobody knows yet whether they will get it.
"""

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from oscar.apps.offer.abstract_models import AbstractConditionalOffer

STEPS = 10_000
WHOLE = 100


def buyer_key(*, user_id: int | None, drawn_as: "UUID | None" = None, basket_id: "UUID | None" = None) -> str:
    """Return by what a buyer is drawn; empty for a visitor without a basket.

    `drawn_as` is the basket by which an account was drawn while its owner was a guest (`User.drawn_as`).
    """
    if user_id is not None and drawn_as is not None:
        return f"basket:{drawn_as}"
    if user_id is not None:
        return f"user:{user_id}"
    return f"basket:{basket_id}" if basket_id else ""


def is_drawn(offer_id: int, key: str, percent: int) -> bool:
    """Tell whether a buyer is in the holdout of `percent` per cent of an offer."""
    if not percent or not key:
        return False
    digest = sha256(f"{offer_id}:{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % STEPS < percent * STEPS // WHOLE


def is_held_from(offer: "AbstractConditionalOffer", key: str) -> bool:
    """Tell whether an offer is held from a buyer of this key."""
    percent = offer.holdout_percent  # type: ignore[attr-defined]
    return offer.offer_type == offer.SITE and is_drawn(offer.pk, key, percent)
