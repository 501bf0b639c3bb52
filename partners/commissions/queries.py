"""Reading commissions."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Min, Q, QuerySet

from crm_core.customers.models import Customer
from partners.accounts.models import PartnerAccount
from partners.commissions.models import Commission
from partners.commissions.payable import PAYABLE_SOURCES, PayableRow
from shop.money import MoneySum

Status = Commission.Status


@dataclass(frozen=True, kw_only=True)
class CurrencyTotals:
    """What a partner has coming and has had, in one currency (major units)."""

    currency: str
    payable: Decimal
    pending: Decimal
    paid: Decimal
    next_payable_at: datetime | None

    @property
    def owed(self) -> Decimal:
        """What is earned and not paid out yet, payable or still pending."""
        return self.payable + self.pending


@dataclass(frozen=True, kw_only=True)
class PayoutDue:
    """What is payable to one account in one currency, and by how many entries."""

    account: int
    code: str
    company: str
    currency: str
    total: Decimal
    entries: int

    @property
    def key(self) -> str:
        """What the form sends of it: whom, in which currency, and the sum that the person saw."""
        return f"{self.account}|{self.currency}|{self.total}"

    @property
    def field(self) -> str:
        """Name the field of its transfer's reference."""
        return f"reference-{self.account}-{self.currency}"


def statement_of(account: PartnerAccount) -> QuerySet[Commission]:
    """List an account's entries, newest first, orders loaded."""
    entries = Commission.objects.filter(account=account).select_related("order", "payout")
    return entries.order_by("-accrued_at", "-pk")


def totals_of(account: PartnerAccount) -> list[CurrencyTotals]:
    """Add up an account's entries by currency, reversed ones left out. One query."""
    rows = (
        Commission.objects.filter(account=account)
        .order_by()
        .values("currency")
        .annotate(
            payable=MoneySum("amount", filter=Q(status=Status.PAYABLE)),
            pending=MoneySum("amount", filter=Q(status=Status.PENDING)),
            paid=MoneySum("amount", filter=Q(status=Status.PAID)),
            next_payable_at=Min("payable_at", filter=Q(status=Status.PENDING)),
        )
        .order_by("currency")
    )
    return [CurrencyTotals(**row) for row in rows]


def orders_since(account: PartnerAccount, *, since: datetime) -> int:
    """Count the orders an account earned by since then, cancelled ones left out."""
    earned = Commission.objects.filter(account=account, kind=Commission.Kind.EARNED, accrued_at__gte=since)
    return earned.exclude(status=Status.REVERSED).count()


def commissions_of_customer(customer: Customer) -> QuerySet[Commission]:
    """List what partners earned by a customer's orders, newest first, accounts and orders loaded."""
    orders = customer.customer_orders.values("order")
    return Commission.objects.filter(order__in=orders).select_related("account__company", "order")


def payouts_due() -> list[PayoutDue]:
    """Add up what is payable, by account and currency; what partners owe us back is in it.

    What slices above owe beside commissions (`PAYABLE_SOURCES`) counts, too.
    """
    found: dict[tuple[int, str], list[Decimal | int]] = {}
    for row in [*_commissions_due(), *(row for source in PAYABLE_SOURCES for row in source.due())]:
        sums = found.setdefault((row.account_id, row.currency), [Decimal("0.000"), 0])
        sums[0] += row.total
        sums[1] += row.entries
    accounts = PartnerAccount.objects.select_related("company").in_bulk({account for account, _ in found})
    due = [
        PayoutDue(
            account=pk,
            code=accounts[pk].code,
            company=accounts[pk].company.name,
            currency=currency,
            total=Decimal(total),
            entries=int(entries),
        )
        for (pk, currency), (total, entries) in found.items()
    ]
    return sorted(due, key=lambda each: (each.company, each.account, each.currency))


def _commissions_due() -> list[PayableRow]:
    rows = (
        Commission.objects.filter(status=Status.PAYABLE)
        .order_by()
        .values("account_id", "currency")
        .annotate(total=MoneySum("amount"), entries=Count("pk"))
    )
    return [PayableRow(**row) for row in rows]
