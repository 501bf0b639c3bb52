"""For whom a price is asked: the one shape in which a buyer travels below the views."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """Who asks what something costs and whether it can be had.

    `price_list` names the list whose prices this buyer sees ("public" for everybody without
    a list of their own); `currency` is an ISO 4217 code. Equal buyers see equal answers, so
    a Buyer may key a cache.
    """

    currency: str
    price_list: str = "public"
    company_id: int | None = None
    user_id: int | None = None


def buyer_for(user: Any = None) -> Buyer:
    """Return the buyer that a user (or nobody: an anonymous visitor) buys as."""
    user_id = user.pk if user is not None and user.is_authenticated else None
    return Buyer(currency=settings.OSCAR_DEFAULT_CURRENCY, user_id=user_id)
