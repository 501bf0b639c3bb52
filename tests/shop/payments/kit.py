"""What the tests of payments share."""

import json
from decimal import Decimal

from config.demo.stripe_simulator import intents
from config.demo.stripe_simulator.errors import ApiError, public
from config.demo.stripe_simulator.webhooks import sign
from shop.b2b.models import Company
from shop.payments.gateways import RefundData
from shop.payments.methods import ON_ACCOUNT
from shop.payments.models import Refund
from shop.payments.states import RefundState
from tests.shop.factories import OrderFactory


def order_by(method, *, company=None, **kwargs):
    """Place an order that is to be paid by this method."""
    order = OrderFactory(**kwargs)
    if company or (method.code == ON_ACCOUNT and order.company is None):
        order.company = company or Company.objects.create(name=f"Company of {order.number}")
        order.save(update_fields=["company"])
    source = method.source_for(order_number=order.number, total=order.total_incl_tax, currency=order.currency)
    source.order = order
    source.save()
    method.note_placed(order)
    order.refresh_from_db()
    return order


def confirm(simulator, reference, card="pm_card_visa", **params):
    """Do what the buyer's browser does; returns the intent or the refusal."""
    with simulator.store.lock:
        intent = simulator.store.objects["payment_intent"][reference]
        try:
            return intents.confirm_intent(
                simulator.store, intent, {"payment_method": card, **params}, page=simulator.base
            )
        except ApiError as error:
            return error


def post_webhook(client, simulator, event, *, secret=None, at=None):
    """Send an event to the shop as Stripe does."""
    thing = {**event, "data": {"object": public(event["data"]["object"])}}
    payload = json.dumps(thing)
    signature = sign(payload, secret or simulator.courier.secret, at=at)
    return client.post(
        "/payments/stripe/webhook/",
        data=payload,
        content_type="application/json",
        headers={"Stripe-Signature": signature},
    )


def events(simulator, kind=""):
    """List what the simulator would tell, the oldest first."""
    return [event for event in simulator.store.objects["event"].values() if event["type"].startswith(kind)]


def refund_of(charge, key, *, state="succeeded", amount=5, reference=None):
    return Refund.objects.create(
        order=charge.order,
        charge=charge,
        key=key,
        reference=reference,
        amount=amount,
        currency="EUR",
        state=state,
    )


def refund_told(state="succeeded", *, amount=5, **more):
    return RefundData(state=RefundState(state), amount=Decimal(amount), currency="EUR", **more)
