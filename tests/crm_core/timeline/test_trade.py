from datetime import timedelta

import pytest
from django.utils import timezone

from crm_core.customers.services import identify
from crm_core.timeline.models import TimelineEntry
from shop.basket.models import Line
from shop.checkout.abandonment import publish_abandoned_baskets, remember_contact
from shop.events.delivery import claim_new, deliver
from shop.events.models import Delivery, Event
from shop.events.services import replay
from shop.order.services import dispatch_order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.gateways import ChargeFact, DisputeFact
from shop.payments.ledger import book_charges, book_dispute
from shop.payments.manual_payments import book_transfer
from shop.payments.refunds import confirm_by_hand, request_refund
from shop.payments.states import ChargeState
from shop.reviews.services import write_review
from tests.shop.factories import BasketFactory, ProductFactory, UserFactory
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=9)


def deliver_twice():
    for _time in range(2):
        while claimed := claim_new():
            deliver(claimed)
        replay(Delivery.objects.all())
    while claimed := claim_new():
        deliver(claimed)
    assert list(Delivery.objects.exclude(state="done").values_list("error", flat=True)) == []


def kinds():
    return sorted(TimelineEntry.objects.values_list("kind", flat=True))


def test_money_and_parcel_of_an_order_are_told_once():
    order = order_by(BankTransfer())
    refused = ChargeFact(
        reference="ch_1", state=ChargeState.FAILED, amount=24, amount_captured=0, error="No money"
    )
    book_charges(order, None, [refused])
    charge = book_transfer(order, amount=order.total_incl_tax, reference="bank-1")
    dispatch_order(order)
    confirm_by_hand(request_refund(order, key="a", extra=order.total_incl_tax)[0], reference="T1")
    book_dispute(
        DisputeFact(
            reference="dp_1",
            charge=charge.reference,
            payment="",
            state="needs_response",
            amount=charge.amount,
            currency="EUR",
            reason="fraudulent",
            opened_at=timezone.now(),
            due_at=None,
        )
    )

    deliver_twice()

    assert kinds() == [
        "dispute.opened",
        "order.dispatched",
        "order.paid",
        "order.placed",
        "order.refunded",
        "payment.failed",
    ]
    assert TimelineEntry.objects.get(kind="payment.failed").data["reason"] == "No money"


def leave(basket):
    Line.objects.filter(basket=basket).update(date_updated=timezone.now() - LATER)


def test_left_basket_is_told_once_and_only_of_who_can_be_reached():
    user = UserFactory()
    identify(user=user)
    owned = BasketFactory(owner=user, lines=[ProductFactory(title="Tide bowl")])
    nameless, fresh = BasketFactory(lines=[ProductFactory()]), BasketFactory(owner=UserFactory())
    for basket in (owned, nameless):
        leave(basket)

    assert [publish_abandoned_baskets(), publish_abandoned_baskets()] == [1, 0]

    deliver_twice()
    entry = TimelineEntry.objects.get(kind="basket.abandoned")
    assert entry.data == {"lines": [{"title": "Tide bowl", "quantity": 1}]}
    assert Event.objects.get(name="BasketAbandoned").payload == {"basket_id": owned.pk, "user_id": user.pk}
    assert fresh.lines.count() == 0


def test_guest_is_told_of_only_when_known_and_the_address_is_forgotten():
    known = identify(email="ada@example.com")
    baskets = []
    for email in ("ada@example.com", "new@example.com"):
        basket = BasketFactory(lines=[ProductFactory()])
        remember_contact(basket, email=email)
        leave(basket)
        baskets.append(basket)

    assert publish_abandoned_baskets() == 2
    deliver_twice()
    publish_abandoned_baskets(now=timezone.now() + timedelta(days=31))

    assert list(TimelineEntry.objects.values_list("customer", "kind")) == [(known.pk, "basket.abandoned")]
    assert [basket.contact.__class__.objects.get(basket=basket).email for basket in baskets] == ["", ""]


def test_account_and_review_are_told(client, site):
    form = {"email": "ada@example.com", "password1": "a-long-passphrase", "password2": "a-long-passphrase"}
    client.post("/accounts/signup/", form)
    assert Event.objects.filter(name="CustomerRegistered").count() == 1
    user = UserFactory._meta.model.objects.get(email="ada@example.com")
    write_review(ProductFactory(title="Tide bowl"), user=user, score=5, title="Good", body="Very")

    deliver_twice()

    assert kinds() == ["account.registered", "review.submitted"]
    assert TimelineEntry.objects.get(kind="review.submitted").data == {"product": "Tide bowl", "score": 5}
