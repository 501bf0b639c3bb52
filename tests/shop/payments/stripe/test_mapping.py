"""What Stripe's objects say, those of states and fields that nobody knows, too."""

from datetime import UTC, datetime

import pytest

from shop.payments.stripe.gateway import event_data
from shop.payments.stripe.mapping import charge_data, dispute_data, identifier, payment_data, refund_data

CHARGE = {"id": "ch_1", "status": "succeeded", "captured": True, "currency": "eur", "amount": 2400}
DISPUTE = {"id": "dp_1", "status": "lost", "currency": "eur", "amount": 2400, "created": 1_795_000_000}


@pytest.mark.parametrize(
    ("value", "found"),
    [("pi_1", "pi_1"), ({"id": "pi_1"}, "pi_1"), ({"object": "x"}, ""), (None, ""), ("", "")],
)
def test_identifier_is_read_of_an_id_or_an_object(value, found):
    assert identifier(value) == found


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "succeeded"),
        ({"status": "failed"}, "failed"),
        ({"status": "failed", "captured": False}, "failed"),
        ({"status": "pending"}, "pending"),
        ({"captured": False}, "authorised"),
        ({"captured": False, "refunded": True}, "released"),
        ({"captured": True, "refunded": True}, "succeeded"),
    ],
)
def test_state_of_a_charge(fields, state):
    assert charge_data({**CHARGE, **fields}).state == state


@pytest.mark.parametrize(
    ("details", "label"),
    [
        ({"card": {"brand": "visa", "last4": "4242"}}, "Visa •••• 4242"),
        (
            {"card": {"brand": "visa", "last4": "4242", "wallet": {"type": "apple_pay"}}},
            "Visa •••• 4242 (apple pay)",
        ),
        ({"card": {"brand": "visa", "display_brand": "cartes_bancaires"}}, "Cartes bancaires •••• "),
        ({"card": {"last4": "1"}}, "Card •••• 1"),
        ({"type": "sepa_debit"}, "sepa debit"),
        (None, ""),
    ],
)
def test_what_was_paid_with_is_said(details, label):
    assert charge_data({**CHARGE, "payment_method_details": details}).label == label


@pytest.mark.parametrize(
    ("outcome", "code", "found"),
    [
        ({"reason": "stolen"}, "card_declined", "stolen"),
        ({}, "card_declined", "card_declined"),
        (None, None, ""),
    ],
)
def test_code_of_a_refusal_is_the_nearest(outcome, code, found):
    fact = charge_data({**CHARGE, "outcome": outcome, "failure_code": code})

    assert (fact.error_code, fact.amount_captured) == (found, 0)


def test_payment_reads_its_charges_the_oldest_first():
    intent = {"id": "pi_1", "status": "of_tomorrow", "metadata": None, "last_payment_error": None}

    fact = payment_data(intent, [{**CHARGE, "id": "ch_2"}, CHARGE])

    assert (fact.state, fact.error, fact.order_number, fact.key) == ("waiting", "", "", "")
    assert [charge.reference for charge in fact.charges] == ["ch_1", "ch_2"]


@pytest.mark.parametrize(
    ("status", "state"),
    [("succeeded", "succeeded"), ("canceled", "failed"), ("of_tomorrow", "pending"), (None, "pending")],
)
def test_state_of_a_refund(status, state):
    refund = {"id": "re_1", "status": status, "amount": 500, "currency": "jpy", "charge": {"id": "ch_1"}}

    fact = refund_data(refund)

    assert (fact.state, fact.amount, fact.currency, fact.charge, fact.payment) == (
        state,
        500,
        "JPY",
        "ch_1",
        "",
    )


@pytest.mark.parametrize(
    ("status", "due", "state", "due_at"),
    [
        ("lost", 1_795_000_000, "lost", datetime.fromtimestamp(1_795_000_000, tz=UTC)),
        ("needs_response", None, "needs_response", None),
        ("of_tomorrow", None, "under_review", None),
    ],
)
def test_state_of_a_dispute(status, due, state, due_at):
    fact = dispute_data({**DISPUTE, "status": status, "evidence_details": {"due_by": due}})

    assert (fact.state, fact.due_at) == (state, due_at)


@pytest.mark.parametrize(
    ("thing", "payment"),
    [
        ({"id": "pi_1", "object": "payment_intent", "payment_intent": "pi_2"}, "pi_1"),
        ({"id": "ch_1", "object": "charge", "payment_intent": {"id": "pi_2"}}, "pi_2"),
        ({"id": "po_1", "object": "payout"}, ""),
    ],
)
def test_event_belongs_to_a_payment(thing, payment):
    fact = event_data({"id": "evt_1", "type": "x", "created": 1_795_000_000, "data": {"object": thing}})

    assert (fact.subject, fact.payment) == (thing["id"], payment)
