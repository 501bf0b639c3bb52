"""Payments of several orders at once: slices above keep them, this is what they have to say and are told.

Each order has a charge of its own for its share, so that its ledger adds up. The reference of a share is the
provider's, a plus and the order's number.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shop.events.services import publish
from shop.order.models import Order
from shop.order.services import lock_order
from shop.payments.events import PaymentReceived
from shop.payments.gateways import PaymentData
from shop.payments.ledger import mark_paid_if_settled, refresh_source
from shop.payments.models import Charge
from shop.payments.states import ChargeKind, ChargeState
from shop.registry import Registry
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class JointPayment:
    """What the provider is asked for: an amount (gross), under a number of ours that is used once."""

    number: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class Share:
    """What of a transfer is for one order, in its currency."""

    order: Order
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Announced:
    """A transfer that was announced for several orders; `is_open` tells whether it has not come yet."""

    number: str
    currency: str
    shares: Sequence[Share]
    is_open: bool

    @property
    def amount(self) -> Decimal:
        """What is to come."""
        return sum((share.amount for share in self.shares), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class JointPayments:
    """Who keeps such payments.

    `book` books what the provider says, and tells whether the payment is theirs. `announced` finds the
    transfers that were announced, by numbers. `arrived` is told, in the transaction that books it, that
    an announced transfer has come.
    """

    name: str
    book: Callable[[PaymentData], bool]
    announced: Callable[[Iterable[str]], Mapping[str, Announced]]
    arrived: Callable[[str, Mapping[int, Charge]], None]


JOINT_PAYMENTS: Registry[JointPayments] = Registry("keeper of payments of several orders")


@dataclass(frozen=True, kw_only=True)
class EarlyPayment:
    """Who knows what paying all that is open of an order on a day takes off (gross)."""

    name: str
    discount: Callable[[Order, date], Decimal]


EARLY_PAYMENT: Registry[EarlyPayment] = Registry("discount for early payment")


def early_discount(order: Order, day: date) -> Decimal:
    """Return what is taken off an order whose open amount comes on a day; else nothing."""
    return sum((known.discount(order, day) for known in EARLY_PAYMENT), Decimal(0))


def book_joint(fact: PaymentData) -> bool:
    """Book what a provider says about a payment of several orders; False where it is none of ours."""
    return any(keeper.book(fact) for keeper in JOINT_PAYMENTS)


def announced_transfers(numbers: Iterable[str]) -> dict[str, Announced]:
    """Return the announced transfers among numbers that were read off a statement."""
    wanted = set(numbers)
    found: dict[str, Announced] = {}
    for keeper in JOINT_PAYMENTS if wanted else ():
        found.update(keeper.announced(wanted))
    return found


def share_reference(reference: str, order: Order) -> str:
    """Name the charge of an order's share for good."""
    return f"{reference}+{order.number}"


def provider_charge(reference: str) -> str:
    """Return the provider's name of a charge, of which ours may be a share."""
    return reference.partition("+")[0]


def book_share(
    order: Order, *, amount: Decimal, reference: str, method: str, label: str, by: User | None = None
) -> Charge:
    """Write down an order's share (gross) of a payment that has come, once per reference; it follows.

    Locks the order: who books several takes them by their keys.
    """
    locked = lock_order(order)
    charge, is_new = Charge.objects.get_or_create(
        reference=share_reference(reference, locked),  # guard: joint-share-once
        defaults={
            "order": locked,
            "method": method,
            "amount": amount,
            "amount_captured": amount,
            "currency": locked.currency,
            "state": ChargeState.SUCCEEDED,
            "kind": ChargeKind.PROVIDER,
            "label": label[:80],
            "by": by,
        },
    )
    if is_new:
        publish(PaymentReceived(order_id=locked.pk, charge_id=charge.pk))
    refresh_source(locked)
    mark_paid_if_settled(locked)
    return charge
