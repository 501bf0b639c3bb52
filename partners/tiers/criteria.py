"""What a tier may ask for: revenue here; slices above add theirs (won registrations, certificates)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.tiers.sales import sales_of
from shop.configuration.queries import shop_currency
from shop.formats import format_money
from shop.registry import Registry

NOTHING = Decimal(0)
YEAR = timedelta(days=365)
Measured = Mapping[int, Decimal]
#: By account, then by criterion.
Measures = Mapping[int, Mapping[str, Decimal]]


@dataclass(frozen=True, kw_only=True)
class TierCriterion:
    """One thing that is measured of a partner.

    `measure` answers for many accounts (by key) at once, in a fixed number of queries; an account that it
    leaves out has none. Money is in the shop's currency, everything else a number of pieces.
    """

    name: str
    label: str | Promise
    measure: Callable[[Collection[int]], Measured]
    is_money: bool = False
    order: int = 50

    def words(self, value: Decimal) -> str:
        """Write a value for a reader: € 12,300.00, or 4."""
        return format_money(value, shop_currency(), trim=True) if self.is_money else f"{value:.0f}"


TIER_CRITERIA: Registry[TierCriterion] = Registry(
    "criterion of a partner tier", sort=lambda entry: (entry.order, entry.name)
)


def revenue(accounts: Collection[int]) -> dict[int, Decimal]:
    """Return the net goods of own and referred orders of the last 365 days."""
    now = timezone.now()
    found = sales_of(accounts, since=now - YEAR, until=now + timedelta(minutes=1))
    return {account: sales.revenue for account, sales in found.items()}


TIER_CRITERIA.register(
    TierCriterion(
        name="revenue",
        label=_("Revenue in the last 12 months"),
        measure=revenue,
        is_money=True,
        order=10,
    )
)


def measures_of(accounts: Iterable[int]) -> Measures:
    """Measure every criterion for these accounts (by key); as many queries for one as for a thousand."""
    keys = list(accounts)
    found: dict[int, dict[str, Decimal]] = {key: {} for key in keys}
    for entry in TIER_CRITERIA:
        measured = entry.measure(keys) if keys else {}
        for key in keys:
            found[key][entry.name] = measured.get(key, NOTHING)
    return found
