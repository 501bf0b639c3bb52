"""Entries of the demo's distributors in the locator: published, one waiting beside, one rejected."""

from datetime import datetime
from decimal import Decimal

from config.demo.partners_people import Distributor, distributors, leader_of
from config.demo.partners_programme import manager
from partners.accounts.models import PartnerAccount
from partners.locator.models import PartnerListing
from partners.locator.services import approve, refuse, submit_listing
from shop.catalogue.models import Category
from shop.countries import Country

#: Where they are (degrees, WGS 84); who is not named stands in the middle of the country.
PLACES = {
    "nordlicht": ("54.3233", "10.1394"),
    "osmanthus": ("52.3739", "4.9003"),
    "slow-leaf": ("25.0571", "121.5102"),
    "hafenhof": ("53.5444", "9.9410"),
}
HOURS = "Mo–Fr 9:00–18:00\nSa 10:00–14:00"
SHOWING_STOCK = ("nordlicht", "osmanthus", "hafenhof")
REJECTED = "grachten"
HIDDEN = "shanhai"


def add_listings(*, now: datetime) -> None:
    """Publish the entries of all but two; one is rejected, one partner has none. Once."""
    if PartnerListing.objects.exists():
        return
    colleague = manager()
    for one, account in distributors():
        if one.code == HIDDEN:
            continue
        listing = _submit(one, account)
        if one.code == REJECTED:
            refuse(
                listing, reason="Please leave out the opening prices; they change too often.", by=colleague
            )
        elif account.is_active:
            approve(listing, by=colleague)
    first, account = distributors()[0]
    _submit(first, account, headline="Tableware for hotels, galleries and offices on the coast")


def _submit(one: Distributor, account: PartnerAccount, *, headline: str = "") -> PartnerListing:
    latitude, longitude = PLACES.get(one.code, (None, None))
    listing = PartnerListing(
        account=account,
        headline=headline or one.area,
        about=one.about,
        street=one.line1,
        postcode=one.postcode,
        place=one.city,
        country=Country.objects.get(pk=one.country),
        latitude=Decimal(latitude) if latitude else None,
        longitude=Decimal(longitude) if longitude else None,
        phone=one.phone,
        website=one.website,
        opening_hours=HOURS,
        shows_stock=one.code in SHOWING_STOCK,
    )
    known = Category.objects.filter(slug__in=one.interests)
    return submit_listing(listing, specialties=known, by=leader_of(one))
