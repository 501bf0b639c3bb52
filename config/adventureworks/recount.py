"""What the programme comes to by plain SQL over orders and their lines, beside what the shop has booked.

Sums are cents, percentages whole numbers, and halves are rounded up: integers are exact on every database.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Max, Min
from django.utils import timezone

from config.adventureworks.orders import PREFIX
from config.adventureworks.programme import NAME, REBATES, REP_RATE, TIERS, Programme
from crm_core.rep_commissions.models import Statement
from partners.rewards.models import LedgerEntry
from partners.rewards.periods import period_end, period_start, starts_at
from partners.tiers.models import TierMembership
from shop.money import MoneySum
from shop.order.models import Order
from shop.time_zones import shop_day

QUARTER, HUNDRED = "quarter", 100
#: What each buyer (or representative) bought (or sold) between two moments, in cents without tax.
GOODS = """
SELECT {who} AS who, CAST(ROUND(SUM(line.line_price_excl_tax) * 100) AS BIGINT) AS cents
FROM order_line AS line
JOIN order_order AS placed ON placed.id = line.order_id
JOIN customers_customerorder AS link ON link.order_id = placed.id
JOIN customers_customer AS customer ON customer.id = link.customer_id
WHERE placed.number LIKE %s AND placed.company_id IS NOT NULL AND {who} IS NOT NULL
AND placed.date_placed >= %s AND placed.date_placed < %s
GROUP BY {who}
"""
EARNED = "SELECT who, (cents * ({rate}) + 50) / 100 FROM ({goods}) AS goods WHERE cents * ({rate}) > 0"
BUYER, OWNER = "placed.company_id", "customer.owner_id"
#: By whom and the quarter; tiers have none.
Key = tuple[int, date | None]
Booked = dict[Key, object]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Whose figure of what differs: in the shop's books, and by SQL."""

    what: str
    who: int
    booked: object
    by_sql: object


def _steps(levels: Iterable[tuple[int, int]], *, lowest: int = 0) -> str:
    """Write the value of the highest level that is reached, as SQL."""
    steps = [f"WHEN cents >= {volume * HUNDRED} THEN {value}" for volume, value in reversed(list(levels))]
    return f"CASE {' '.join(steps)} ELSE {lowest} END"


def _quarters() -> Iterator[date]:
    ends = Order.objects.filter(number__startswith=PREFIX).aggregate(
        first=Min("date_placed"), last=Max("date_placed")
    )
    day, last = period_start(QUARTER, shop_day(ends["first"])), shop_day(ends["last"])
    while day <= last:
        yield day
        day = period_end(QUARTER, day)


def _by_sql(who: str, rate: str) -> Booked:
    """Compute what everybody earned in each quarter."""
    statement = EARNED.format(rate=rate, goods=GOODS.format(who=who))
    found: Booked = {}
    with connection.cursor() as cursor:
        for start in _quarters():
            since, until = starts_at(start), starts_at(period_end(QUARTER, start))
            cursor.execute(statement, [f"{PREFIX}%", since, until])
            found |= {(pk, start): Decimal(cents) / HUNDRED for pk, cents in cursor.fetchall()}
    return found


def _rebates(programme: Programme) -> Booked:
    rows = LedgerEntry.objects.filter(rule=programme.rebate).order_by()
    sums = rows.values_list("account__company", "period_start").annotate(sum=MoneySum("amount"))
    return {(company, start): amount for company, start, amount in sums if start and amount}


def _commissions(programme: Programme) -> Booked:
    rows = Statement.objects.filter(plan=programme.plan, total__gt=0)
    return {(user, start): total for user, start, total in rows.values_list("user", "starts_on", "total")}


def _tiers() -> dict[int, str]:
    rows = TierMembership.objects.filter(until=None, tier__name__startswith=NAME)
    return dict(rows.values_list("account__company", "tier__name"))


def _tiers_by_sql(now_held: Iterable[int]) -> dict[int, str]:
    """Compute the tier of each partner from what it bought in the last 365 days."""
    now = timezone.now()
    levels = [(revenue, place) for place, (_name, revenue) in enumerate(TIERS) if revenue]
    statement = f"SELECT who, {_steps(levels)} FROM ({GOODS.format(who=BUYER)}) AS goods"  # noqa: S608 - ours
    with connection.cursor() as cursor:
        cursor.execute(statement, [f"{PREFIX}%", now - timedelta(days=365), now])
        reached = dict(cursor.fetchall())
    return {pk: f"{NAME}: {TIERS[reached.get(pk, 0)][0]}" for pk in now_held}


def differences(programme: Programme) -> list[Difference]:
    """Return every rebate and commission of a quarter, and every tier, that is not what SQL says."""
    tiers = _tiers()
    compared: tuple[tuple[str, Booked, Booked], ...] = (
        ("rebate", _rebates(programme), _by_sql(BUYER, _steps(REBATES))),
        ("commission", _commissions(programme), _by_sql(OWNER, str(REP_RATE))),
        ("tier", _keyed(tiers), _keyed(_tiers_by_sql(tiers))),
    )
    return [
        Difference(what=what, who=key[0], booked=booked.get(key), by_sql=by_sql.get(key))
        for what, booked, by_sql in compared
        for key in sorted({*booked, *by_sql}, key=str)
        if booked.get(key) != by_sql.get(key)
    ]


def _keyed(names: dict[int, str]) -> Booked:
    return {(pk, None): name for pk, name in names.items()}
