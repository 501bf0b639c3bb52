"""At which rate an account earns: its tier's or its own."""

from decimal import Decimal

from partners.accounts.models import PartnerAccount


def commission_rate_of(account: PartnerAccount) -> Decimal:
    """Return the per cent of an order's net goods that an account earns from now on."""
    return account.commission_rate
