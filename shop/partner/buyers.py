"""For whom a price is asked: the one shape in which a buyer travels below the views."""

from dataclasses import dataclass, field
from typing import Any

from shop.b2b.queries import company_of
from shop.configuration.queries import shop_currency
from shop.tax.queries import situation
from shop.tax.situation import TaxSituation


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """Who asks what something costs and whether it can be had.

    `price_list` names the list whose prices this buyer sees ("public" for everybody without
    a list of their own); `currency` is an ISO 4217 code; `tax` says which tax the price bears
    (at home, until an address is known). Equal buyers see equal answers, so a Buyer may key a cache.
    """

    currency: str
    price_list: str = "public"
    company_id: int | None = None
    user_id: int | None = None
    tax: TaxSituation = field(default_factory=situation)


def buyer_for(user: Any = None) -> Buyer:
    """Return the buyer that a user (or nobody: an anonymous visitor) buys as.

    Who speaks for a company buys for it. One query for a user, once for each user object.
    """
    if user is None or not user.is_authenticated:
        return Buyer(currency=shop_currency())
    company_id = _company_id(user)
    return Buyer(
        currency=shop_currency(),
        user_id=user.pk,
        company_id=company_id,
        tax=situation(is_company=company_id is not None),
    )


def _company_id(user: Any) -> int | None:
    """Remember the answer on the user, which lives as long as a request."""
    if not hasattr(user, "_kiln_company_id"):
        company = company_of(user)
        user._kiln_company_id = company.pk if company else None
    found: int | None = user._kiln_company_id
    return found
