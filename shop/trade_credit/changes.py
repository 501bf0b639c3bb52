"""Changing an order on account: what it adds is taken off the limit in the transaction that changes it."""

from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from shop.formats import format_money
from shop.order.models import Order
from shop.trade_credit.approvals import APPROVE
from shop.trade_credit.exceptions import CreditRefusedError, LimitExceededError
from shop.trade_credit.models import CreditAccount, Receivable
from shop.trade_credit.models.accounts import ZERO
from shop.trade_credit.services import settle
from shop.user.models import User


def change_problem(order: Order, *, due: Decimal, by: User | AnonymousUser | None) -> str:
    """Say why an order on account cannot come to owe `due` (gross, its currency) in all; empty: it can.

    Beyond the limit only who may approve orders above it changes one, whatever the account's policy: the
    order has been agreed to, and may be on its way. `by` is the member of staff; None: the buyer or the
    system. One query.
    """
    receivable = _counted(order)
    if receivable is None or receivable.account is None or _may_exceed(by):
        return ""
    free, more = receivable.account.free, due - receivable.owed
    return "" if free is None or more <= max(free, ZERO) else _words(receivable.account)


def take_change(order: Order, *, by: User | AnonymousUser | None) -> None:
    """Take what a change of a locked order adds off its company's limit, in the caller's transaction.

    Raises CreditRefusedError, in words, where the limit does not reach and nobody who may has agreed: the
    caller's transaction is to be rolled back then.
    """
    receivable = _counted(order)
    if receivable is None or receivable.account is None:
        return
    try:
        settle(order, within_limit=not _may_exceed(by))
    except LimitExceededError as error:
        receivable.account.refresh_from_db(fields=["used", "limit"])
        raise CreditRefusedError(_words(receivable.account)) from error


def _counted(order: Order) -> Receivable | None:
    return Receivable.objects.select_related("account").filter(order=order).first()


def _may_exceed(by: User | AnonymousUser | None) -> bool:
    return isinstance(by, User) and by.has_perm(APPROVE)


def _words(account: CreditAccount) -> str:
    words = _(
        "This is more than the %(free)s that are left of the company's credit limit. Only a colleague who may"
        " approve orders above the limit can make this change."
    )
    return words % {"free": format_money(max(account.free or ZERO, ZERO), account.currency)}
