"""Does the ledger add up? What accounts, transfers, charges and refunds say must be one number."""

from collections.abc import Iterator

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from shop.money import MoneySum
from shop.payments.models import Charge
from shop.payments.states import ChargeKind
from shop.store_credit.models import AccountKind, LedgerAccount, LedgerEntry, Transfer

NOTHING = 0


def differences() -> Iterator[str]:
    """Say, line by line, what does not add up; nothing when all does.

    Three rules: the entries of a transfer, two at least, add up to nothing; the balance of an account is the
    sum of its entries; what orders were paid with is what the ledger has given for them.
    """
    yield from _unbalanced()
    yield from _wrong_balances()
    yield from _unknown_charges()


def _unbalanced() -> Iterator[str]:
    for transfer in Transfer.objects.annotate(
        sum=MoneySum("entries__amount"), legs=Count("entries")
    ).iterator():
        if transfer.sum or transfer.legs < 2:  # noqa: PLR2004
            yield f"transfer {transfer.key}: {transfer.legs} entries add up to {transfer.sum}"


def _wrong_balances() -> Iterator[str]:
    owed = LedgerAccount.objects.filter(kind__in=AccountKind.owed()).annotate(
        moved=MoneySum("entries__amount")
    )
    for account in owed.iterator():
        if account.balance != account.moved:
            yield f"account {account.pk}: {account.balance} kept, but its entries add up to {account.moved}"


def _unknown_charges() -> Iterator[str]:
    given = LedgerEntry.objects.filter(
        transfer__key=OuterRef("reference"), account__kind=AccountKind.REDEEMED
    ).values("amount")[:1]
    charges = Charge.objects.filter(kind=ChargeKind.STORED_VALUE).annotate(
        given=Coalesce(Subquery(given), NOTHING, output_field=Charge._meta.get_field("amount"))
    )
    for charge in charges.exclude(given=F("amount_captured")):
        yield f"charge {charge.reference}: {charge.amount_captured} received, but the ledger gave {charge.given}"
