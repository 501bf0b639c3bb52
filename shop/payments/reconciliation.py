"""Finding what fell between us and Stripe, and mending it. Run every minute or so; safe to repeat.

Ours without an end: attempts we have not seen end, refunds without an answer, events that could
not be dealt with. Theirs without us: events that were never delivered (read from Stripe's own
list), money of orders that are cancelled.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.configuration.queries import has_stripe_key
from shop.order.models import Order
from shop.order.services import lock_order
from shop.order_statuses import CANCELLED
from shop.payments.exceptions import NotPayableError
from shop.payments.gateways import GatewayError
from shop.payments.joint import provider_charge
from shop.payments.ledger import book_refund
from shop.payments.methods import STORED_VALUES, payment_methods
from shop.payments.models import Charge, GatewayCustomer, GatewayEvent, ReconciliationMark, Refund
from shop.payments.queries import attempts_to_check, refunds_to_send, unprocessed_events
from shop.payments.refunds import refund_everything, send_refund, send_refunds
from shop.payments.services import check_attempt
from shop.payments.states import RefundDestination, RefundState
from shop.payments.stripe.cards import delete_customer
from shop.payments.stripe.gateway import StripeGateway
from shop.payments.stripe.webhooks import process_event, store_event

logger = logging.getLogger(__name__)

# Somebody is probably just dealing with what is younger than this.
SETTLING = timedelta(minutes=1)
# Events may appear in the list a little after their time.
OVERLAP = timedelta(minutes=10)
FIRST_LOOK = timedelta(days=3)
MOST = 200
MARK = "stripe-events"


@dataclass(frozen=True, kw_only=True)
class ReconciliationResult:
    """How many of each kind were looked at without an error."""

    attempts: int
    refunds: int
    events: int
    stranded: int
    forgotten: int


def reconcile(*, now: datetime | None = None) -> ReconciliationResult:
    """Look after everything that has no end yet; what fails is logged and tried next time."""
    now = now or timezone.now()
    online = [code for code, method in payment_methods().items() if method.is_online]
    old = now - SETTLING
    attempts = attempts_to_check().filter(method__in=online, created_at__lte=old)
    attempts = attempts.filter(Q(checked_at=None) | Q(checked_at__lte=old)).order_by("checked_at", "pk")
    ours = Q(charge__method__in=online) | Q(charge__method__in=STORED_VALUES.names())
    to_credit = Q(destination=RefundDestination.STORE_CREDIT)
    refunds = refunds_to_send().filter(ours | to_credit, created_at__lte=old)
    return ReconciliationResult(
        attempts=_each(attempts[:MOST], check_attempt),
        refunds=_each(refunds[:MOST], _look_at_refund),
        events=read_missed_events(now=now) + _each(unprocessed_events()[:MOST], _process),
        stranded=_each(_orphaned_payments(online)[:MOST], refund_orphaned),
        forgotten=_each(_customers_to_forget()[:MOST], delete_customer),
    )


T = TypeVar("T")


def _each(things: Iterable[T], work: Callable[[T], object]) -> int:
    done = 0
    for thing in things:
        try:
            work(thing)
        except (GatewayError, NotPayableError):
            logger.warning("%s could not be reconciled now.", thing, exc_info=True)
        else:
            done += 1
    return done


def _look_at_refund(refund: Refund) -> None:
    """Send a refund that was never answered (again, with its key), or ask how it stands."""
    if refund.state == RefundState.REQUESTED or not refund.reference:
        send_refund(refund)
    else:
        fact = StripeGateway().refund_status(provider_charge(refund.reference))
        book_refund(replace(fact, reference=refund.reference), refund=refund)


def _process(event: GatewayEvent) -> None:
    process_event(event)


def read_missed_events(*, now: datetime) -> int:
    """Read Stripe's list of events since the last look and deal with those that never came."""
    if not has_stripe_key():
        return 0
    mark = ReconciliationMark.objects.filter(name=MARK).first()
    since = (mark.read_until if mark else now - FIRST_LOOK) - OVERLAP
    try:
        facts = list(StripeGateway().events_since(since))
    except GatewayError:
        logger.warning("Stripe's events could not be read.", exc_info=True)
        return 0
    known = set(
        GatewayEvent.objects.filter(told_at__gte=since, processed_at__isnull=False).values_list(
            "reference", flat=True
        )
    )
    missed = [fact for fact in reversed(facts) if fact.reference not in known]
    done = _each(missed, store_event)
    ReconciliationMark.objects.update_or_create(name=MARK, defaults={"read_until": now})
    return done


def _orphaned_payments(methods: list[str]) -> QuerySet[Order]:
    """List the cancelled orders for which a card was charged nevertheless."""
    charged = Charge.objects.filter(amount_captured__gt=0, method__in=methods).values("order")
    settled = Refund.objects.filter(state__in=[*RefundState.counted(), RefundState.FAILED]).values("charge")
    unreturned = Charge.objects.filter(amount_captured__gt=0).exclude(pk__in=settled).values("order")
    return Order.objects.filter(status=CANCELLED, pk__in=charged).filter(pk__in=unreturned)


def refund_orphaned(order: Order) -> None:
    """Send back what came for an order after it was cancelled."""
    with transaction.atomic():
        locked = lock_order(order)
        refunds = refund_everything(locked, reason=_("The payment arrived after the order was cancelled."))
    send_refunds(refunds)


def _customers_to_forget() -> QuerySet[GatewayCustomer]:
    """List the names at Stripe of accounts that have ended."""
    return GatewayCustomer.objects.filter(user__is_active=False)
