"""Giving, spending and taking store credit."""

from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from shop.audit.services import record
from shop.contact_data import normalised_email
from shop.events.services import publish
from shop.formats import format_money
from shop.money import is_payable
from shop.order.models import Order
from shop.payments.methods import StoredValueMethod
from shop.payments.models import Charge
from shop.payments.stored_value import book_stored_value
from shop.store_credit.events import CreditChanged
from shop.store_credit.exceptions import CreditError, GrantRefusedError
from shop.store_credit.models import AccountKind, LedgerAccount, Transfer, TransferKind
from shop.store_credit.posting import Leg, move, post
from shop.store_credit.queries import Owner, balance, guest_accounts
from shop.user.models import User

__all__ = ["adjust", "balance", "claim_credit", "credit_account", "grant", "pay_from"]
GRANT = "store_credit.grant_ledgeraccount"
ADJUST = "store_credit.adjust_ledgeraccount"


def credit_account(owner: Owner, currency: str) -> LedgerAccount:
    """Return the credit account of a user or a guest's address, made when it is first needed."""
    if isinstance(owner, str):
        email = normalised_email(owner)
        if not email:
            raise CreditError(_("Please give an e-mail address."))
        account, _new = LedgerAccount.objects.get_or_create(
            kind=AccountKind.CREDIT, currency=currency, user=None, email=email, defaults={"balance": 0}
        )
        return account
    account, _new = LedgerAccount.objects.get_or_create(
        kind=AccountKind.CREDIT, currency=currency, user=owner, defaults={"balance": 0}
    )
    return account


@transaction.atomic
def grant(
    owner: Owner, amount: Decimal, *, currency: str, reason: str, key: str, by: User | None = None
) -> Transfer:
    """Give a user, or a guest's address, credit out of goodwill, once per `key`.

    Raises GrantRefusedError without a reason, for nothing or less, or for more than the person `by` may give
    at once (`grant_limit`; None: the system itself). Publishes `CreditChanged`; the audit log names who.
    """
    if by is not None and not by.has_perm(GRANT):
        raise GrantRefusedError(_("You do not have permission to grant store credit."))
    if not reason.strip():
        raise GrantRefusedError(_("Please give a reason."))
    if amount <= 0 or not is_payable(amount, currency):
        raise GrantRefusedError(_("Please enter an amount above zero."))
    limit = grant_limit(by) if by is not None else None
    if limit is not None and amount > limit:  # guard: grant-limit
        text = _("You may grant %(most)s at most at once.")
        raise GrantRefusedError(text % {"most": format_money(limit, currency)})
    account = credit_account(owner, currency)
    transfer = move(
        TransferKind.GRANT, account, amount, against=AccountKind.ISSUED, key=key, by=by, reason=reason.strip()
    )
    _tell(account, transfer, amount, by=by)
    return transfer


@transaction.atomic
def adjust(account: LedgerAccount, amount: Decimal, *, reason: str, key: str, by: User | None) -> Transfer:
    """Correct the balance of credit or a card by an amount (negative: less), once per `key`.

    Raises GrantRefusedError without a right, a reason or an amount, InsufficientBalanceError below zero.
    """
    if by is not None and not by.has_perm(ADJUST):
        raise GrantRefusedError(_("You do not have permission to adjust store credit."))
    if not reason.strip():
        raise GrantRefusedError(_("Please give a reason."))
    if not amount or not is_payable(amount, account.currency):
        raise GrantRefusedError(_("Please enter an amount."))
    transfer = move(
        TransferKind.ADJUST,
        account,
        amount,
        against=AccountKind.ADJUSTED,
        key=key,
        by=by,
        reason=reason.strip(),
    )
    _tell(account, transfer, amount, by=by)
    return transfer


def grant_limit(user: User) -> Decimal | None:
    """Return how much a member of staff may grant at once: the most of their roles; None: any amount.

    KILN_CREDIT_GRANT_LIMITS names roles with their amounts, "" all others; a superuser has no limit.
    """
    if user.is_superuser:
        return None
    limits = settings.KILN_CREDIT_GRANT_LIMITS
    roles = user.groups.values_list("name", flat=True)
    own = [limits[role] for role in roles if role in limits] or [limits.get("", 0)]
    known = [Decimal(limit) for limit in own if limit is not None]
    return max(known) if len(known) == len(own) else None


def pay_from(
    account: LedgerAccount, order: Order, amount: Decimal, *, method: StoredValueMethod, label: str = ""
) -> Charge:
    """Pay a part of an order from an account, within the transaction that holds the order's row.

    Once per order and account. Raises InsufficientBalanceError: the caller's transaction ends with it.
    """
    if order.currency != account.currency:
        raise CreditError(_("It is of another currency than the order."))
    key = f"spend/{order.number}/{account.pk}"
    move(TransferKind.SPEND, account, -amount, against=AccountKind.REDEEMED, key=key, order=order)
    return book_stored_value(order, method, amount=amount, reference=key, label=label)


def claim_credit(user: User, emails: set[str]) -> int:
    """Give a user the credit kept for guests of addresses they have confirmed; returns how many accounts."""
    return sum(_claim(account, user) for account in guest_accounts(emails))


@transaction.atomic
def _claim(guest: LedgerAccount, user: User) -> bool:
    locked = LedgerAccount.objects.select_for_update().get(pk=guest.pk)
    if not locked.balance:
        return False
    own = credit_account(user, locked.currency)
    # The entries so far name this claim: a later one of the same account moves what has come since.
    key = f"claim/{locked.pk}/{locked.entries.count()}"
    legs = [Leg(account=locked, amount=-locked.balance), Leg(account=own, amount=locked.balance)]
    transfer = post(TransferKind.CLAIM, legs, key=key)
    _tell(own, transfer, locked.balance)
    return True


def tell_changed(account: LedgerAccount, transfer: Transfer) -> None:
    """Publish what changed a customer's credit; a card's is told by the order that it bought or paid."""
    if account.kind == AccountKind.CREDIT and not transfer.is_repeat:
        publish(CreditChanged(account_id=account.pk, transfer_id=transfer.pk))


def _tell(account: LedgerAccount, transfer: Transfer, amount: Decimal, *, by: User | None = None) -> None:
    """Publish what changed a balance and log what staff did."""
    tell_changed(account, transfer)
    if by is not None and not transfer.is_repeat:
        detail = {"amount": str(amount), "currency": account.currency, "reason": transfer.reason}
        record(
            f"store_credit.{transfer.kind}",
            actor=by,
            model="store_credit.transfer",
            object_id=transfer.pk,
            detail=detail,
        )
