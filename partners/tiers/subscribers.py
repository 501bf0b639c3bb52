"""What follows from another tier: its people read it."""

from partners.tiers.events import PartnerTierChanged, PartnerTierInGrace
from partners.tiers.mail import GRACE, MOVED, tell_partner
from partners.tiers.models import TierMembership
from shop.events.registry import subscribe


@subscribe(PartnerTierChanged)
def on_partner_tier_changed(event: PartnerTierChanged) -> None:
    """Tell the partner, but not that it joined: that mail is the programme's own."""
    membership = _membership(event.membership_id)
    if membership is not None and membership.cause != TierMembership.Cause.START:
        tell_partner(MOVED, membership)


@subscribe(PartnerTierInGrace)
def on_partner_tier_in_grace(event: PartnerTierInGrace) -> None:
    """Tell the partner until when it keeps its tier; not where it has recovered meanwhile."""
    membership = _membership(event.membership_id)
    if membership is not None and membership.grace_until is not None and membership.until is None:
        tell_partner(GRACE, membership)


def _membership(pk: int | None) -> TierMembership | None:
    if pk is None:
        return None
    return TierMembership.objects.select_related("tier", "account__company").filter(pk=pk).first()
