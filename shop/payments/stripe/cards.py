"""Cards that a buyer keeps for the next time. They are at Stripe; here is only under which name."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from stripe import RequestOptions

from shop.json_types import JsonObject
from shop.payments.gateways import GatewayRefusedError
from shop.payments.models import GatewayCustomer
from shop.payments.stripe.client import stripe_client, to_plain, translated_errors
from shop.payments.stripe.mapping import card_label, identifier
from shop.user.models import User

MOST_CARDS = 20


@dataclass(frozen=True, kw_only=True)
class SavedCard:
    """A card as its owner may know it."""

    reference: str
    label: str
    expires: str


def customer_for(user: User) -> GatewayCustomer:
    """Return the user's name at Stripe, made the first time; two at once make one."""
    found = GatewayCustomer.objects.filter(user=user).first()
    if found:
        return found
    # The id alone may have been another's, before a backup was restored: Stripe would answer with theirs.
    once: RequestOptions = {"idempotency_key": f"customer-{user.pk}-{user.date_joined.timestamp():.0f}"}
    with translated_errors():
        made = stripe_client().v1.customers.create({"metadata": {"user": str(user.pk)}}, once)
    customer, _created = GatewayCustomer.objects.get_or_create(user=user, defaults={"reference": made.id})
    return customer


def saved_cards(user: User | AnonymousUser) -> list[SavedCard]:
    """List the cards a user keeps, the latest first; none for a guest, nor for who acts in a user's place."""
    if getattr(user, "acted_by", None) is not None:  # guard: act-as-cards
        return []
    customer = GatewayCustomer.objects.filter(user=user).first() if user.is_authenticated else None
    if customer is None:
        return []
    with translated_errors():
        found = stripe_client().v1.customers.payment_methods.list(
            customer.reference, {"type": "card", "limit": MOST_CARDS}
        )
    return [_kept(method) for method in to_plain(found)["data"]]


def delete_card(user: User, reference: str) -> bool:
    """Have Stripe forget a card of this user's; False for a card that is not theirs."""
    customer = GatewayCustomer.objects.filter(user=user).first()
    if customer is None:
        return False
    try:
        with translated_errors():
            client = stripe_client()
            method = to_plain(client.v1.payment_methods.retrieve(reference))
            if identifier(method.get("customer")) != customer.reference:
                return False
            client.v1.payment_methods.detach(reference)
    except GatewayRefusedError:
        return False
    return True


def create_setup_secret(user: User) -> str:
    """Return the secret with which the browser may add a card (a SetupIntent) for this user."""
    customer = customer_for(user)
    with translated_errors():
        intent = stripe_client().v1.setup_intents.create(
            {
                "customer": customer.reference,
                "automatic_payment_methods": {"enabled": True},
                "usage": "on_session",
            }
        )
    return str(intent.client_secret)


def delete_customer(customer: GatewayCustomer) -> None:
    """Have Stripe delete a customer with all cards, then forget the name."""
    try:
        with translated_errors():
            stripe_client().v1.customers.delete(customer.reference)
    except GatewayRefusedError as refusal:
        if refusal.code != "resource_missing":
            raise
    customer.delete()


def _kept(method: JsonObject) -> SavedCard:
    card = method["card"]
    return SavedCard(
        reference=method["id"],
        label=card_label(card),
        expires=f"{card['exp_month']:02d}/{card['exp_year'] % 100:02d}",
    )
