import itertools
import json
import random

import pytest
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from config.demo.stripe_simulator.money import close_dispute
from config.demo.stripe_simulator.webhooks import sign
from shop.events.models import Event
from shop.order.models import Order
from shop.payments.card import CardPayment
from shop.payments.gateways import PaymentData
from shop.payments.models import Charge, Dispute, GatewayEvent, PaymentAttempt, Refund
from shop.payments.services import check_payment, start_payment
from shop.payments.states import AttemptState
from shop.payments.stripe.webhooks import UNKNOWN_ORDER, _book_payment_of, _find_attempt_by_key
from tests.shop.payments.kit import confirm, events, order_by, post_webhook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]


@pytest.fixture
def attempt(order):
    return start_payment(order, CardPayment())[0]


def published(name):
    return Event.objects.filter(name=name).count()


def test_webhook_before_the_browser_returns(client, order, attempt, simulator):
    confirm(simulator, attempt.reference)
    told = events(simulator, "payment_intent.succeeded")[0]

    assert post_webhook(client, simulator, told).status_code == 200
    assert Order.objects.get().status == "Paid"
    check_payment(order)

    assert (Charge.objects.count(), published("OrderPaid")) == (1, 1)


def test_webhook_twice_is_dealt_with_once(client, attempt, simulator):
    confirm(simulator, attempt.reference)
    told = events(simulator, "payment_intent.succeeded")[0]

    post_webhook(client, simulator, told)
    asked = len(simulator.api.seen)
    for _time in range(3):
        assert post_webhook(client, simulator, told).status_code == 200

    assert len(simulator.api.seen) == asked
    assert (GatewayEvent.objects.count(), Charge.objects.count(), published("OrderPaid")) == (1, 1, 1)


def test_events_in_any_order_end_the_same(client, order, attempt, simulator):
    confirm(simulator, attempt.reference, "pm_card_chargeDeclined")
    confirm(simulator, attempt.reference)
    told = events(simulator)

    for event in random.Random(7).sample(told, len(told)):
        assert post_webhook(client, simulator, event).status_code == 200

    assert Order.objects.get().status == "Paid"
    assert sorted(order.charges.values_list("state", flat=True)) == ["failed", "succeeded"]
    assert (published("OrderPaid"), published("PaymentFailed")) == (1, 1)


def test_unknown_kinds_and_strange_objects_do_no_harm(client, attempt, simulator):
    with simulator.store.lock:
        simulator.store.tell("payout.something_new", {"id": "po_1", "object": "payout"})
        simulator.store.tell("radar.early_fraud_warning.created", {"object": "nameless"})

    codes = [post_webhook(client, simulator, event).status_code for event in events(simulator)]

    assert set(codes) == {200}
    assert Order.objects.get().status == "Pending payment"


def test_payment_of_another_shop_is_noted_and_left(client, simulator):
    intent = simulator.api.call(
        "POST",
        "/v1/payment_intents",
        "amount=500&currency=eur",
        {"authorization": "Bearer sk_test_x"},
    )[1]
    confirm(simulator, intent["id"])

    for event in events(simulator, "payment_intent.succeeded"):
        assert post_webhook(client, simulator, event).status_code == 200

    assert GatewayEvent.objects.get().error == "This payment belongs to no order of ours."
    assert Charge.objects.count() == 0


@pytest.mark.parametrize(("secret", "at"), [("whsec_wrong", None), (None, 1)])
def test_message_not_signed_by_stripe_or_too_old_is_refused(client, attempt, simulator, secret, at):
    confirm(simulator, attempt.reference)
    told = events(simulator, "payment_intent.succeeded")[0]

    assert post_webhook(client, simulator, told, secret=secret, at=at).status_code == 400

    assert (Order.objects.get().status, GatewayEvent.objects.count()) == ("Pending payment", 0)


def test_garbage_is_refused(client):
    answer = client.post("/payments/stripe/webhook/", data=b"\xff", content_type="application/json")

    assert (answer.status_code, client.get("/payments/stripe/webhook/").status_code) == (400, 405)


SOUND = {
    "id": "evt_1",
    "object": "event",
    "type": "payment_intent.succeeded",
    "created": 1_795_000_000,
    "data": {"object": {"id": "pi_1", "object": "payment_intent"}},
}


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "7",
        "null",
        "[" * 100_000,
        json.dumps({**SOUND, "data": None}),
        json.dumps({**SOUND, "data": {"object": []}}),
        json.dumps({**SOUND, "created": 10**30}),
        json.dumps({**SOUND, "created": "yesterday"}),
        json.dumps({**SOUND, "id": "evt_" + "1" * 500}),
        json.dumps({**SOUND, "id": ""}),
        json.dumps({**SOUND, "type": "a\0b"}),
    ],
    ids=range(11),
)
def test_signed_nonsense_is_refused_and_nothing_is_written(client, simulator, body):
    headers = {"Stripe-Signature": sign(body, simulator.courier.secret)}
    answer = client.post(
        "/payments/stripe/webhook/", data=body, content_type="application/json", headers=headers
    )

    assert (answer.status_code, GatewayEvent.objects.count()) == (400, 0)


def test_a_huge_body_is_not_read(client, simulator):
    body = json.dumps({**SOUND, "filling": "x" * 600_000})
    headers = {"Stripe-Signature": sign(body, simulator.courier.secret)}
    answer = client.post(
        "/payments/stripe/webhook/", data=body, content_type="application/json", headers=headers
    )

    assert (answer.status_code, GatewayEvent.objects.count()) == (413, 0)


@pytest.mark.parametrize("secret", ["", None])
def test_without_a_secret_nobody_is_let_in(client, simulator, settings, secret):
    settings.KILN_STRIPE_WEBHOOK_SECRET = secret
    body = json.dumps(SOUND)
    answer = client.post(
        "/payments/stripe/webhook/",
        data=body,
        content_type="application/json",
        headers={"Stripe-Signature": sign(body, secret or "")},
    )

    assert (answer.status_code, GatewayEvent.objects.count()) == (400, 0)


def test_event_that_cannot_be_dealt_with_now_is_told_again(client, attempt, simulator, settings):
    confirm(simulator, attempt.reference)
    told = events(simulator, "payment_intent.succeeded")[0]
    base = settings.KILN_STRIPE_API_BASE
    settings.KILN_STRIPE_API_BASE = "http://127.0.0.1:9"
    assert post_webhook(client, simulator, told).status_code == 503
    settings.KILN_STRIPE_API_BASE = base

    assert post_webhook(client, simulator, told).status_code == 200

    assert Order.objects.get().status == "Paid"


def test_attempt_that_never_learned_its_reference_is_adopted(client, order, attempt, simulator):
    confirm(simulator, attempt.reference)
    PaymentAttempt.objects.update(reference=None, state="created")

    post_webhook(client, simulator, events(simulator, "payment_intent.succeeded")[0])

    assert PaymentAttempt.objects.get().reference == attempt.reference
    assert Order.objects.get().status == "Paid"


def test_refund_made_in_the_dashboard_arrives(client, order, attempt, simulator):
    confirm(simulator, attempt.reference)
    check_payment(order)
    charge = order.charges.get()
    simulator.browser.act("refund", charge.reference, 400)

    for event in [*events(simulator, "refund."), *events(simulator, "charge.refunded")] * 2:
        post_webhook(client, simulator, event)

    refund = Refund.objects.get()
    assert (refund.amount, refund.state, refund.key) == (4, "succeeded", refund.reference)
    assert published("OrderRefunded") == 1
    assert order.sources.get().amount_refunded == 4


def test_dispute_opens_once_and_is_followed(client, order, attempt, simulator):
    confirm(simulator, attempt.reference)
    with simulator.store.lock:
        charge = next(iter(simulator.store.objects["charge"]))
    dispute = simulator.browser.act("dispute", charge)

    # Before anything else of this payment was booked.
    for event in events(simulator, "charge.dispute.created") * 2:
        assert post_webhook(client, simulator, event).status_code == 200
    assert (Dispute.objects.get().state, Dispute.objects.get().reason) == ("needs_response", "fraudulent")

    with simulator.store.lock:
        close_dispute(simulator.store, simulator.store.objects["dispute"][dispute["id"]], won=True)
    post_webhook(client, simulator, events(simulator, "charge.dispute.closed")[0])

    assert Dispute.objects.get().state == "won"
    assert published("DisputeOpened") == 1


def told_of(simulator, **fields):
    """Have Stripe tell of something; returns the event."""
    with simulator.store.lock:
        simulator.store.tell("charge.updated", {"id": "ch_1", "object": "charge"})
        event = events(simulator)[-1]
        event.update(fields)
    return event


@pytest.mark.parametrize(("length", "status"), [(120, 200), (121, 400)])
def test_longest_reference_fits_its_column(client, simulator, length, status):
    event = told_of(simulator, id="e" * length)

    assert post_webhook(client, simulator, event).status_code == status

    assert [len(one.reference) for one in GatewayEvent.objects.all()] == [length] * (status == 200)


def test_charge_of_no_payment_is_written_down_and_nobody_asked(client, simulator):
    assert post_webhook(client, simulator, told_of(simulator)).status_code == 200

    event = GatewayEvent.objects.get()
    assert (event.error, event.processed_at is None, list(simulator.api.seen)) == ("", False, [])


def test_payment_of_ours_is_no_stranger(client, attempt, simulator):
    confirm(simulator, attempt.reference)
    asked = len(simulator.api.seen)

    post_webhook(client, simulator, events(simulator, "charge.succeeded")[0])

    assert (GatewayEvent.objects.get().error, Charge.objects.count()) == ("", 1)
    assert [path for _verb, path, _body in simulator.api.seen[asked:] if path.startswith("/v1/refunds")] == []


def test_payment_is_booked_for_its_own_attempt(client, attempt, simulator):
    other = order_by(CardPayment())
    theirs = start_payment(other, CardPayment())[0]
    confirm(simulator, theirs.reference)

    post_webhook(client, simulator, events(simulator, "payment_intent.succeeded")[0])

    assert list(Charge.objects.values_list("order", "attempt")) == [(other.pk, theirs.pk)]


def test_attempt_is_adopted_by_its_own_key(client, attempt, simulator):
    other = order_by(CardPayment())
    theirs = start_payment(other, CardPayment())[0]
    confirm(simulator, theirs.reference)
    PaymentAttempt.objects.update(reference=None, state="created")

    post_webhook(client, simulator, events(simulator, "payment_intent.succeeded")[0])

    assert dict(PaymentAttempt.objects.values_list("order", "reference")) == {
        attempt.order.pk: None,
        other.pk: theirs.reference,
    }


@pytest.mark.parametrize(
    ("ours", "fact", "is_adopted"),
    [
        ({}, {}, True),
        ({"reference": "pi_ours"}, {}, False),
        ({}, {"key": "another"}, False),
        ({}, {"order_number": "OTHER"}, False),
        ({}, {"order_number": "K26-NONE"}, False),
        ({"key": ""}, {"key": ""}, False),
    ],
)
def test_adopted_is_what_lacks_a_reference_and_is_named_wholly(order, attempt, ours, fact, is_adopted):
    other = order_by(CardPayment())
    PaymentAttempt.objects.update(**{"reference": None, "key": "ours", **ours})
    named = {"key": "ours", "order_number": order.number, **fact}
    if named["order_number"] == "OTHER":
        named["order_number"] = other.number

    found = _find_attempt_by_key(PaymentData(reference="pi_new", state=AttemptState.SUCCEEDED, **named))

    assert found == (attempt if is_adopted else None)


def test_refund_and_dispute_of_a_stranger_are_noted_and_left(client, simulator):
    intent = simulator.api.call(
        "POST", "/v1/payment_intents", "amount=500&currency=eur", {"authorization": "Bearer sk_test_x"}
    )[1]
    confirm(simulator, intent["id"])
    charge = next(iter(simulator.store.objects["charge"]))
    simulator.browser.act("refund", charge, 100)
    simulator.browser.act("dispute", charge)

    for kind in ("refund.", "charge.dispute."):
        post_webhook(client, simulator, events(simulator, kind)[0])

    assert [event.error for event in GatewayEvent.objects.all()] == [UNKNOWN_ORDER] * 2
    assert (Refund.objects.count(), Dispute.objects.count()) == (0, 0)


def test_refund_and_dispute_of_ours_are_no_strangers(client, order, attempt, simulator):
    confirm(simulator, attempt.reference)
    charge = next(iter(simulator.store.objects["charge"]))
    simulator.browser.act("refund", charge, 100)
    simulator.browser.act("dispute", charge)

    for kind in ("refund.", "charge.dispute."):
        post_webhook(client, simulator, events(simulator, kind)[0])

    assert [event.error for event in GatewayEvent.objects.all()] == [""] * 2
    assert (Refund.objects.count(), Dispute.objects.count()) == (1, 1)


def test_refund_that_only_its_charge_tells_of_arrives(client, order, attempt, simulator):
    confirm(simulator, attempt.reference)
    simulator.browser.act("refund", next(iter(simulator.store.objects["charge"])), 400)

    post_webhook(client, simulator, events(simulator, "charge.refunded")[0])

    assert [(refund.amount, refund.state) for refund in Refund.objects.all()] == [(4, "succeeded")]


def test_nobody_is_asked_of_no_payment(simulator):
    assert (_book_payment_of(""), list(simulator.api.seen)) == (False, [])


STEPS = ("decline", "pay", "look", "hooks", "refund", "again")


@hypothesis_settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.sampled_from(STEPS), max_size=8), seed=st.integers(0, 99))
def test_whatever_happens_in_whatever_order_the_ledger_says_what_stripe_says(client, simulator, steps, seed):
    order = order_by(CardPayment())
    attempt, _fact = start_payment(order, CardPayment())
    shuffle = random.Random(seed)
    first = len(events(simulator))
    for step in itertools.chain(steps, ["hooks"]):
        told = events(simulator)[first:]
        charges = [
            c for c in simulator.store.objects["charge"].values() if c["payment_intent"] == attempt.reference
        ]
        paid = [charge for charge in charges if charge["captured"]]
        if step in ("decline", "pay"):
            confirm(
                simulator, attempt.reference, "pm_card_visa" if step == "pay" else "pm_card_chargeDeclined"
            )
        elif step == "look":
            check_payment(order)
        elif step == "refund" and paid and paid[0]["amount_refunded"] < paid[0]["amount"]:
            simulator.browser.act("refund", paid[0]["id"], 100)
        elif step in ("hooks", "again"):
            for event in shuffle.sample(told, len(told)):
                post_webhook(client, simulator, event)

    captured = sum(charge["amount_captured"] for charge in charges)
    returned = sum(charge["amount_refunded"] for charge in charges)
    source = order.sources.get()
    order.refresh_from_db()
    assert (source.amount_debited * 100, source.amount_refunded * 100) == (captured, returned)
    assert order.status == ("Paid" if captured else "Pending payment")
    assert Event.objects.filter(name="OrderPaid", payload__order_id=order.pk).count() == bool(captured)
    refused = sum(charge["status"] == "failed" for charge in charges)
    assert Event.objects.filter(name="PaymentFailed", payload__order_id=order.pk).count() == refused
