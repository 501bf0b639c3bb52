"""Statements: drawn up each month, approved by staff and then frozen."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.accounts.models import PartnerAccount
from partners.rewards.models import LedgerEntry, Statement
from partners.rewards.periods import month_of, next_month
from partners.rewards.queries import MonthSums, sums_of_month
from partners.rewards.services.booking import lock_ledger
from shop.user.models import User

APPROVE = "partner_rewards.approve_statement"


class StatementError(Exception):
    """Why a statement cannot be approved or paid, in the reader's words."""


class ChangedStatementError(StatementError):
    """What was seen is no longer so; nothing was approved."""


def draw_statements(*, now: datetime) -> int:
    """Draw up all statements of months that are over, by account and currency; return how many were written.

    Drafts are added up anew, approved ones stay. A month without entries has a statement while there is a
    balance.
    """
    first = LedgerEntry.objects.order_by().values("account", "currency").annotate(first=Min("booked_at"))
    written = 0
    for row in first.order_by("account", "currency"):
        written += _draw(row["account"], row["currency"], since=month_of(row["first"]), now=now)
    return written


@transaction.atomic
def _draw(account_id: int, currency: str, *, since: date, now: datetime) -> int:
    account = lock_ledger(account_id)
    done = Statement.objects.filter(account=account, currency=currency, status=Statement.Status.APPROVED)
    kept = set(done.values_list("month", flat=True))
    month, written = since, 0
    while month < month_of(now):
        if month not in kept:
            written += _write(account, currency, month)
        month = next_month(month)
    return written


def _write(account: PartnerAccount, currency: str, month: date) -> int:
    sums = sums_of_month(account, currency, month)
    if not any((sums.opening, sums.earned, sums.taken_back, sums.paid_out)):
        return 0
    Statement.objects.update_or_create(
        account=account, currency=currency, month=month, defaults=_columns(sums)
    )
    return 1


def _columns(sums: MonthSums) -> dict[str, Decimal]:
    return {
        "opening": sums.opening,
        "earned": sums.earned,
        "taken_back": sums.taken_back,
        "paid_out": sums.paid_out,
        "closing": sums.closing,
    }


@transaction.atomic
def approve_statement(statement: Statement, *, closing: Decimal, by: User) -> Statement:
    """Freeze a statement of a month that is over, with the closing balance that was seen.

    Raises StatementError when the month is not over, an earlier one is not approved, somebody approved it,
    or the balance is another one by now. From then on nothing is booked into the month.
    """
    account = lock_ledger(statement.account_id)
    held = Statement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
    if held.status == Statement.Status.APPROVED:
        raise StatementError(_("This statement is approved already."))
    if held.month >= month_of(timezone.now()):
        raise StatementError(_("The month is not over yet."))
    earlier = Statement.objects.filter(
        account=account, currency=held.currency, month__lt=held.month, status=Statement.Status.DRAFT
    )
    if earlier.exists():
        raise StatementError(_("Approve the earlier months of this partner first."))
    sums = sums_of_month(account, held.currency, held.month)
    if sums.closing != closing:
        raise ChangedStatementError(_("The balance has changed in the meantime. Please check the new one."))
    for name, amount in _columns(sums).items():
        setattr(held, name, amount)
    held.status, held.approved_by, held.approved_at = Statement.Status.APPROVED, by, timezone.now()
    held.save()
    return held


@transaction.atomic
def draw_again(statement: Statement) -> None:
    """Add a draft up anew; one that is approved stays."""
    account = lock_ledger(statement.account_id)
    held = Statement.objects.get(pk=statement.pk)
    if held.status == Statement.Status.DRAFT:
        _write(account, held.currency, held.month)
