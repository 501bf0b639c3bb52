"""What partners plan holds nothing of customers: goods, days, and what was in the way."""

from shop.privacy.erasure.registry import UNRELATED, Unrelated

UNRELATED.register(
    Unrelated(
        name="partner ordering",
        fields=("partner_ordering.ScheduledOrder.*", "partner_ordering.CallOff.*"),
    )
)
