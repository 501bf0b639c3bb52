"""For whom a price is asked: the one shape in which a buyer travels below the views."""

from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from shop.b2b.access import CompanyAccess, access_of
from shop.b2b.models import Company
from shop.configuration.queries import shop_currency, strangers_see_prices
from shop.tax.queries import situation
from shop.tax.situation import TaxSituation
from shop.user.models import User

PUBLIC = "public"


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """Who asks what something costs and whether it can be had.

    `price_list` names the price context whose prices this buyer sees ("public" for everybody without one of
    their own); `currency` is an ISO 4217 code; `tax` says which tax the price bears (at home, until an
    address is known); `audiences` are those by which products are shown or hidden, the nearest first
    ("company:7", its parent "company:3", "group:2"). Without `sees_prices` nothing has a price and nothing
    can be bought: strangers in a shop that shows prices on login. `sees_hidden` is the shop itself, which
    writes an index. Equal buyers see equal answers, so a Buyer may key a cache.
    """

    currency: str
    price_list: str = PUBLIC
    audiences: tuple[str, ...] = ()
    company_id: int | None = None
    user_id: int | None = None
    #: The guest's basket by which its owner was drawn for holdouts (`shop.offer.holdout`), if it was.
    drawn_as: UUID | None = None
    sees_prices: bool = True
    sees_hidden: bool = False
    tax: TaxSituation = field(default_factory=situation)


def buyer_for(user: User | AnonymousUser | None = None) -> Buyer:
    """Return the buyer that a user (or nobody: an anonymous visitor) buys as.

    Who speaks for a company buys for it. One query for a user, once for each user object. A stranger sees
    prices where the shop shows them to strangers.
    """
    if user is None or not user.is_authenticated:
        return Buyer(currency=shop_currency(), sees_prices=strangers_see_prices())
    access = access_of(user)
    return Buyer(
        currency=shop_currency(),
        price_list=user.price_context or PUBLIC,
        audiences=audiences_of(access),
        user_id=user.pk,
        drawn_as=user.drawn_as,
        company_id=access.company_id if access else None,
        tax=situation(is_company=access is not None),
    )


def public_buyer() -> Buyer:
    """Return somebody without an account to whom prices are shown: who is asked for, not who visits."""
    return Buyer(currency=shop_currency())


def customer_buyer(user: User | None) -> Buyer:
    """Return the buyer that a customer buys as where staff ask: one without an account has prices, too."""
    return public_buyer() if user is None else buyer_for(user)


def audiences_of_company(company: Company) -> tuple[str, ...]:
    """Name the audiences that all people of a company belong to, the nearest first."""
    own = tuple(f"company:{key}" for key in company.lineage_keys)
    return (*own, *_groups(company.programme_group_id, company.group_id))


def audiences_of(access: CompanyAccess | None) -> tuple[str, ...]:
    """Name the audiences somebody belongs to: their company, its parents, its groups."""
    if access is None:
        return ()
    companies = tuple(f"company:{key}" for key in access.lineage)
    return (*companies, *_groups(access.programme_group_id, access.group_id))


def _groups(*keys: int | None) -> tuple[str, ...]:
    """Name groups, the nearest first: what a programme gives is nearer than the company's own group."""
    return tuple(dict.fromkeys(f"group:{key}" for key in keys if key is not None))
