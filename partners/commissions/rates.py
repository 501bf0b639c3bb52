"""At which rate an account earns: its tier's or its own."""

from decimal import Decimal

from partners.accounts.models import PartnerAccount
from partners.tiers.models import TierMembership


def commission_rate_of(account: PartnerAccount) -> Decimal:
    """Return the per cent of net goods that an account earns from now on: its tier's, else its own."""
    now = TierMembership.objects.filter(account=account, until=None).select_related("tier").first()
    if now is not None and now.tier.commission_rate is not None:
        return now.tier.commission_rate
    return account.commission_rate
