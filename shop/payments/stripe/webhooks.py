"""What Stripe tells us by itself: verified, written down once, and acted on by asking.

An event only says what it is about. How that stands now is fetched and booked, so it does not
matter in which order events come, how often, or what else they say.
"""

import stripe
from django.db import transaction
from django.utils import timezone

from shop.configuration.queries import stripe_keys
from shop.order.models import Order
from shop.payments.gateways import PaymentData, RefundData
from shop.payments.joint import book_joint
from shop.payments.joint_returns import book_joint_dispute, book_joint_refund
from shop.payments.ledger import book_dispute, book_payment, book_refund
from shop.payments.models import GatewayEvent, PaymentAttempt
from shop.payments.stripe.gateway import EventData, StripeGateway, event_data

GATEWAY = StripeGateway()
UNKNOWN_ORDER = "This payment belongs to no order of ours."
# Kinds whose object we ask for again; all others are written down and left.
PAYMENT_KINDS = ("payment_intent.", "charge.")
DISPUTE_KINDS = "charge.dispute."
REFUND_KINDS = ("refund.", "charge.refund.")


LONGEST_REFERENCE = 120
_UNREADABLE = (ValueError, LookupError, AttributeError, TypeError, ArithmeticError, OSError, RecursionError)


class WebhookError(Exception):
    """The message was not signed by Stripe, or is none."""


def read_webhook(payload: bytes, signature: str) -> EventData:
    """Verify a message and say what it is about. Raises WebhookError.

    The signature must be made with the webhook signing secret and not be older than five minutes.
    """
    secret = stripe_keys().webhook
    if not secret:  # whoever knows that there is none could sign with nothing
        raise WebhookError("There is no secret to check the signature with.")
    try:
        event = stripe.Webhook.construct_event(payload, signature, secret)
        fact = event_data(event.to_dict())
    except (*_UNREADABLE, stripe.SignatureVerificationError) as error:
        raise WebhookError(str(error)) from error
    words = f"{fact.reference}{fact.kind}{fact.subject}{fact.payment}"
    if not fact.reference or len(fact.reference) > LONGEST_REFERENCE or "\0" in words:
        raise WebhookError("This is no event of Stripe's.")
    return fact


def store_event(fact: EventData) -> GatewayEvent:
    """Write an event down, once, and deal with it unless that was done. Raises GatewayError.

    What fails stays unprocessed: Stripe tells again, and the reconciliation looks, too.
    """
    event, _created = GatewayEvent.objects.get_or_create(
        reference=fact.reference,
        defaults={
            "kind": fact.kind[:80],
            "subject": fact.subject[:120],
            "payment": fact.payment[:120],
            "told_at": fact.told_at,
        },
    )
    if event.processed_at is None:  # guard: event-done
        process_event(event)
    return event


def process_event(event: GatewayEvent) -> None:
    """Ask how the thing stands that an event is about, and book it."""
    error = ""
    if event.kind.startswith(DISPUTE_KINDS):
        dispute = GATEWAY.dispute_status(event.subject)
        _book_payment_of(dispute.payment)
        error = "" if book_dispute(dispute) or book_joint_dispute(dispute) else UNKNOWN_ORDER
    elif event.kind.startswith(REFUND_KINDS):
        refund = GATEWAY.refund_status(event.subject)
        _book_payment_of(refund.payment)
        error = "" if _book_refund(refund) else UNKNOWN_ORDER
    elif event.kind.startswith(PAYMENT_KINDS) and event.payment:
        error = "" if _book_payment_of(event.payment) else UNKNOWN_ORDER
        if event.kind == "charge.refunded":
            for fact in GATEWAY.refunds_of(event.payment):
                _book_refund(fact)
    event.processed_at, event.error = timezone.now(), error
    event.save(update_fields=["processed_at", "error"])


def _book_refund(fact: RefundData) -> bool:
    """Book a refund of one order's charge or of one that several share; False where it is none of ours."""
    return bool(book_refund(fact) or book_joint_refund(fact))


def _book_payment_of(reference: str) -> bool:
    """Book a payment by its reference; False when it belongs to no order of ours, and to no several."""
    if not reference:
        return False
    fact = GATEWAY.status(reference)
    attempt = PaymentAttempt.objects.filter(reference=reference).first() or _find_attempt_by_key(fact)
    if attempt is None:
        return book_joint(fact)
    book_payment(attempt, fact)
    return True


@transaction.atomic
def _find_attempt_by_key(fact: PaymentData) -> PaymentAttempt | None:
    """Find the attempt that a crash kept from learning its reference, by the key sent along."""
    found = PaymentAttempt.objects.filter(key=fact.key, reference=None).first() if fact.key else None
    if found is None or not Order.objects.filter(pk=found.order_id, number=fact.order_number).exists():
        return None
    return found
