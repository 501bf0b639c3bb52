"""Posting: the one door through which the used part of a limit moves."""

from decimal import Decimal

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest, Round
from django.utils.translation import gettext as _

from shop.order.models import Order
from shop.trade_credit.exceptions import LimitExceededError
from shop.trade_credit.models import CreditAccount, CreditEntry
from shop.trade_credit.models.accounts import ZERO
from shop.user.models import User


def above_limit(used: object) -> Case:
    """Return the expression for by how much an amount stands above the account's limit."""
    over = Greatest(Round(used - F("limit"), precision=2), Value(ZERO))  # type: ignore[operator]
    return Case(When(limit=None, then=Value(ZERO)), default=over)


def move(
    account: CreditAccount,
    kind: CreditEntry.Kind,
    amount: Decimal,
    *,
    key: str,
    order: Order | None = None,
    tolerate: bool = False,
    by: User | None = None,
    reason: str = "",
) -> CreditEntry | None:
    """Move what is used of an account, once per `key`, in the caller's transaction; None: it was before.

    The account's row stays locked until the end of it: whoever holds an order's row takes that first. Raises
    LimitExceededError where more would be used than the limit allows, unless `tolerate`: what becomes due
    anyhow, or what staff or the policy allow.
    """
    if CreditEntry.objects.filter(key=key).exists():
        return None
    used = F("used") + amount
    row = CreditAccount.objects.filter(pk=account.pk)
    values: dict[str, object] = {"used": Round(used, precision=2)}
    if amount > 0 and not tolerate:
        fits = Q(limit=None) | Q(limit__gte=Round(used, precision=2))
        row = row.filter(fits)  # guard: credit-limit
    else:
        values["tolerated"] = above_limit(used)
    if not row.update(**values):
        raise LimitExceededError(_("The credit limit does not reach."))
    return write(account, kind, amount, key=key, order=order, by=by, reason=reason)


def write(
    account: CreditAccount,
    kind: CreditEntry.Kind,
    amount: Decimal,
    *,
    key: str,
    order: Order | None = None,
    by: User | None = None,
    reason: str = "",
) -> CreditEntry:
    """Write the entry of a movement whose account the caller has changed, and so locked."""
    account.refresh_from_db(fields=["used", "limit", "tolerated"])
    return CreditEntry.objects.create(
        account=account,
        kind=kind,
        amount=amount,
        used_after=account.used,
        limit_after=account.limit,
        order=order,
        key=key,
        by=by,
        reason=reason[:255],
    )
