"""Posting: the one door through which the ledger's value moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Round
from django.utils.translation import gettext as _

from shop.money import as_stored, is_payable
from shop.order.models import Order
from shop.store_credit.exceptions import CreditError, InsufficientBalanceError
from shop.store_credit.models import AccountKind, LedgerAccount, LedgerEntry, Transfer, TransferKind
from shop.user.models import User

#: What the column of a balance can hold.
MOST = Decimal("9999999999.99")


@dataclass(frozen=True, kw_only=True)
class Leg:
    """What one account gets (positive) or gives (negative)."""

    account: LedgerAccount
    amount: Decimal


def own_account(kind: AccountKind, currency: str) -> LedgerAccount:
    """Return one of the shop's own accounts, made when it is first needed."""
    account, _created = LedgerAccount.objects.get_or_create(kind=kind, currency=currency)
    return account


def move(
    kind: TransferKind,
    account: LedgerAccount,
    amount: Decimal,
    *,
    against: AccountKind,
    key: str,
    order: Order | None = None,
    by: User | None = None,
    reason: str = "",
) -> Transfer:
    """Give an account `amount` (negative: take it) against one of the shop's own; as for `post`."""
    own = own_account(against, account.currency)
    legs = [Leg(account=account, amount=amount), Leg(account=own, amount=-amount)]
    return post(kind, legs, key=key, order=order, by=by, reason=reason)


@transaction.atomic
def post(
    kind: TransferKind,
    legs: Sequence[Leg],
    *,
    key: str,
    order: Order | None = None,
    by: User | None = None,
    reason: str = "",
) -> Transfer:
    """Move value between accounts, all of it or nothing, once per `key`.

    The same key again returns the transfer it has become and moves nothing. Raises InsufficientBalanceError
    when a buyer's account or a card would fall below zero, CreditError for legs that do not add up to
    nothing, are of several currencies, or name an amount which the currency cannot pay.
    """
    currency = _checked(legs)
    try:
        with transaction.atomic():
            transfer = Transfer.objects.create(
                key=key, kind=kind, currency=currency, order=order, by=by, reason=reason[:255]
            )
    except IntegrityError:
        return _posted_before(kind, legs, key)
    # By key: two transfers between the same accounts never wait for each other in a circle.
    for leg in sorted(legs, key=lambda leg: leg.account.pk):
        _change_balance(leg)
    LedgerEntry.objects.bulk_create(
        LedgerEntry(transfer=transfer, account=leg.account, amount=leg.amount) for leg in legs
    )
    return transfer


def _checked(legs: Sequence[Leg]) -> str:
    """Return the currency of legs that can be posted."""
    currencies = {leg.account.currency for leg in legs}
    is_balanced = len(legs) > 1 and not sum(leg.amount for leg in legs)
    if len(currencies) != 1 or not is_balanced or not all(leg.amount for leg in legs):
        raise CreditError(_("A transfer has to balance in one currency."))
    currency = currencies.pop()
    if not all(is_payable(leg.amount, currency) for leg in legs):
        raise CreditError(_("This amount is not possible in this currency."))
    return currency


def _posted_before(kind: TransferKind, legs: Sequence[Leg], key: str) -> Transfer:
    """Return what a key has become. Raises CreditError when it stands for another movement."""
    transfer = Transfer.objects.get(key=key)
    wanted = {leg.account.pk: as_stored(leg.amount) for leg in legs}
    is_same = transfer.kind == kind and dict(transfer.entries.values_list("account", "amount")) == wanted
    if not is_same:
        raise CreditError(_("This request was made before with another amount."))
    transfer.is_repeat = True
    return transfer


def _change_balance(leg: Leg) -> None:
    if leg.account.kind not in AccountKind.owed():
        return
    after = Round(F("balance") + leg.amount, precision=2)
    enough = LedgerAccount.objects.filter(
        pk=leg.account.pk,
        balance__gte=-leg.amount,  # guard: balance-take
        balance__lte=MOST - leg.amount,
    )
    if not enough.update(balance=after):
        if leg.amount > 0:
            raise CreditError(_("This would be more than an account can hold."))
        raise InsufficientBalanceError(_("There is not enough left: it was spent in the meantime."))
