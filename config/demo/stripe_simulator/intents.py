"""The state machine of PaymentIntents and SetupIntents."""

import secrets
from typing import Any

from config.demo.stripe_simulator.cards import CARDS, method_named
from config.demo.stripe_simulator.errors import ApiError, missing, public, unexpected_state
from config.demo.stripe_simulator.store import Store, Thing
from shop.json_types import JsonObject

SMALLEST = 50
CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
# Stripe calls a payment off that is being processed "in rare cases" only: here never.
CANCELLABLE = (*CONFIRMABLE, "requires_capture")


def create_intent(store: Store, params: Thing) -> Thing:
    """Make a PaymentIntent that waits for a payment method."""
    amount = whole_number(params, "amount")
    if amount < SMALLEST:
        raise ApiError(400, "The amount is too small.", code="amount_too_small", param="amount")
    if len(str(params.get("currency", ""))) != 3:  # noqa: PLR2004 - ISO 4217
        raise ApiError(400, "Missing required param: currency.", code="parameter_missing", param="currency")
    if params.get("customer") and store.find("customer", params["customer"]) is None:
        raise missing("customer", params["customer"])
    intent = store.add(
        "payment_intent",
        "pi",
        amount=amount,
        amount_capturable=0,
        amount_received=0,
        automatic_payment_methods=params.get("automatic_payment_methods"),
        canceled_at=None,
        capture_method=params.get("capture_method", "automatic"),
        currency=params["currency"].lower(),
        customer=params.get("customer"),
        description=params.get("description"),
        last_payment_error=None,
        latest_charge=None,
        metadata=params.get("metadata") or {},
        next_action=None,
        payment_method=None,
        payment_method_options=params.get("payment_method_options"),
        payment_method_types=["card"],
        setup_future_usage=params.get("setup_future_usage"),
        status="requires_payment_method",
    )
    intent["client_secret"] = f"{intent['id']}_secret_{secrets.token_hex(12)}"
    store.tell("payment_intent.created", public(intent))
    return intent


def create_setup_intent(store: Store, params: Thing) -> Thing:
    """Make a SetupIntent: a card is kept for a customer without a payment."""
    if params.get("customer") and store.find("customer", params["customer"]) is None:
        raise missing("customer", params["customer"])
    intent = store.add(
        "setup_intent",
        "seti",
        customer=params.get("customer"),
        last_setup_error=None,
        metadata=params.get("metadata") or {},
        next_action=None,
        payment_method=None,
        status="requires_payment_method",
        usage=params.get("usage", "off_session"),
    )
    intent["client_secret"] = f"{intent['id']}_secret_{secrets.token_hex(12)}"
    return intent


def whole_number(params: Thing, name: str) -> int:
    """Read a parameter that must be a whole number."""
    text = str(params.get(name, ""))
    if not text.isdigit():
        raise ApiError(400, f"Invalid integer: {text}", code="parameter_invalid_integer", param=name)
    return int(text)


def update_intent(store: Store, intent: Thing, params: Thing) -> Thing:
    """Change what may change before the payment is made."""
    if intent["status"] not in CONFIRMABLE:
        raise unexpected_state(intent, "updated")
    for name in ("description", "setup_future_usage"):
        if name in params:
            intent[name] = params[name] or None
    if "metadata" in params:
        intent["metadata"] = {**intent["metadata"], **(params["metadata"] or {})}
    if "amount" in params:
        intent["amount"] = whole_number(params, "amount")
    return intent


def confirm_intent(store: Store, intent: Thing, params: Thing, *, page: str) -> Thing:
    """Try to pay: it succeeds, is refused (402), or asks the card's owner on `page` first."""
    if intent["status"] not in CONFIRMABLE:
        raise unexpected_state(intent, "confirmed")
    method = method_named(store, str(params.get("payment_method") or intent["payment_method"] or ""))
    if method is None:
        raise missing("PaymentMethod", params.get("payment_method"))
    if method["customer"] and method["customer"] != intent["customer"]:
        raise ApiError(400, "The payment method belongs to another customer.", param="payment_method")
    intent["payment_method"] = method["id"]
    if params.get("setup_future_usage"):
        intent["setup_future_usage"] = params["setup_future_usage"]
    if CARDS[method["_number"]].authenticates and not method["card"]["wallet"]:
        intent["status"] = "requires_action"
        back = params.get("return_url") or ""
        intent["next_action"] = {
            "type": "redirect_to_url",
            "redirect_to_url": {"url": f"{page}/3ds/{intent['id']}", "return_url": back},
        }
        store.tell("payment_intent.requires_action", public(intent))
        return intent
    return pay(store, intent, method)


def authenticate(store: Store, intent: Thing, *, succeeds: bool) -> Thing:
    """Go on after the card's owner was asked."""
    if intent["status"] != "requires_action":
        raise unexpected_state(intent, "authenticated")
    method = store.find("payment_method", intent["payment_method"])
    intent["next_action"] = None
    if intent["object"] == "setup_intent":
        return keep(store, intent, method) if succeeds else _not_kept(intent)
    if succeeds and method is not None:
        return pay(store, intent, method)
    refusal = (
        "payment_intent_authentication_failure",
        "authentication_failure",
        "The card's owner was not authenticated.",
    )
    _refuse(store, intent, method, refusal)
    return intent


def pay(store: Store, intent: Thing, method: JsonObject) -> Thing:
    """Charge the card. Raises 402 when it declines."""
    card = CARDS[method["_number"]]
    if card.decline:
        raise _refuse(store, intent, method, card.decline)
    holds = intent["capture_method"] == "manual"
    charge = _charge(store, intent, method, status="succeeded", captured=not holds)
    intent.update(
        latest_charge=charge["id"],
        last_payment_error=None,
        next_action=None,
        status="requires_capture" if holds else "succeeded",
        amount_capturable=intent["amount"] if holds else 0,
        amount_received=0 if holds else intent["amount"],
    )
    if intent["setup_future_usage"] and intent["customer"]:
        method["customer"] = intent["customer"]
    store.tell("charge.succeeded", charge)
    store.tell(
        "payment_intent.amount_capturable_updated" if holds else "payment_intent.succeeded", public(intent)
    )
    if card.disputed and not holds:
        store.behaviour.setdefault("to_dispute", []).append(charge["id"])
    return intent


def _refuse(store: Store, intent: Thing, method: object, refusal: tuple[str, str, str]) -> ApiError:
    code, decline_code, words = refusal
    charge = _charge(store, intent, method, status="failed", captured=False)
    charge.update(failure_code=code, failure_message=words, outcome={"reason": decline_code})
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        latest_charge=charge["id"],
        next_action=None,
        last_payment_error={
            "type": "card_error",
            "code": code,
            "decline_code": decline_code,
            "message": words,
            "charge": charge["id"],
        },
    )
    store.tell("charge.failed", charge)
    store.tell("payment_intent.payment_failed", public(intent))
    return ApiError(
        402,
        words,
        kind="card_error",
        code=code,
        saved=True,
        decline_code=decline_code,
        charge=charge["id"],
        payment_intent=public(intent),
    )


def _multicapture(intent: Thing) -> str:
    """Say whether a hold can be collected in parts: where that was asked for."""
    options = intent.get("payment_method_options") or {}
    wish = (options.get("card") or {}).get("request_multicapture")
    return "available" if wish == "if_available" else "unavailable"


def _charge(store: Store, intent: Thing, method: Any, *, status: str, captured: bool) -> Thing:
    return store.add(
        "charge",
        "ch",
        amount=intent["amount"],
        amount_captured=intent["amount"] if captured else 0,
        amount_refunded=0,
        captured=captured,
        currency=intent["currency"],
        customer=intent["customer"],
        disputed=False,
        failure_code=None,
        failure_message=None,
        metadata=dict(intent["metadata"]),
        outcome={"reason": None},
        paid=status == "succeeded",
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details={
            "type": "card",
            "card": {**method["card"], "multicapture": {"status": _multicapture(intent)}},
        },
        refunded=False,
        status=status,
    )


def capture_intent(store: Store, intent: Thing, params: Thing) -> Thing:
    """Collect what is held, all of it or `amount_to_capture`."""
    if intent["status"] != "requires_capture":
        raise unexpected_state(intent, "captured")
    left = intent["amount_capturable"]
    amount = whole_number(params, "amount_to_capture") if "amount_to_capture" in params else left
    if amount > left:
        raise ApiError(400, "The amount is larger than what is held.", code="amount_too_large")
    charge = store.objects["charge"][intent["latest_charge"]]
    received = intent["amount_received"] + amount
    is_final = str(params.get("final_capture", "true")).lower() == "true" or amount == left
    if not is_final and charge["payment_method_details"]["card"]["multicapture"]["status"] != "available":
        raise ApiError(400, "This payment can be captured once.", param="final_capture")
    charge.update(captured=True, amount_captured=received)
    intent.update(amount_received=received, amount_capturable=0 if is_final else left - amount)
    store.tell("charge.captured", charge)
    if not is_final:
        store.tell("payment_intent.amount_capturable_updated", public(intent))
        return intent
    intent.update(status="succeeded")
    store.tell("payment_intent.succeeded", public(intent))
    return intent


def cancel_intent(store: Store, intent: Thing, params: Thing) -> Thing:
    """Call the payment off; what is held is let go."""
    if intent["status"] not in CANCELLABLE or intent.get("amount_received"):
        raise unexpected_state(intent, "canceled")
    if intent["status"] == "requires_capture":
        charge = store.objects["charge"][intent["latest_charge"]]
        charge.update(refunded=True, amount_refunded=charge["amount"])
        store.tell("charge.refunded", charge)
    intent.update(
        status="canceled",
        amount_capturable=0,
        next_action=None,
        cancellation_reason=params.get("cancellation_reason"),
    )
    store.tell("payment_intent.canceled", public(intent))
    return intent


def confirm_setup(store: Store, intent: Thing, params: Thing, *, page: str) -> Thing:
    """Keep a card for the customer, after asking its owner where the card wants that."""
    method = method_named(store, str(params.get("payment_method") or ""))
    if method is None:
        raise missing("PaymentMethod", params.get("payment_method"))
    intent["payment_method"] = method["id"]
    if CARDS[method["_number"]].authenticates:
        intent["status"] = "requires_action"
        intent["next_action"] = {
            "type": "redirect_to_url",
            "redirect_to_url": {
                "url": f"{page}/3ds/{intent['id']}",
                "return_url": params.get("return_url") or "",
            },
        }
        return intent
    return keep(store, intent, method)


def keep(store: Store, intent: Thing, method: Any) -> Thing:
    """Keep the card."""
    method["customer"] = intent["customer"]
    intent["status"] = "succeeded"
    store.tell("setup_intent.succeeded", public(intent))
    return intent


def _not_kept(intent: Thing) -> Thing:
    intent.update(
        status="requires_payment_method", last_setup_error={"code": "setup_intent_authentication_failure"}
    )
    return intent
