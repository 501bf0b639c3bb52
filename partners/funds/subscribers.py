"""Paid orders accrue, money that goes back takes its share; decisions are told to the partner."""

from partners.funds.accrual import settle_accrual
from partners.funds.events import FundClaimDecided, FundRequestDecided
from partners.funds.mail import tell_claim, tell_request
from partners.funds.models import Claim, FundRequest
from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderChanged, OrderPaid
from shop.order.models import Order
from shop.payments.events import OrderRefunded
from shop.payments.models import Refund


@subscribe(OrderPaid)
def on_order_paid(event: OrderPaid) -> None:
    """The partner's funds grow by it."""
    settle_accrual(Order.objects.get(pk=event.order_id))


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """What it accrued goes back."""
    settle_accrual(Order.objects.get(pk=event.order_id))


@subscribe(OrderChanged)
def on_order_changed(event: OrderChanged) -> None:
    """It accrues by what it is worth now."""
    settle_accrual(Order.objects.get(pk=event.order_id))


@subscribe(OrderRefunded)
def on_order_refunded(event: OrderRefunded) -> None:
    """A part that went back takes its share along."""
    settle_accrual(Refund.objects.select_related("order").get(pk=event.refund_id).order)


@subscribe(FundRequestDecided)
def on_fund_request_decided(event: FundRequestDecided) -> None:
    """Tell who asked."""
    tell_request(
        FundRequest.objects.select_related("created_by", "allocation__budget").get(pk=event.request_id)
    )


@subscribe(FundClaimDecided)
def on_fund_claim_decided(event: FundClaimDecided) -> None:
    """Tell who claimed."""
    rows = Claim.objects.select_related("created_by", "request__allocation__budget")
    tell_claim(rows.get(pk=event.claim_id))
