"""What the timeline hears of money, parcels, baskets and reviews: load by id, one idempotent call."""

from typing import Any

from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.customers.normalise import normalised_email
from crm_core.customers.queries import customer_of_key, customer_of_user
from crm_core.customers.services import attach_order, identify
from crm_core.timeline.services import record
from shop.basket.models import Basket
from shop.checkout.events import BasketAbandoned
from shop.checkout.models import BasketContact
from shop.events.registry import subscribe
from shop.payments.events import DisputeOpened, OrderRefunded, PaymentFailed
from shop.payments.models import Charge, Dispute, Refund
from shop.reviews.events import ReviewSubmitted
from shop.reviews.models import ProductReview
from shop.user.events import CustomerRegistered
from shop.user.models import User

LINES_TOLD = 3


@subscribe(PaymentFailed)
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


@subscribe(OrderRefunded)
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


@subscribe(DisputeOpened)
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


@subscribe(CustomerRegistered)
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


@subscribe(BasketAbandoned)
def on_basket_abandoned(event: BasketAbandoned) -> None:
    """Tell what was left behind, where it was left by somebody we know already."""
    contact = BasketContact.objects.filter(basket=event.basket_id).first()
    customer = _customer_of(event, contact)
    if customer is None or contact is None or contact.left_at is None:
        return
    basket = Basket.objects.get(pk=event.basket_id)
    lines = [
        (line.product.get_title(), line.quantity) for line in basket.lines.select_related("product__parent")
    ]
    record(
        customer,
        kind="basket.abandoned",
        occurred_at=contact.left_at,
        source=f"basket:{event.basket_id}:left",
        data={"lines": [{"title": title, "quantity": number} for title, number in lines[:LINES_TOLD]]},
    )


@subscribe(ReviewSubmitted)
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


def _customer_of(event: BasketAbandoned, contact: BasketContact | None) -> Customer | None:
    if event.user_id is not None:
        return customer_of_user(event.user_id)
    email = normalised_email(contact.email) if contact else ""
    return customer_of_key(CustomerIdentifier.Kind.EMAIL, email) if email else None


def _money(thing: Any, *, number: str, reason: str) -> dict[str, Any]:
    return {"number": number, "amount": str(thing.amount), "currency": thing.currency, "reason": reason}
