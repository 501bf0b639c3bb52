"""What is kept of partners' money is the companies', not a person's."""

from shop.privacy.erasure.registry import UNRELATED, Unrelated

UNRELATED.register(
    Unrelated(
        name="partner rewards",
        fields=tuple(
            f"partner_rewards.{name}.*"
            for name in (
                *("RewardRule", "RewardLevel", "RewardAccrual", "LedgerEntry", "Statement"),
                *("BankDetails", "PaymentFile", "PayoutTransfer"),
            )
        ),
    )
)
