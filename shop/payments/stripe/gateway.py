"""The gateway to Stripe: PaymentIntents, refunds, disputes, events."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from stripe import RequestOptions
from stripe.params import (
    EventListParams,
    PaymentIntentCaptureParams,
    PaymentIntentCreateParams,
    RefundCreateParams,
)

from shop.configuration.queries import stripe_keys
from shop.json_types import JsonObject
from shop.money import is_payable
from shop.payments.amounts import to_minor
from shop.payments.gateways import DisputeData, Gateway, GatewayRefusedError, PaymentData, RefundData
from shop.payments.joint import JointPayment, provider_charge
from shop.payments.models import PaymentAttempt, Refund
from shop.payments.stripe.cards import customer_for
from shop.payments.stripe.client import stripe_client, to_plain, translated_errors
from shop.payments.stripe.mapping import allows_more, dispute_data, identifier, payment_data, refund_data

# Stripe's word for "the payment has gone on meanwhile": its state says how.
MOVED_ON = "payment_intent_unexpected_state"
PAGE = 100
DASHBOARD = "https://dashboard.stripe.com"


@dataclass(frozen=True, kw_only=True)
class EventData:
    """That something happened at Stripe: to `subject`, which belongs to `payment` if to any."""

    reference: str
    kind: str
    subject: str
    payment: str
    told_at: datetime


class StripeGateway(Gateway):
    """Cards and wallets by Stripe. What Kiln sends is checked against Stripe's own description."""

    def authorise(self, attempt: PaymentAttempt) -> PaymentData:
        """Create the PaymentIntent of an attempt, once per key; the browser confirms it."""
        order = attempt.order
        params: PaymentIntentCreateParams = {
            "amount": _minor(attempt.amount, attempt.currency),
            "currency": attempt.currency.lower(),
            "automatic_payment_methods": {"enabled": True},
            "capture_method": settings.KILN_STRIPE_CAPTURE,
            "description": order.number,
            "metadata": {"order": order.number, "attempt": attempt.key},
        }
        if settings.KILN_STRIPE_MULTICAPTURE and settings.KILN_STRIPE_CAPTURE == "manual":
            params["payment_method_options"] = {"card": {"request_multicapture": "if_available"}}
        if order.user is not None:
            params["customer"] = customer_for(order.user).reference
        return self._create(params, key=attempt.key)

    def authorise_joint(self, joint: JointPayment) -> PaymentData:
        """Create the PaymentIntent that pays several orders at once, once per number; collected at once."""
        params: PaymentIntentCreateParams = {
            "amount": _minor(joint.amount, joint.currency),
            "currency": joint.currency.lower(),
            "automatic_payment_methods": {"enabled": True},
            "capture_method": "automatic",
            "description": joint.number,
            "metadata": {"order": joint.number, "attempt": joint.number},
        }
        return self._create(params, key=joint.number)

    def _create(self, params: PaymentIntentCreateParams, *, key: str) -> PaymentData:
        with translated_errors():
            once: RequestOptions = {"idempotency_key": key}  # guard: intent-key
            intent = stripe_client().v1.payment_intents.create(params, once)
        return payment_data(to_plain(intent), [])

    def capture(self, reference: str, *, amount: Decimal | None = None) -> PaymentData:
        """Collect what is held, or a part; when the payment has moved on, tell how it stands."""
        params: PaymentIntentCaptureParams = {}
        key = f"{reference}-capture"
        if amount is not None:
            part = _minor(amount, PaymentAttempt.objects.get(reference=reference).currency)
            params, key = {"amount_to_capture": part}, f"{key}-{part}"
        try:
            with translated_errors():
                stripe_client().v1.payment_intents.capture(
                    reference, params, options={"idempotency_key": key}
                )
        except GatewayRefusedError as refusal:
            if refusal.code != MOVED_ON:
                raise
        return self.status(reference)

    def capture_part(self, reference: str, amount: Decimal, *, currency: str, key: str) -> PaymentData:
        """Collect a part; the rest stays held where Stripe says that the card's hold allows it."""
        client = stripe_client()
        with translated_errors():
            charges = to_plain(client.v1.charges.list({"payment_intent": reference, "limit": PAGE}))["data"]
            is_final = not any(allows_more(charge) for charge in charges)
            params: PaymentIntentCaptureParams = {"amount_to_capture": _minor(amount, currency)}
            if not is_final:
                params["final_capture"] = False
            once: RequestOptions = {"idempotency_key": f"{reference}-capture-{key}"}  # guard: part-key
            client.v1.payment_intents.capture(reference, params, once)
        return self.status(reference)

    def void(self, reference: str) -> PaymentData:
        """Cancel the PaymentIntent; when it has succeeded meanwhile, tell that.

        One of which a part was collected cannot be cancelled any more: the rest of its hold is released.
        """
        try:
            with translated_errors():
                stripe_client().v1.payment_intents.cancel(
                    reference, options={"idempotency_key": f"{reference}-cancel"}
                )
        except GatewayRefusedError as refusal:
            if refusal.code != MOVED_ON:
                raise
            self._release_rest(reference)
        return self.status(reference)

    def _release_rest(self, reference: str) -> None:
        with translated_errors():
            client = stripe_client()
            intent = to_plain(client.v1.payment_intents.retrieve(reference))
            if intent["status"] == "requires_capture":
                rest: PaymentIntentCaptureParams = {"amount_to_capture": 0, "final_capture": True}
                client.v1.payment_intents.capture(
                    reference, rest, {"idempotency_key": f"{reference}-release"}
                )

    def refund(self, refund: Refund) -> RefundData:
        """Refund a part of a charge, once per key; our key travels along so that a webhook knows it."""
        params: RefundCreateParams = {
            "charge": provider_charge(refund.charge.reference),
            "amount": _minor(refund.amount, refund.currency),
            "metadata": {"refund": refund.key, "order": refund.order.number},
        }
        with translated_errors():
            once: RequestOptions = {"idempotency_key": refund.key}  # guard: refund-send-key
            made = stripe_client().v1.refunds.create(params, once)
        return refund_data(to_plain(made))

    def status(self, reference: str) -> PaymentData:
        """Read the PaymentIntent and every charge that was tried for it."""
        with translated_errors():
            client = stripe_client()
            intent = to_plain(client.v1.payment_intents.retrieve(reference))
            charges = to_plain(client.v1.charges.list({"payment_intent": reference, "limit": PAGE}))["data"]
        return payment_data(intent, charges)

    def create_setup_intent(self, reference: str, *, keep: bool) -> None:
        """Have Stripe keep the card that pays this intent for its customer, or not."""
        with translated_errors():
            stripe_client().v1.payment_intents.update(
                reference, {"setup_future_usage": "on_session" if keep else ""}
            )

    def refund_status(self, reference: str) -> RefundData:
        """Read a refund."""
        with translated_errors():
            return refund_data(to_plain(stripe_client().v1.refunds.retrieve(reference)))

    def dispute_status(self, reference: str) -> DisputeData:
        """Read a dispute."""
        with translated_errors():
            return dispute_data(to_plain(stripe_client().v1.disputes.retrieve(reference)))

    def refunds_of(self, reference: str) -> list[RefundData]:
        """List the refunds of a payment, whoever asked for them."""
        with translated_errors():
            found = stripe_client().v1.refunds.list({"payment_intent": reference, "limit": PAGE})
        return [refund_data(refund) for refund in to_plain(found)["data"]]

    def events_since(self, moment: datetime) -> Iterator[EventData]:
        """List what happened since a moment, the latest first; Stripe keeps 30 days."""
        params: EventListParams = {"created": {"gte": int(moment.timestamp())}, "limit": PAGE}
        with translated_errors():
            for event in stripe_client().v1.events.list(params).auto_paging_iter():
                yield event_data(to_plain(event))

    def dashboard_url(self, reference: str) -> str:
        """Return the address of a payment in Stripe's dashboard, or in that of a server in its place."""
        if settings.KILN_STRIPE_API_BASE:
            return f"{settings.KILN_STRIPE_API_BASE}/#{reference}"
        is_test = stripe_keys().secret.startswith(("sk_test_", "rk_test_"))
        return f"{DASHBOARD}/{'test/' if is_test else ''}payments/{reference}"


def _minor(amount: Decimal, currency: str) -> int:
    """Write an amount in Stripe's units. Raises GatewayRefusedError for one that would be rounded."""
    if not is_payable(amount, currency):
        text = _("%(amount)s %(currency)s cannot be paid: the currency has fewer decimals.")
        raise GatewayRefusedError(text % {"amount": amount, "currency": currency})
    return to_minor(amount, currency)


def event_data(event: JsonObject) -> EventData:
    """Read an event: only what it is about; how that stands now is asked for."""
    thing = event["data"]["object"]
    is_intent = thing.get("object") == "payment_intent"
    return EventData(
        reference=event["id"],
        kind=event["type"],
        subject=str(thing.get("id") or ""),
        payment=identifier(thing if is_intent else thing.get("payment_intent")),
        told_at=datetime.fromtimestamp(event["created"], tz=UTC),
    )
