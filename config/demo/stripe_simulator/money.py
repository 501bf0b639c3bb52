"""Refunds and disputes, whoever asks for them."""

import time

from config.demo.stripe_simulator.errors import ApiError, missing
from config.demo.stripe_simulator.intents import whole_number
from config.demo.stripe_simulator.store import Store, Thing

EVIDENCE_SECONDS = 7 * 86_400


def create_refund(store: Store, params: Thing) -> Thing:
    """Send a part of a captured charge back, at most what is left of it."""
    charge = store.find("charge", params.get("charge"))
    if charge is None and params.get("payment_intent"):
        intent = store.find("payment_intent", params["payment_intent"])
        charge = store.find("charge", intent["latest_charge"]) if intent else None
    if charge is None:
        raise missing("charge", params.get("charge") or params.get("payment_intent"))
    left = charge["amount_captured"] - charge["amount_refunded"]
    if not left:
        text = f"Charge {charge['id']} has already been refunded."
        raise ApiError(400, text, code="charge_already_refunded", saved=True)
    amount = whole_number(params, "amount") if "amount" in params else left
    if not 0 < amount <= left:
        text = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise ApiError(400, text, param="amount", saved=True)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    refund = store.add(
        "refund",
        "re",
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        metadata=params.get("metadata") or {},
        payment_intent=charge["payment_intent"],
        reason=params.get("reason"),
        status="succeeded",
    )
    store.tell("refund.created", refund)
    store.tell("charge.refunded", charge)
    return refund


def open_dispute(store: Store, charge: Thing, *, reason: str = "fraudulent") -> Thing:
    """Have the cardholder's bank take a charge back."""
    charge["disputed"] = True
    now = int(time.time())
    dispute = store.add(
        "dispute",
        "dp",
        amount=charge["amount"],
        charge=charge["id"],
        currency=charge["currency"],
        evidence_details={"due_by": now + EVIDENCE_SECONDS, "has_evidence": False, "submission_count": 0},
        is_charge_refundable=False,
        metadata={},
        payment_intent=charge["payment_intent"],
        reason=reason,
        status="needs_response",
    )
    store.tell("charge.dispute.created", dispute)
    return dispute


def close_dispute(store: Store, dispute: Thing, *, won: bool) -> Thing:
    """Have the bank decide."""
    dispute["status"] = "won" if won else "lost"
    store.tell("charge.dispute.closed", dispute)
    return dispute
