"""What certificates count for a partner's tier."""

from collections.abc import Collection
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from partners.tiers.criteria import TIER_CRITERIA, TierCriterion
from partners.training.queries import counted_certificates
from shop.time_zones import shop_day


def certificates(accounts: Collection[int]) -> dict[int, Decimal]:
    """Count the valid certificates of an account's people, each course and person once. One query."""
    return {key: Decimal(number) for key, number in counted_certificates(accounts, shop_day()).items()}


TIER_CRITERIA.register(
    TierCriterion(name="certificates", label=_("Valid training certificates"), measure=certificates, order=30)
)
