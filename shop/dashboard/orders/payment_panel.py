"""The money of an order on its page: every attempt, charge, refund and dispute, and what can be done.

Whoever may see orders sees it. The forms are for those who may use them (`payment_actions`).
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser

from shop.dashboard.orders.payment_forms import CaptureForm, ManualPaymentForm, RefundForm, WriteOffForm
from shop.order.models import Order
from shop.order_statuses import CANCELLED, CHANGE, NOTE_PAYMENT, REFUND
from shop.payments.methods import payment_methods
from shop.payments.queries import balance_of, held_on, open_attempt_of, refundable_charges
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class LedgerRow:
    """Something of the ledger with the page it has at the provider (empty: none)."""

    thing: Any
    url: str

    @property
    def method_name(self) -> str:
        """What buyers call the way an attempt was made; its code where the method is gone."""
        method = payment_methods().get(self.thing.method)
        return str(method.name) if method else self.thing.method


def payments(order: Order, user: User | AnonymousUser) -> dict[str, object]:
    """Describe the money of an order; the page hands in a form that was refused in place of a new one."""
    charges = list(order.charges.select_related("attempt", "by").prefetch_related("disputes"))
    refunds = order.refunds.select_related("by", "charge__attempt").prefetch_related("lines__line")
    attempt = open_attempt_of(order)
    is_online = attempt is not None and payment_methods()[attempt.method].is_online
    balance = balance_of(order)
    may_refund = user.has_perm(REFUND)
    can_refund = may_refund and bool(refundable_charges(order))
    return {
        "order": order,
        "balance": balance,
        "write_offs": order.write_offs.select_related("by"),
        "attempts": [
            LedgerRow(thing=each, url=_page(each.method, each)) for each in order.payment_attempts.all()
        ],
        "charges": [LedgerRow(thing=each, url=_page(each.method, each.attempt)) for each in charges],
        "refunds": [
            LedgerRow(thing=each, url=_page(each.charge.method, each.charge.attempt)) for each in refunds
        ],
        "disputes": [
            LedgerRow(thing=dispute, url=_page(charge.method, charge.attempt))
            for charge in charges
            for dispute in charge.disputes.all()
        ],
        "may_change": user.has_perm(CHANGE),
        "may_refund": may_refund,
        "capture_form": _capture_form(order, user) if is_online and attempt and held_on(attempt) else None,
        "can_check": is_online,
        "refund_form": RefundForm(order=order, initial={"key": uuid4()}) if can_refund else None,
        **_forms_by_hand(order, user, due=balance.outstanding),
    }


def _capture_form(order: Order, user: User | AnonymousUser) -> CaptureForm | None:
    if not user.has_perms((CHANGE, NOTE_PAYMENT)):
        return None
    return CaptureForm(order=order, initial={"key": uuid4()})


def _forms_by_hand(order: Order, user: User | AnonymousUser, *, due: Decimal) -> dict[str, object]:
    """Return the forms for who may note money, while there is something to note."""
    if not due or not user.has_perm(NOTE_PAYMENT) or order.status == CANCELLED:
        return {"payment_form": None, "write_off_form": None}
    initial = {"key": uuid4(), "amount": due}
    return {
        "payment_form": ManualPaymentForm(currency=order.currency, initial=initial),
        "write_off_form": WriteOffForm(initial={"key": uuid4()}),
    }


def _page(method: str, attempt: Any) -> str:
    """Return the address of a payment at its provider."""
    known = payment_methods().get(method)
    return known.gateway.dashboard_url(attempt.reference) if known and attempt and attempt.reference else ""
