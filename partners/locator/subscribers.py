"""What follows from a decision: the partner hears of it."""

from partners.locator.events import ListingDecided
from partners.locator.mail import tell_decision
from partners.locator.models import PartnerListing
from shop.events.registry import subscribe


@subscribe(ListingDecided)
def on_listing_decided(event: ListingDecided) -> None:
    """Mail it to who wrote the entry; called again, it sends nothing."""
    rows = PartnerListing.objects.select_related("created_by", "account__company")
    if listing := rows.filter(pk=event.listing_id).first():
        tell_decision(listing)
