"""Reading the locator: who is shown, by what they are found, who has a product in stock."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.cache import cache
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from partners.accounts.models import PartnerAccount
from partners.locator.models import PartnerListing
from partners.sell_through.queries import counted_stock
from partners.tiers.models import Tier
from partners.tiers.queries import current_memberships
from shop.b2b.models import Company
from shop.catalogue.models import Category, Product
from shop.time_zones import shop_day

#: Whether any entry shows stock is known for so long: product pages of a shop without one ask nothing.
SHOWS_STOCK, SHOWS_STOCK_SECONDS = "partner_locator.shows_stock", 60
#: A count that is older says nothing about what lies there today.
STOCK_DAYS = 60


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a visitor looks for; what is empty is not asked."""

    text: str = ""
    country: str = ""
    specialty: Category | None = None
    tier: Tier | None = None
    product: Product | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """A partner as the list shows it; `counted_on` is when the wanted product was counted there last."""

    listing: PartnerListing
    tier: Tier | None
    specialties: list[str] = field(default_factory=list)
    counted_on: date | None = None


def shown_listings() -> QuerySet[PartnerListing]:
    """List what visitors may see: published entries of active accounts whose company is not closed."""
    rows = PartnerListing.objects.filter(
        state=PartnerListing.State.SHOWN, account__status=PartnerAccount.Status.ACTIVE
    )
    return rows.exclude(account__company__status=Company.Status.CLOSED).select_related(
        "account__company", "country"
    )


def find(wanted: Wanted, *, today: date | None = None) -> list[Found]:
    """List the partners that a visitor looks for, by name; four queries at most, whatever their number.

    A product leaves those who show their stock and counted pieces of it (or of a variant) of late.
    """
    rows = shown_listings()
    if wanted.country:
        rows = rows.filter(country=wanted.country)
    for word in wanted.text.split()[:6]:
        rows = rows.filter(_said(word))
    if wanted.specialty is not None:
        rows = rows.filter(specialties__path__startswith=wanted.specialty.path)
    if wanted.tier is not None:
        held = current_memberships().filter(tier=wanted.tier).order_by().values("account")
        rows = rows.filter(account__in=held)
    counted = stock_of(wanted.product, today=today) if wanted.product else {}
    if wanted.product is not None:
        rows = rows.filter(account__in=list(counted), shows_stock=True)
    rows = rows.order_by("account__company__name", "pk").distinct().prefetch_related("specialties")
    return _told(list(rows), counted)


def told_of(listing: PartnerListing) -> Found:
    """Return one partner as its page shows it. Two queries."""
    return _told([listing], {})[0]


def stock_of(product: Product, *, today: date | None = None) -> dict[int, date]:
    """Return which accounts counted pieces of a product, or of a variant, in their last count, and when.

    Counts older than STOCK_DAYS are left out. One query.
    """
    since = (today or shop_day()) - timedelta(days=STOCK_DAYS)
    latest = counted_stock().filter(account=OuterRef("account")).order_by().values("account")
    newest = Subquery(latest.annotate(day=Max("counted_on")).values("day"))
    rows = counted_stock().filter(
        Q(product=product) | Q(product__parent=product), counted_on=newest, quantity__gt=0
    )
    return dict(rows.filter(counted_on__gte=since).order_by().values_list("account", "counted_on"))


def is_at_a_partner(product: Product) -> bool:
    """Say whether a partner who is shown has a product in stock: two queries where some entry shows stock."""
    if not cache.get_or_set(SHOWS_STOCK, _shows_stock, SHOWS_STOCK_SECONDS):
        return False
    sellers = shown_listings().filter(shows_stock=True)
    return sellers.filter(account__in=list(stock_of(product))).exists()


def _shows_stock() -> bool:
    return PartnerListing.objects.filter(shows_stock=True).exists()


def forget_who_shows_stock(**kwargs: object) -> None:
    """Receiver of a changed entry: ask anew whether any shows stock."""
    cache.delete(SHOWS_STOCK)


def latest_of(account: PartnerAccount) -> PartnerListing | None:
    """Return the version that a partner goes on writing: the latest. One query."""
    rows = PartnerListing.objects.filter(account=account).select_related("account__company", "country")
    return rows.order_by("-pk").first()


def shown_of(account: PartnerAccount) -> PartnerListing | None:
    """Return the published version of an account, whether or not visitors can see it now. One query."""
    return PartnerListing.objects.filter(account=account, state=PartnerListing.State.SHOWN).first()


def countries_shown() -> list[str]:
    """Return the codes of the countries that have a partner. One query."""
    return list(shown_listings().order_by("country_id").values_list("country_id", flat=True).distinct())


def specialties_shown() -> QuerySet[Category]:
    """List the categories that some partner names."""
    keys = shown_listings().order_by().values("specialties")
    return Category.objects.browsable().filter(pk__in=keys).order_by("path")


def tiers_shown() -> QuerySet[Tier]:
    """List the tiers that somebody who is shown has, the highest first."""
    accounts = shown_listings().order_by().values("account")
    held = current_memberships().filter(account__in=accounts).order_by().values("tier")
    return Tier.objects.filter(pk__in=held).order_by("-rank")


def _said(word: str) -> Q:
    """Match a word in place, postcode, name, street or words; a postcode by its beginning."""
    return (
        Q(place__icontains=word)
        | Q(postcode__istartswith=word)
        | Q(account__company__name__icontains=word)
        | Q(street__icontains=word)
        | Q(headline__icontains=word)
    )


def _told(listings: Iterable[PartnerListing], counted: dict[int, date]) -> list[Found]:
    rows = list(listings)
    memberships = current_memberships().filter(account__in=[row.account_id for row in rows])
    tiers = {membership.account_id: membership.tier for membership in memberships}
    return [
        Found(
            listing=row,
            tier=tiers.get(row.account_id),
            specialties=[str(category.name) for category in row.specialties.all()],
            counted_on=counted.get(row.account_id),
        )
        for row in rows
    ]
