"""What Stripe's objects say, as facts of ours. Unknown states and fields do no harm."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from shop.json_types import JsonObject
from shop.payments.amounts import from_minor
from shop.payments.gateways import ChargeData, DisputeData, PaymentData, RefundData
from shop.payments.states import AttemptState, ChargeState, DisputeState, RefundState

INTENT_STATES = {
    "requires_payment_method": AttemptState.WAITING,
    "requires_confirmation": AttemptState.WAITING,
    "requires_action": AttemptState.WAITING,
    "processing": AttemptState.PROCESSING,
    "requires_capture": AttemptState.AUTHORISED,
    "succeeded": AttemptState.SUCCEEDED,
    "canceled": AttemptState.CANCELLED,
}
REFUND_STATES = {
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}


def identifier(value: object) -> str:
    """Return the id of what may be an id, an expanded object or nothing."""
    return str(value.get("id", "")) if isinstance(value, dict) else str(value or "")


def payment_data(intent: JsonObject, charges: list[JsonObject]) -> PaymentData:
    """Read a PaymentIntent and its charges, the oldest first."""
    metadata = intent.get("metadata") or {}
    is_open = intent["status"] == "requires_capture"
    return PaymentData(
        reference=intent["id"],
        state=INTENT_STATES.get(intent["status"], AttemptState.WAITING),
        charges=tuple(charge_data(charge, is_open=is_open) for charge in reversed(charges)),
        secret=intent.get("client_secret") or "",
        error=(intent.get("last_payment_error") or {}).get("message") or "",
        order_number=metadata.get("order", ""),
        key=metadata.get("attempt", ""),
    )


def allows_more(charge: JsonObject) -> bool:
    """Tell whether the hold of a charge can be collected in several parts."""
    card = (charge.get("payment_method_details") or {}).get("card") or {}
    return (card.get("multicapture") or {}).get("status") == "available"


def charge_data(charge: JsonObject, *, is_open: bool = False) -> ChargeData:
    """Read a charge; with `is_open` its payment still holds something, though a part may be collected."""
    currency = charge["currency"]
    outcome = charge.get("outcome") or {}
    return ChargeData(
        reference=charge["id"],
        state=_charge_state(charge, is_open=is_open),
        amount=from_minor(charge["amount"], currency),
        amount_captured=from_minor(charge.get("amount_captured") or 0, currency),
        label=_label(charge.get("payment_method_details") or {}),
        error=charge.get("failure_message") or "",
        error_code=outcome.get("reason") or charge.get("failure_code") or "",
    )


def _charge_state(charge: dict[str, object], *, is_open: bool) -> ChargeState:
    if charge["status"] == "failed":
        return ChargeState.FAILED
    if charge["status"] == "pending":
        return ChargeState.PENDING
    if charge.get("captured") and not is_open:
        return ChargeState.SUCCEEDED
    return ChargeState.RELEASED if charge.get("refunded") else ChargeState.AUTHORISED


def _label(details: JsonObject) -> str:
    """Say with what was paid: `Visa •••• 4242`, or the kind of payment method."""
    card = details.get("card")
    if not card:
        return str(details.get("type", "")).replace("_", " ")
    wallet = (card.get("wallet") or {}).get("type", "").replace("_", " ")
    return f"{card_label(card)} ({wallet})" if wallet else card_label(card)


def card_label(card: dict[str, object]) -> str:
    """Name a card by its brand and last four digits."""
    brand = str(card.get("display_brand") or card.get("brand") or _("Card")).replace("_", " ")
    return f"{brand[:1].upper()}{brand[1:]} •••• {card.get('last4') or ''}"


def refund_data(refund: JsonObject) -> RefundData:
    """Read a refund."""
    return RefundData(
        reference=refund["id"],
        state=REFUND_STATES.get(refund.get("status") or "", RefundState.PENDING),
        amount=from_minor(refund["amount"], refund["currency"]),
        currency=refund["currency"].upper(),
        charge=identifier(refund.get("charge")),
        payment=identifier(refund.get("payment_intent")),
        key=(refund.get("metadata") or {}).get("refund", ""),
        error=refund.get("failure_reason") or "",
    )


def dispute_data(dispute: JsonObject) -> DisputeData:
    """Read a dispute."""
    due = (dispute.get("evidence_details") or {}).get("due_by")
    state = dispute["status"]
    return DisputeData(
        reference=dispute["id"],
        charge=identifier(dispute.get("charge")),
        payment=identifier(dispute.get("payment_intent")),
        state=state if state in DisputeState.values else DisputeState.UNDER_REVIEW,
        amount=from_minor(dispute["amount"], dispute["currency"]),
        currency=dispute["currency"].upper(),
        reason=str(dispute.get("reason") or "").replace("_", " "),
        opened_at=datetime.fromtimestamp(dispute["created"], tz=UTC),
        due_at=datetime.fromtimestamp(due, tz=UTC) if due else None,
    )
