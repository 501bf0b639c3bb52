"""Tiers are a company's; of a person only who set one by hand is named, and that ends with the account."""

from shop.privacy.erasure.registry import UNRELATED, Unrelated

UNRELATED.register(
    Unrelated(
        name="partner-tiers",
        fields=(
            "partner_tiers.Tier.*",
            "partner_tiers.TierRequirement.*",
            "partner_tiers.TierMembership.*",
        ),
    )
)
