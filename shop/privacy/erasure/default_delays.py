"""Why the shop itself cannot forget somebody yet."""

from django.utils.translation import gettext_lazy as _

from shop.order.models import Order
from shop.order_statuses import CANCELLED, UNFINISHED
from shop.payments.models import Charge, Dispute, Refund
from shop.payments.queries import balances_of
from shop.payments.states import ChargeState, DisputeState, RefundState
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import DELAYS, Delay
from shop.user.models import User

MONEY_UNDER_WAY = (RefundState.REQUESTED, RefundState.PENDING)
DISPUTED = (
    DisputeState.WARNING,
    DisputeState.WARNING_REVIEW,
    DisputeState.NEEDS_RESPONSE,
    DisputeState.UNDER_REVIEW,
)


def has_open_order(person: Person) -> bool:
    """Something that was ordered has not gone out yet."""
    return Order.objects.filter(pk__in=person.orders, status__in=UNFINISHED).exists()


def has_unpaid_order(person: Person) -> bool:
    """Something went out and its money has not come; what was written off is not waited for."""
    sent = Order.objects.filter(pk__in=person.orders, paid_at=None).exclude(
        status__in=[*UNFINISHED, CANCELLED]
    )
    return any(balance.outstanding for balance in balances_of(list(sent)).values())


def has_money_under_way(person: Person) -> bool:
    """A card's amount is held, or a refund is on its way."""
    held = Charge.objects.filter(order__in=person.orders, state=ChargeState.AUTHORISED)
    refunds = Refund.objects.filter(order__in=person.orders, state__in=MONEY_UNDER_WAY)
    return held.exists() or refunds.exists()


def has_open_dispute(person: Person) -> bool:
    """A bank asked for the money back, and nobody has decided."""
    return Dispute.objects.filter(charge__order__in=person.orders, state__in=DISPUTED).exists()


def is_staff(person: Person) -> bool:
    """Somebody who works here is made no customer's end of: an administrator ends their account first."""
    return User.objects.filter(pk__in=person.users, is_staff=True).exists()


for _delay in (
    Delay(name="open-order", label=_("An order has not been dispatched yet."), applies=has_open_order),
    Delay(name="unpaid-order", label=_("An order has not been paid in full."), applies=has_unpaid_order),
    Delay(
        name="money-under-way",
        label=_("A card payment is on hold, or a refund is on its way."),
        applies=has_money_under_way,
    ),
    Delay(name="open-dispute", label=_("A payment is disputed."), applies=has_open_dispute),
    Delay(
        name="staff",
        label=_("The account belongs to a member of staff; an administrator ends it first."),
        applies=is_staff,
    ),
):
    DELAYS.register(_delay)
