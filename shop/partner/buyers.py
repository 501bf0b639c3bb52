"""For whom a price is asked: the one shape in which a buyer travels below the views."""

from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser

from shop.b2b.access import CompanyAccess, access_of
from shop.configuration.queries import shop_currency
from shop.tax.queries import situation
from shop.tax.situation import TaxSituation
from shop.user.models import User

PUBLIC = "public"


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """Who asks what something costs and whether it can be had.

    `price_list` names the price context whose prices this buyer sees ("public" for everybody without one of
    their own); `currency` is an ISO 4217 code; `tax` says which tax the price bears (at home, until an
    address is known); `audiences` are the groups by which products are shown or hidden
    ("company:7", "group:2"). Equal buyers see equal answers, so a Buyer may key a cache.
    """

    currency: str
    price_list: str = PUBLIC
    audiences: frozenset[str] = frozenset()
    company_id: int | None = None
    user_id: int | None = None
    tax: TaxSituation = field(default_factory=situation)


def buyer_for(user: User | AnonymousUser | None = None) -> Buyer:
    """Return the buyer that a user (or nobody: an anonymous visitor) buys as.

    Who speaks for a company buys for it. One query for a user, once for each user object.
    """
    if user is None or not user.is_authenticated:
        return Buyer(currency=shop_currency())
    access = access_of(user)
    return Buyer(
        currency=shop_currency(),
        price_list=user.price_context or PUBLIC,
        audiences=audiences_of(access),
        user_id=user.pk,
        company_id=access.company_id if access else None,
        tax=situation(is_company=access is not None),
    )


def audiences_of(access: CompanyAccess | None) -> frozenset[str]:
    """Name the groups somebody belongs to: their company, its parents, its company group."""
    if access is None:
        return frozenset()
    groups = {f"company:{key}" for key in access.lineage}
    return frozenset(groups if access.group_id is None else groups | {f"group:{access.group_id}"})
