"""What is paid out beside commissions: slices above register what they owe partners."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from partners.commissions.models import Payout
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class PayableRow:
    """What is payable to one account in one currency now, and by how many entries."""

    account_id: int
    currency: str
    total: Decimal
    entries: int


@dataclass(frozen=True, kw_only=True)
class PayableSource:
    """One ledger of what partners are owed.

    `due` adds up what is payable. `settle` is called inside the transaction of a payout: it locks what is
    payable of the payout's account and currency (booked before the moment given, if there is one), notes it
    as settled by the payout and returns its sum.
    """

    name: str
    due: Callable[[], Iterable[PayableRow]]
    settle: Callable[[Payout, datetime | None], Decimal]


PAYABLE_SOURCES: Registry[PayableSource] = Registry(
    "source of what is payable to partners", sort=lambda source: source.name
)
