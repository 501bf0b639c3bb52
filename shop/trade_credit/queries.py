"""Reading what companies may owe and owe."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, CharField, Exists, Min, OuterRef, QuerySet, Value, When

from shop.b2b.models import Company
from shop.money import MoneySum
from shop.order.models import Order
from shop.time_zones import shop_day
from shop.trade_credit.models import CreditAccount, CreditEntry, InvoiceDispute, Receivable
from shop.trade_credit.models.accounts import ZERO

#: The buckets of an ageing report: the first day overdue of each, after what is not due yet.
BUCKETS = (("current", None), ("d1", 1), ("d31", 31), ("d61", 61), ("d91", 91))


def account_for(company: Company, currency: str) -> CreditAccount | None:
    """Return the account that a company buys on: its own, else that of the nearest parent; None without."""
    keys = company.lineage_keys
    found = {
        account.company_id: account
        for account in CreditAccount.objects.filter(company__in=keys, currency=currency).select_related(
            "company"
        )
    }
    return next((found[key] for key in keys if key in found), None)


def accounts_of(company: Company) -> list[CreditAccount]:
    """List the accounts that a company buys on, the nearest of each currency."""
    keys = company.lineage_keys
    near: dict[str, CreditAccount] = {}
    found = CreditAccount.objects.filter(company__in=keys).select_related("company")
    for account in sorted(found, key=lambda account: keys.index(account.company_id)):
        near.setdefault(account.currency, account)
    return [near[currency] for currency in sorted(near)]


def open_receivables() -> QuerySet[Receivable]:
    """List the orders on account of which something is open, the first due first."""
    return Receivable.objects.filter(owed__gt=0).select_related("order", "company").order_by("due_on", "pk")


def overdue_receivables(day: date | None = None) -> QuerySet[Receivable]:
    """List those that were due before a day (today)."""
    return open_receivables().filter(due_on__lt=day or shop_day())


def with_dispute(receivables: QuerySet[Receivable]) -> QuerySet[Receivable]:
    """Have a query say which orders have an open dispute (`is_disputed`)."""
    return receivables.annotate(is_disputed=_open_dispute())


def undisputed(receivables: QuerySet[Receivable]) -> QuerySet[Receivable]:
    """Leave out orders that have an open dispute."""
    return receivables.annotate(is_disputed=_open_dispute()).filter(is_disputed=False)


def disputed(receivables: QuerySet[Receivable]) -> QuerySet[Receivable]:
    """Leave orders that have an open dispute."""
    return receivables.annotate(is_disputed=_open_dispute()).filter(is_disputed=True)


def _open_dispute() -> Exists:
    return Exists(InvoiceDispute.objects.filter(order=OuterRef("order"), state=InvoiceDispute.State.OPEN))


def blocking_receivable(account: CreditAccount, company: Company) -> Receivable | None:
    """Return what is overdue so long that nothing more is sold on account; None where nothing is."""
    if account.overdue_block_days is None:
        return None
    last = shop_day() - timedelta(days=account.overdue_block_days)
    overdue = Receivable.objects.filter(owed__gt=0, due_on__lte=last, due_on__lt=shop_day())
    return overdue.filter(company=company).order_by("due_on").first()


def due_days(orders: Iterable[Order] | Iterable[int]) -> dict[int, date]:
    """Tell by order when each of some orders on account is due, as it was agreed; one query."""
    return dict(Receivable.objects.filter(order__in=list(orders)).values_list("order", "due_on"))


def entries_of(account: CreditAccount) -> QuerySet[CreditEntry]:
    """List what moved an account, the latest first."""
    return CreditEntry.objects.filter(account=account).select_related("order", "by").order_by("-pk")


@dataclass(frozen=True, kw_only=True)
class Ageing:
    """What a company owes in a currency, by how long it is overdue."""

    company_id: int
    currency: str
    buckets: Mapping[str, Decimal]
    oldest_days: int = 0

    @property
    def total(self) -> Decimal:
        """All that is open."""
        return sum(self.buckets.values(), ZERO)

    @property
    def overdue(self) -> Decimal:
        """What should be here."""
        return self.total - self.buckets["current"]


def ageing(receivables: QuerySet[Receivable], *, day: date | None = None) -> list[Ageing]:
    """Add up what is open by company, currency and days overdue; one query however many there are."""
    today = day or shop_day()
    rows = receivables.filter(owed__gt=0).order_by().annotate(bucket=_bucket(today))
    groups = rows.values_list("company", "currency", "bucket").annotate(
        sum=MoneySum("owed"), due=Min("due_on")
    )
    found: dict[tuple[int, str], dict[str, Decimal]] = {}
    oldest: dict[tuple[int, str], int] = {}
    for company, currency, bucket, owed, due in groups:
        key = (company, currency)
        found.setdefault(key, dict.fromkeys(dict(BUCKETS), ZERO))[bucket] = owed
        oldest[key] = max(oldest.get(key, 0), (today - due).days)
    return [
        Ageing(company_id=company, currency=currency, buckets=buckets, oldest_days=oldest.get(key, 0))
        for key, buckets in sorted(found.items())
        for company, currency in [key]
    ]


def _bucket(today: date) -> Case:
    cases = [When(due_on__gte=today, then=Value("current"))]
    for name, first in reversed(BUCKETS[1:]):
        cases.append(When(due_on__lte=today - timedelta(days=first or 0), then=Value(name)))
    return Case(*cases, default=Value("current"), output_field=CharField())


def ageing_of(companies: Sequence[Company] | QuerySet[Company]) -> list[Ageing]:
    """Add up what some companies owe."""
    return ageing(Receivable.objects.filter(company__in=companies))
