"""The test cards: what each number does, as Stripe documents it."""

from dataclasses import dataclass

from config.demo.stripe_simulator.errors import ApiError
from config.demo.stripe_simulator.store import Store
from shop.json_types import JsonObject


@dataclass(frozen=True, kw_only=True)
class TestCard:
    """`decline`: (code, decline_code, words); `authenticates`: asks its owner (3DS); `disputed`: later."""

    brand: str = "visa"
    decline: tuple[str, str, str] | None = None
    authenticates: bool = False
    disputed: bool = False


DECLINED = ("card_declined", "generic_decline", "Your card was declined.")
POOR = ("card_declined", "insufficient_funds", "Your card has insufficient funds.")
EXPIRED = ("expired_card", "expired_card", "Your card has expired.")
CARDS = {
    "4242424242424242": TestCard(),
    "5555555555554444": TestCard(brand="mastercard"),
    "378282246310005": TestCard(brand="amex"),
    "4000000000000002": TestCard(decline=DECLINED),
    "4000000000009995": TestCard(decline=POOR),
    "4000000000000069": TestCard(decline=EXPIRED),
    "4000002500003155": TestCard(authenticates=True),
    "4000002760003184": TestCard(authenticates=True),
    "4000008400001629": TestCard(authenticates=True, decline=DECLINED),
    "4000000000000259": TestCard(disputed=True),
}
# Payment methods that Stripe's test mode knows by name.
NAMED = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_threeDSecure2Required": "4000002500003155",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_createDispute": "4000000000000259",
}


def make_method(
    store: Store, number: str, *, wallet: str = "", exp: tuple[int, int] = (12, 2034)
) -> JsonObject:
    """Make a payment method of a card; raises 402 for a number that is none of the test cards."""
    digits = "".join(character for character in number if character.isdigit())
    card = CARDS.get(digits)
    if card is None:
        raise ApiError(402, "Your card number is incorrect.", kind="card_error", code="incorrect_number")
    details: dict[str, object] = {
        "brand": card.brand,
        "display_brand": card.brand,
        "last4": digits[-4:],
        "exp_month": exp[0],
        "exp_year": exp[1],
        "wallet": {"type": wallet} if wallet else None,
    }
    return store.add(
        "payment_method", "pm", type="card", card=details, customer=None, metadata={}, _number=digits
    )


def method_named(store: Store, reference: str) -> JsonObject | None:
    """Return a payment method by its id, or one of those that test mode knows by name."""
    if reference in NAMED:
        return make_method(store, NAMED[reference])
    return store.find("payment_method", reference)
