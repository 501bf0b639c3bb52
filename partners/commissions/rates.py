"""At which rate an account earns: its tier's or its own."""

from decimal import Decimal

from partners.accounts.models import PartnerAccount
from partners.tiers.queries import benefits_of


def commission_rate_of(account: PartnerAccount) -> Decimal:
    """Return the per cent of net goods that an account earns from now on: its tier's, else its own."""
    return benefits_of(account).commission_rate
