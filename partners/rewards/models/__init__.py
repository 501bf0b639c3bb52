"""Rules of rewards, what accrues by them, the ledger of each partner, statements and how they are paid."""

from partners.rewards.models.ledger import LedgerEntry, Statement
from partners.rewards.models.payments import BankDetails, PaymentFile, PayoutTransfer
from partners.rewards.models.rules import RewardAccrual, RewardLevel, RewardRule

__all__ = [
    "BankDetails",
    "LedgerEntry",
    "PaymentFile",
    "PayoutTransfer",
    "RewardAccrual",
    "RewardLevel",
    "RewardRule",
    "Statement",
]
