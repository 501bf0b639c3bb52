"""Orders for which no money comes are called off, those of which nothing is due are paid."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from oscar.apps.order.exceptions import InvalidOrderStatus
from oscar.apps.partner.exceptions import InvalidStockAdjustment

from shop.order.models import Order
from shop.order.services import mark_order_paid
from shop.order_statuses import CANCELLED, PENDING_PAYMENT
from shop.payments.exceptions import PaymentInProgressError
from shop.payments.gateways import GatewayError
from shop.payments.models import Charge
from shop.payments.services import cancel
from shop.payments.states import ChargeKind

logger = logging.getLogger(__name__)

MOST = 200


def expire_orders(*, now: datetime | None = None) -> int:
    """Call off the orders that waited for their money too long; returns how many.

    How long is KILN_PAYMENT_EXPIRY_HOURS of the method chosen last. The payment is voided at the
    provider first: when the money has come meanwhile, or a part of it has, the order stays.
    """
    now = now or timezone.now()
    return sum(_expire(order) for order in overdue_orders(now)[:MOST])


def overdue_orders(now: datetime) -> QuerySet[Order]:
    """List the orders that have waited too long, the oldest first; a part payment counts as life."""
    overdue = Order.objects.none()
    for method, hours in settings.KILN_PAYMENT_EXPIRY_HOURS.items():
        if hours is not None:
            overdue |= Order.objects.filter(
                sources__source_type__code=method, date_placed__lte=now - timedelta(hours=hours)
            )
    money = Charge.objects.filter(order=OuterRef("pk"), amount_captured__gt=0)
    came = Exists(money.exclude(kind=ChargeKind.STORED_VALUE))
    waiting = overdue.filter(~came, status=PENDING_PAYMENT)
    return waiting.distinct().order_by("date_placed", "pk")


def settle_free_orders() -> int:
    """Note the waiting orders that cost nothing as paid; returns how many.

    Those placed before such an order was paid at once waited for good.
    """
    free = Order.objects.filter(status=PENDING_PAYMENT, total_incl_tax=0).order_by("pk")[:MOST]
    return sum(_settle_free(order) for order in free)


def _settle_free(order: Order) -> bool:
    try:
        return mark_order_paid(order).paid_at is not None
    except InvalidOrderStatus:  # cancelled meanwhile
        return False


def _expire(order: Order) -> bool:
    try:
        return cancel(order, unless_paid=True).status == CANCELLED
    except (GatewayError, InvalidOrderStatus, InvalidStockAdjustment, PaymentInProgressError):
        logger.warning("Order %s could not be called off now.", order.number, exc_info=True)
        return False
