from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from crm_core.customers.services import identify
from crm_core.timeline.models import TimelineEntry
from shop.events.delivery import claim_new, deliver
from shop.events.models import Delivery, Event
from shop.events.services import publish, replay
from shop.order.events import OrderCancelled, OrderPaid, OrderPlaced
from shop.order.services import cancel_order, cancel_quantities, dispatch_order, mark_order_paid
from shop.payments.bank_transfer import BankTransfer
from shop.payments.gateways import ChargeData, DisputeData
from shop.payments.ledger import book_charges, book_dispute
from shop.payments.manual_payments import book_transfer
from shop.payments.refunds import confirm_manual_refund, request_refund
from shop.payments.states import ChargeState
from shop.reviews.services import write_review
from shop.trade_credit.on_account import OnAccount
from tests.crm_core.factories import CustomerFactory
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=9)


def errors():
    return list(Delivery.objects.exclude(state=Delivery.State.DONE).values_list("subscriber", "error"))


def test_order_placed_delivered_twice_leaves_one_entry(django_capture_on_commit_callbacks):
    products = [ProductFactory(title=f"Bowl {number}") for number in range(4)]
    with django_capture_on_commit_callbacks(execute=True):
        order = OrderFactory(lines=[(product, 2) for product in products])
    with django_capture_on_commit_callbacks(execute=True):
        publish(OrderPlaced(order_id=order.pk))

    assert errors() == []
    entry = TimelineEntry.objects.exclude(kind="mail.written").get()
    assert (entry.kind, entry.source) == ("order.placed", f"order:{order.pk}:placed")
    assert (entry.customer, entry.occurred_at) == (identify(order=order), order.date_placed)
    assert entry.data == {
        "number": order.number,
        "total": str(order.total_incl_tax),
        "currency": order.currency,
        "lines": [{"title": f"Bowl {number}", "quantity": 2} for number in range(3)],
        "more_lines": 1,
    }


@pytest.mark.parametrize(
    ("change", "event", "kind"),
    [(mark_order_paid, OrderPaid, "order.paid"), (cancel_order, OrderCancelled, "order.cancelled")],
)
def test_change_delivered_twice_leaves_one_entry(change, event, kind, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        order = change(OrderFactory())
    with django_capture_on_commit_callbacks(execute=True):
        publish(event(order_id=order.pk))

    assert errors() == []
    entry = TimelineEntry.objects.get(kind=kind)
    assert entry.occurred_at == order.status_changes.get().date_created
    assert kinds() == sorted([kind, "order.placed"])


def test_what_is_paid_after_it_has_gone_out_is_told_when_it_was_paid(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        order = mark_order_paid(dispatch_order(order_by(OnAccount())))
    order.refresh_from_db()

    assert errors() == []
    assert TimelineEntry.objects.get(kind="order.paid").occurred_at == order.paid_at


def test_parcel_is_told_with_what_is_in_it(django_capture_on_commit_callbacks):
    order = mark_order_paid(OrderFactory(lines=[(ProductFactory(title="Jar"), 5), ProductFactory()]))
    jar, other = order.lines.order_by("pk")
    cancel_quantities(order, {jar.pk: 3, other.pk: 1})
    with django_capture_on_commit_callbacks(execute=True):
        dispatch_order(order)

    assert errors() == []
    told = TimelineEntry.objects.get(kind="order.dispatched").data
    assert told["lines"] == [{"title": "Jar", "quantity": 2}]


def test_identity_conflict_is_told_on_the_story(django_capture_on_commit_callbacks):
    paul = identify(phone="+49 30 1234567")
    with django_capture_on_commit_callbacks(execute=True):
        mara = identify(email="mara@lindt.example")
        identify(email="mara@lindt.example", phone="+49 30 1234567")

    assert errors() == []
    entry = TimelineEntry.objects.get()
    assert (entry.customer, entry.kind) == (mara, "identity.conflict")
    assert entry.data == {"key": "phone", "value": "+49301234567", "other_id": paul.pk}


def test_database_refuses_a_second_entry_of_a_fact():
    customer = CustomerFactory()
    facts = {"customer": customer, "kind": "note", "occurred_at": customer.created_at, "source": "note:1"}
    TimelineEntry.objects.create(**facts)

    with pytest.raises(IntegrityError), transaction.atomic():
        TimelineEntry.objects.create(**facts)


def deliver_twice():
    for _time in range(2):
        while claimed := claim_new():
            deliver(claimed)
        replay(Delivery.objects.all())
    while claimed := claim_new():
        deliver(claimed)
    assert list(Delivery.objects.exclude(state="done").values_list("error", flat=True)) == []


def kinds():
    """What is told beside the mails, of which `test_mails` tells."""
    return sorted(TimelineEntry.objects.exclude(kind="mail.written").values_list("kind", flat=True))


def test_money_and_parcel_of_an_order_are_told_once():
    order = order_by(BankTransfer())
    refused = ChargeData(
        reference="ch_1", state=ChargeState.FAILED, amount=24, amount_captured=0, error="No money"
    )
    book_charges(order, None, [refused])
    charge = book_transfer(order, amount=order.total_incl_tax, reference="bank-1")
    dispatch_order(order)
    confirm_manual_refund(request_refund(order, key="a", extra=order.total_incl_tax)[0], reference="T1")
    book_dispute(
        DisputeData(
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


def test_account_and_review_are_told(client, site):
    form = {"email": "ada@example.com", "password1": "a-long-passphrase", "password2": "a-long-passphrase"}
    client.post("/accounts/signup/", form)
    assert Event.objects.filter(name="CustomerRegistered").count() == 1
    user = UserFactory._meta.model.objects.get(email="ada@example.com")
    write_review(ProductFactory(title="Tide bowl"), user=user, score=5, title="Good", body="Very")

    deliver_twice()

    assert kinds() == ["account.registered", "review.submitted"]
    assert TimelineEntry.objects.get(kind="review.submitted").data == {"product": "Tide bowl", "score": 5}
