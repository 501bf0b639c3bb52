"""Whose account at Stripe the keys belong to: the question by which staff see whether keys work."""

from dataclasses import dataclass

from shop.payments.stripe.client import stripe_client, to_plain, translated_errors


@dataclass(frozen=True, kw_only=True)
class StripeAccount:
    """An account by its id and name; `can_charge` False: Stripe still waits for facts about the business."""

    reference: str
    name: str
    can_charge: bool


def read_account() -> StripeAccount:
    """Ask Stripe for the account of the secret key. Raises GatewayError."""
    with translated_errors():
        found = to_plain(stripe_client().v1.accounts.retrieve_current())
    profile = found.get("business_profile") or {}
    named = found.get("settings", {}).get("dashboard", {}).get("display_name")
    return StripeAccount(
        reference=str(found["id"]),
        name=str(named or profile.get("name") or found.get("email") or ""),
        can_charge=bool(found.get("charges_enabled")),
    )
