import threading
import time

import pytest
import stripe

from config.demo.stripe_simulator.server import Simulator
from tests.shop.payments.conftest import simulator, simulator_server

__all__ = ["simulator", "simulator_server"]
pytestmark = pytest.mark.usefixtures("simulator")


@pytest.fixture
def api(simulator):
    return stripe.StripeClient("sk_test_x", base_addresses={"api": simulator.base}, max_network_retries=0)


def create(api, key=None, **more):
    params = {"amount": 1200, "currency": "eur", **more}
    return api.v1.payment_intents.create(params, {"idempotency_key": key} if key else {})


def test_intent_goes_its_way(api):
    intent = create(api, capture_method="manual")
    assert intent.status == "requires_payment_method"

    api.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert api.v1.payment_intents.retrieve(intent.id).status == "requires_capture"
    captured = api.v1.payment_intents.capture(intent.id)

    assert (captured.status, captured.amount_received) == ("succeeded", 1200)


@pytest.mark.parametrize(
    ("card", "code", "decline"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
    ],
)
def test_card_is_refused_in_stripes_words(api, card, code, decline):
    intent = create(api)

    with pytest.raises(stripe.CardError) as refusal:
        api.v1.payment_intents.confirm(intent.id, {"payment_method": card})

    assert (refusal.value.code, refusal.value.json_body["error"]["decline_code"]) == (code, decline)
    assert api.v1.payment_intents.retrieve(intent.id).status == "requires_payment_method"


def test_card_that_asks_its_owner(api, simulator):
    intent = create(api)
    asked = api.v1.payment_intents.confirm(
        intent.id,
        {"payment_method": "pm_card_threeDSecure2Required", "return_url": "https://shop.example/back"},
    )
    assert asked.next_action.redirect_to_url.url == f"{simulator.base}/3ds/{intent.id}"

    back = simulator.browser.answer_challenge(intent.id, succeeds=True)

    assert back.startswith("https://shop.example/back?payment_intent=pi_")
    assert api.v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_same_key_same_answer(api):
    assert create(api, "K26-1").id == create(api, "K26-1").id


def test_same_key_for_something_else_is_a_mistake(api):
    create(api, "K26-1")

    with pytest.raises(stripe.IdempotencyError) as refusal:
        create(api, "K26-1", amount=99)

    assert refusal.value.http_status == 400


def test_key_that_is_being_worked_on_is_a_conflict(api, simulator):
    simulator.store.behaviour["latency"] = 0.5
    worker = threading.Thread(target=create, args=(api, "K26-1"))
    worker.start()
    time.sleep(0.2)

    with pytest.raises(stripe.APIError) as refusal:
        create(api, "K26-1")

    worker.join()
    assert refusal.value.http_status == 409
    assert len(simulator.store.objects["payment_intent"]) == 1


def test_what_fails_validation_does_not_use_up_its_key(api):
    with pytest.raises(stripe.InvalidRequestError):
        create(api, "K26-1", amount=1)

    assert create(api, "K26-1").amount == 1200


@pytest.mark.parametrize("verb", ["capture", "confirm"])
def test_cancelled_intent_does_nothing_more(api, verb):
    intent = create(api)
    api.v1.payment_intents.cancel(intent.id)

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        getattr(api.v1.payment_intents, verb)(intent.id)

    assert refusal.value.code == "payment_intent_unexpected_state"


def test_refunds_end_where_the_charge_ends(api):
    intent = api.v1.payment_intents.confirm(create(api).id, {"payment_method": "pm_card_visa"})
    api.v1.refunds.create({"charge": intent.latest_charge, "amount": 700})

    with pytest.raises(stripe.InvalidRequestError):
        api.v1.refunds.create({"charge": intent.latest_charge, "amount": 600})
    api.v1.refunds.create({"payment_intent": intent.id})
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.v1.refunds.create({"charge": intent.latest_charge})

    assert refusal.value.code == "charge_already_refunded"


def test_wrong_key_opens_nothing(simulator):
    api = stripe.StripeClient("sk_test_other", base_addresses={"api": simulator.base})

    with pytest.raises(stripe.AuthenticationError):
        create(api)


def test_lists_come_in_pages(api):
    for _number in range(5):
        create(api)

    found = list(api.v1.events.list({"limit": 2}).auto_paging_iter())

    assert [event.type for event in found] == ["payment_intent.created"] * 5


def test_state_outlives_a_restart(tmp_path):
    path = tmp_path / "state.json"
    first = Simulator(port=0, secret_key="sk_x", webhook_url="", webhook_secret="w", state=path)
    first.server_close()
    status, made = first.api.call(
        "POST", "/v1/payment_intents", "amount=500&currency=eur", {"authorization": "Bearer sk_x"}
    )
    assert status == 200

    second = Simulator(port=0, secret_key="sk_x", webhook_url="", webhook_secret="w", state=path)
    second.server_close()

    assert second.store.find("payment_intent", made["id"])["amount"] == 500
