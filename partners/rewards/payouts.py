"""Rewards and credits are paid out together with commissions."""

from partners.commissions.payable import PAYABLE_SOURCES, PayableSource
from partners.rewards.queries import rewards_due
from partners.rewards.services.booking import settle_payout

PAYABLE_SOURCES.register(PayableSource(name="rewards", due=rewards_due, settle=settle_payout))
