"""Errors in Stripe's words."""

from shop.json_types import JsonObject


class ApiError(Exception):
    """An answer other than 200. `saved`: the work had begun, so a repeat gets the same answer."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str = "",
        saved: bool = False,
        **more: object,
    ) -> None:
        self.status = status
        self.saved = saved
        self.body = {"error": {"type": kind, "message": message, **({"code": code} if code else {}), **more}}
        super().__init__(message)


def missing(what: str, reference: object) -> ApiError:
    """Say that there is no such object."""
    return ApiError(404, f"No such {what}: '{reference}'", code="resource_missing", param="id")


def unexpected_state(intent: dict[str, object], verb: str) -> ApiError:
    """Say that an intent cannot do this any more."""
    text = f"This PaymentIntent could not be {verb} because it has a status of {intent['status']}."
    return ApiError(
        400, text, code="payment_intent_unexpected_state", saved=True, payment_intent=public(intent)
    )


def public(intent: JsonObject) -> JsonObject:
    """Copy an intent without what is only the simulator's business."""
    return {name: value for name, value in intent.items() if not name.startswith("_")}
