"""Buying on account: the limit is taken in the transaction that places the order.

Every door that lets an order be paid on account calls `OnAccount.note_placed` in that transaction; so the
limit, the company's status and what is overdue are looked at there, when order and lines stand.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from django.conf import settings
from django.utils.translation import gettext as _

from shop.b2b.models import Company
from shop.events.services import publish
from shop.formats import format_day, format_money
from shop.order.exceptions import OrderRefused
from shop.order.models import Order
from shop.order.services import authorise_order
from shop.payments.methods import ON_ACCOUNT
from shop.payments.models import PaymentAttempt
from shop.payments.queries import balance_of
from shop.payments.states import AttemptState
from shop.time_zones import shop_day
from shop.trade_credit.events import CreditApprovalAsked
from shop.trade_credit.exceptions import LimitExceededError
from shop.trade_credit.models import CreditAccount, CreditApproval, CreditEntry, Receivable
from shop.trade_credit.models.accounts import ZERO
from shop.trade_credit.posting import move
from shop.trade_credit.queries import account_for, blocking_receivable
from shop.trade_credit.terms import terms_of
from shop.user.models import User

Kind, Policy = CreditEntry.Kind, CreditAccount.Policy


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a company stands: its account, if it has one, and why nothing is sold on account (empty: it is)."""

    account: CreditAccount | None
    refusal: str = ""

    def exceeds(self, total: Decimal) -> bool:
        """Tell whether a total is more than what is free."""
        free = self.account.free if self.account else None
        return free is not None and total > free


def standing(company: Company, currency: str) -> Standing:
    """Tell whether a company may buy on account now, whatever for; three queries at most."""
    account = account_for(company, currency)
    if company.status != Company.Status.ACTIVE:
        return Standing(account=account, refusal=_("Your company's account is on hold."))
    if account is None:
        text = _("Your company has no credit account in this currency.")
        return Standing(account=None, refusal=text if settings.KILN_ACCOUNT_NEEDS_LIMIT else "")
    if account.status == CreditAccount.Status.BLOCKED:
        return Standing(account=account, refusal=_("Your company's credit account is blocked."))
    late = blocking_receivable(account, company)
    if late is not None:
        text = _("An invoice is overdue since %(day)s: please pay it first.")
        return Standing(account=account, refusal=text % {"day": format_day(late.due_on)})
    return Standing(account=account)


def buy_on_account(order: Order) -> Receivable | None:
    """Let an order that is being placed be owed by its company; None where staff have to approve it first.

    Effects in the caller's transaction: the limit is taken, the receivable with its due date is written, the
    order's promise stands and it may be packed; or, above the limit, the account's policy. Raises
    OrderRefused, in words for the buyer: everything is rolled back then.
    """
    company = order.company
    if company is None:
        raise OrderRefused(_("Only companies can buy on account."))
    found = standing(Company.objects.get(pk=company.pk), order.currency)
    if found.refusal:
        raise OrderRefused(found.refusal)
    owed = balance_of(order).outstanding
    account = found.account
    if account is not None and not _reserve(account, order, owed):
        CreditApproval.objects.create(order=order, account=account, amount=owed)
        publish(CreditApprovalAsked(order_id=order.pk))
        return None
    over = ZERO
    if account is not None and account.limit is not None:
        over = max(account.used - account.limit, ZERO)
    return promise(order, account=account, owed=owed, by=order.user, over=over)


def _reserve(account: CreditAccount, order: Order, owed: Decimal) -> bool:
    """Take an order's amount off the limit; False where staff are asked. Raises OrderRefused."""
    try:
        move(account, Kind.PURCHASE, owed, key=purchase_key(order), order=order)
    except LimitExceededError as error:
        if account.policy == Policy.APPROVAL:
            return False
        if account.policy == Policy.HOLD:
            move(account, Kind.PURCHASE, owed, key=purchase_key(order), order=order, tolerate=True)
            return True
        account.refresh_from_db(fields=["used", "limit"])
        text = _("This is more than the %(free)s that are left of your company's credit limit.")
        free = format_money(account.free, account.currency)
        raise OrderRefused(text % {"free": free}) from error
    return True


def purchase_key(order: Order) -> str:
    """Name the one purchase of an order."""
    return f"order:{order.pk}"


def promise(
    order: Order, *, account: CreditAccount | None, owed: Decimal, by: User | None, over: Decimal = ZERO
) -> Receivable:
    """Write down what an order will bring, under the terms of its company today, and let it be packed.

    `over` is by how much it exceeds the limit unseen by staff: it is held then (`shop.order_holds`).
    """
    company = Company.objects.get(pk=cast("int", order.company_id))
    terms, placed_on = terms_of(company), shop_day(order.date_placed)
    until = terms.discount_until(placed_on)
    receivable = Receivable.objects.create(
        order=order,
        company=company,
        account=account,
        currency=order.currency,
        owed=owed,
        placed_on=placed_on,
        terms_days=terms.days,
        due_on=terms.due_on(placed_on),
        discount_percent=terms.early_percent if until else None,
        discount_until=until,
        over_limit=over,
    )
    PaymentAttempt.objects.create(
        order=order,
        method=ON_ACCOUNT,
        key=attempt_key(order),
        reference=attempt_key(order),
        amount=owed,
        currency=order.currency,
        state=AttemptState.AUTHORISED,
    )
    authorise_order(order, by=by, note=_("Purchased on account."))
    return receivable


def attempt_key(order: Order) -> str:
    """Name the promise of an order: by its number, or behind what was tried before."""
    tried = PaymentAttempt.objects.filter(order=order).count()
    return f"{order.number}-{tried + 1}" if tried else order.number
