"""What the shop owes on gift cards and in store credit, and what moved it: for the books."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.money import MoneySum
from shop.store_credit.models import AccountKind, LedgerEntry, TransferKind

Row = list[object]


def liability_rows(first: date, last: date) -> Iterator[Row]:
    """Write the report of a period, both days included: what was owed, what moved it by kind, what is owed.

    One block for each currency and for gift cards and store credit each; amounts in the currency.
    The last line of a block is its first plus those between.
    """
    yield [_("Currency"), _("Account"), _("Movement"), _("Amount"), _("Number")]
    begin, end = _start(first), _start(last + timedelta(days=1))
    owed = LedgerEntry.objects.filter(account__kind__in=AccountKind.owed(), transfer__created_at__lt=end)
    kinds = owed.order_by("account__currency", "account__kind").values_list(
        "account__currency", "account__kind"
    )
    for currency, kind in kinds.distinct():
        yield from _block(owed.filter(account__currency=currency, account__kind=kind), currency, kind, begin)


def _block(entries: QuerySet[LedgerEntry], currency: str, kind: str, begin: datetime) -> Iterator[Row]:
    name = str(AccountKind(kind).label)
    before = _sum(entries.filter(transfer__created_at__lt=begin))
    yield [currency, name, _("Owed at the beginning"), before, ""]
    within = entries.filter(transfer__created_at__gte=begin)
    for movement in TransferKind:
        found = within.filter(transfer__kind=movement)
        number = found.count()
        if number:
            yield [currency, name, str(movement.label), _sum(found), number]
    yield [currency, name, _("Owed at the end"), _sum(entries), ""]


def _sum(entries: QuerySet[LedgerEntry]) -> Decimal:
    total: Decimal = entries.order_by().aggregate(sum=MoneySum("amount"))["sum"]
    return total


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())
