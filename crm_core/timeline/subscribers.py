"""What the timeline hears of from the shop: load by id, one idempotent call."""

from datetime import datetime

from django.utils import timezone

from crm_core.customers.services import attach_order, identify
from crm_core.timeline.facts import LINES_TOLD, order_facts
from crm_core.timeline.services import record
from shop import order_statuses
from shop.events.registry import subscribe
from shop.fulfilment.events import ShipmentDelivered, ShipmentShipped
from shop.fulfilment.models import SENT_STATES, Shipment
from shop.gift_cards.events import GiftCardIssued
from shop.gift_cards.models import GiftCard
from shop.order.events import OrderCancelled, OrderChanged, OrderDispatched, OrderPaid, OrderPlaced
from shop.order.models import Order
from shop.order_changes.models import OrderChange
from shop.order_holds.events import OrderHeld
from shop.order_holds.models import OrderHold
from shop.payments.events import DisputeOpened, OrderRefunded, PaymentFailed, PaymentReceived
from shop.payments.models import Charge, Dispute, Refund
from shop.reviews.events import ReviewSubmitted
from shop.reviews.models import ProductReview
from shop.store_credit.events import CreditChanged
from shop.store_credit.models import LedgerAccount
from shop.user.events import CustomerRegistered
from shop.user.models import User


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """Tell what was bought, when it was."""
    order = Order.objects.get(pk=event.order_id)
    record(
        attach_order(order),
        kind="order.placed",
        occurred_at=order.date_placed,
        source=f"order:{order.pk}:placed",
        data=order_facts(order, order.lines.order_by("pk")),
    )


@subscribe(OrderPaid)
def on_order_paid(event: OrderPaid) -> None:
    """Tell that the money arrived, when the status changed."""
    _record_change(event.order_id, kind="order.paid", status=order_statuses.PAID)


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """Tell that it was cancelled, when the status changed."""
    _record_change(event.order_id, kind="order.cancelled", status=order_statuses.CANCELLED)


@subscribe(OrderDispatched)
def on_order_dispatched(event: OrderDispatched) -> None:
    """Tell that it has gone out, when the status changed."""
    _record_change(event.order_id, kind="order.dispatched", status=order_statuses.DISPATCHED)


@subscribe(ShipmentShipped)
def on_shipment_shipped(event: ShipmentShipped) -> None:
    """Tell a part of an order that has gone out; the last or only one is told as the order's."""
    shipment = Shipment.objects.select_related("order").get(pk=event.shipment_id)
    is_all = shipment.order.shipments.filter(state__in=SENT_STATES).count() == 1 and (
        shipment.order.status != order_statuses.PARTIALLY_DISPATCHED
    )
    if shipment.shipped_at is not None and not is_all:
        _record_shipment(shipment, what="shipped", at=shipment.shipped_at)


@subscribe(ShipmentDelivered)
def on_shipment_delivered(event: ShipmentDelivered) -> None:
    """Tell that a shipment arrived."""
    shipment = Shipment.objects.select_related("order").get(pk=event.shipment_id)
    if shipment.delivered_at is not None:
        _record_shipment(shipment, what="delivered", at=shipment.delivered_at)


def _record_shipment(shipment: Shipment, *, what: str, at: datetime) -> None:
    rows = list(shipment.lines.select_related("line").order_by("pk"))
    record(
        attach_order(shipment.order),
        kind=f"shipment.{what}",
        occurred_at=at,
        source=f"shipment:{shipment.pk}:{what}",
        data={
            "number": shipment.order.number,
            "shipment": shipment.number,
            "is_delivered": what == "delivered",
            "pieces": sum(row.quantity for row in rows),
            "lines": [{"title": row.line.title, "quantity": row.quantity} for row in rows[:LINES_TOLD]],
        },
    )


@subscribe(OrderHeld)
def on_order_held(event: OrderHeld) -> None:
    """Tell that an order is held back, and why."""
    hold = OrderHold.objects.select_related("order").get(pk=event.hold_id)
    record(
        attach_order(hold.order),
        kind="order.held",
        occurred_at=hold.created_at,
        source=f"order-hold:{hold.pk}",
        data={"number": hold.order.number, "reason": hold.reason},
    )


def _record_change(order_id: int, *, kind: str, status: str) -> None:
    order = Order.objects.get(pk=order_id)
    change = order.status_changes.filter(new_status=status).order_by("date_created").last()
    record(
        attach_order(order),
        kind=kind,
        # What is paid after it has gone out keeps its status.
        occurred_at=change.date_created if change else order.paid_at or timezone.now(),
        source=f"order:{order.pk}:{status.lower()}",
        data=order_facts(order, order.lines.order_by("pk"), is_sent=status == order_statuses.DISPATCHED),
    )


@subscribe(PaymentFailed, formerly="crm_core.timeline.trade.on_payment_failed")
def on_payment_failed(event: PaymentFailed) -> None:
    """Tell that a card was refused, and why."""
    charge = Charge.objects.select_related("order").get(pk=event.charge_id)
    record(
        attach_order(charge.order),
        kind="payment.failed",
        occurred_at=charge.created_at,
        source=f"charge:{charge.pk}:failed",
        data=_money(charge, number=charge.order.number, reason=charge.error),
    )


@subscribe(PaymentReceived)
def on_payment_received(event: PaymentReceived) -> None:
    """Tell a part of an order's money that came; the rest is told as the order's being paid."""
    charge = Charge.objects.select_related("order").get(pk=event.charge_id)
    if 0 < charge.amount_captured < charge.order.total_incl_tax:
        record(
            attach_order(charge.order),
            kind="payment.received",
            occurred_at=charge.created_at,
            source=f"charge:{charge.pk}:received:{charge.amount_captured}",
            data={
                "number": charge.order.number,
                "amount": str(charge.amount_captured),
                "currency": charge.currency,
            },
        )


@subscribe(OrderRefunded, formerly="crm_core.timeline.trade.on_order_refunded")
def on_order_refunded(event: OrderRefunded) -> None:
    """Tell that money went back."""
    refund = Refund.objects.select_related("order").get(pk=event.refund_id)
    record(
        attach_order(refund.order),
        kind="order.refunded",
        occurred_at=refund.done_at or refund.created_at,
        source=f"refund:{refund.pk}",
        data=_money(refund, number=refund.order.number, reason=refund.reason),
    )


@subscribe(CreditChanged)
def on_credit_changed(event: CreditChanged) -> None:
    """Tell whose store credit became more or less otherwise than by an order; of nobody's nothing."""
    account = LedgerAccount.objects.select_related("user").get(pk=event.account_id)
    entry = account.entries.select_related("transfer").get(transfer=event.transfer_id)
    user = account.user if account.user is not None and account.user.is_active else None
    if user is None and not account.email:
        return
    transfer = entry.transfer
    record(
        identify(user=user) if user is not None else identify(email=account.email),
        kind="credit.changed",
        occurred_at=transfer.created_at,
        source=f"credit:{transfer.pk}",
        data={
            "amount": str(entry.amount),
            "currency": account.currency,
            "what": str(transfer.get_kind_display()),
            "reason": transfer.reason,
        },
    )


@subscribe(GiftCardIssued)
def on_gift_card_issued(event: GiftCardIssued) -> None:
    """Tell who bought a gift card; one that staff issued belongs to whoever gets its code."""
    card = GiftCard.objects.select_related("account", "order_line__order").get(pk=event.card_id)
    if card.order_line is None:
        return
    order = card.order_line.order
    record(
        attach_order(order),
        kind="gift_card.issued",
        occurred_at=card.created_at,
        source=f"gift_card:{card.pk}",
        data={
            "number": order.number,
            "amount": str(card.amount),
            "currency": card.currency,
            "card": card.last_four,
        },
    )


@subscribe(OrderChanged)
def on_order_changed(event: OrderChanged) -> None:
    """Tell that an order was changed; its figures follow. A cancellation is told by itself."""
    change = OrderChange.objects.select_related("order").get(pk=event.change_id)
    customer = attach_order(change.order)
    if "cancel" in change.kinds:
        return
    record(
        customer,
        kind="order.changed",
        occurred_at=change.created_at,
        source=f"order-change:{change.pk}",
        data={
            "number": change.order.number,
            "amount": str(change.difference),
            "currency": change.currency,
            "reason": change.reason,
        },
    )


@subscribe(DisputeOpened, formerly="crm_core.timeline.trade.on_dispute_opened")
def on_dispute_opened(event: DisputeOpened) -> None:
    """Tell that they asked their bank for the money back."""
    dispute = Dispute.objects.select_related("charge__order").get(pk=event.dispute_id)
    record(
        attach_order(dispute.charge.order),
        kind="dispute.opened",
        occurred_at=dispute.opened_at,
        source=f"dispute:{dispute.pk}",
        data=_money(dispute, number=dispute.charge.order.number, reason=dispute.reason),
    )


@subscribe(CustomerRegistered, formerly="crm_core.timeline.trade.on_customer_registered")
def on_customer_registered(event: CustomerRegistered) -> None:
    """Tell that they have an account now; one that has ended since makes no new customer."""
    user = User.objects.get(pk=event.user_id)
    if user.is_active:
        record(
            identify(user=user),
            kind="account.registered",
            occurred_at=user.date_joined,
            source=f"account:{user.pk}:registered",
            data={},
        )


@subscribe(ReviewSubmitted, formerly="crm_core.timeline.trade.on_review_submitted")
def on_review_submitted(event: ReviewSubmitted) -> None:
    """Tell what they think of a piece."""
    review = (
        ProductReview.objects.select_related("product__parent", "user").filter(pk=event.review_id).first()
    )
    if review is None or review.product is None or review.user is None or not review.user.is_active:
        return
    record(
        identify(user=review.user),
        kind="review.submitted",
        occurred_at=review.date_created,
        source=f"review:{review.pk}",
        data={"product": review.product.get_title() if review.product else "", "score": review.score},
    )


def _money(thing: Charge | Refund | Dispute, *, number: str, reason: str) -> dict[str, object]:
    return {"number": number, "amount": str(thing.amount), "currency": thing.currency, "reason": reason}
