"""A referral link followed: one of the ways by which an order is owed to a partner."""

from partners.accounts.attribution import ATTRIBUTION_FINDERS, Attribution, AttributionFinder
from partners.referrals.queries import referral_of
from shop.order.models import Order

SOURCE = "referral"


def referred(order: Order) -> Attribution | None:
    """Return the partner by whose link the buyer came last; None where there was none in 30 days."""
    referral = referral_of(order)
    if referral is None:
        return None
    return Attribution(
        account=referral.account,
        source=SOURCE,
        reference=referral.account.code,
        is_own_purchase=referral.is_own_purchase,
    )


ATTRIBUTION_FINDERS.register(AttributionFinder(name=SOURCE, find=referred, order=50))
