import pytest
from django.db import IntegrityError, transaction

from crm_core.customers.services import identify
from crm_core.timeline.models import TimelineEntry
from shop.events.models import Delivery
from shop.events.services import publish
from shop.order.events import OrderCancelled, OrderPaid, OrderPlaced
from shop.order.services import call_off_pieces, cancel_order, dispatch_order, mark_order_paid
from shop.payments.on_account import OnAccount
from tests.crm_core.factories import CustomerFactory
from tests.shop.factories import OrderFactory, ProductFactory
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db


def errors():
    return list(Delivery.objects.exclude(state=Delivery.State.DONE).values_list("subscriber", "error"))


def test_order_placed_delivered_twice_leaves_one_entry(django_capture_on_commit_callbacks):
    products = [ProductFactory(title=f"Bowl {number}") for number in range(4)]
    with django_capture_on_commit_callbacks(execute=True):
        order = OrderFactory(lines=[(product, 2) for product in products])
    with django_capture_on_commit_callbacks(execute=True):
        publish(OrderPlaced(order_id=order.pk))

    assert errors() == []
    entry = TimelineEntry.objects.get()
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
    assert TimelineEntry.objects.count() == 2


def test_what_is_paid_after_it_has_gone_out_is_told_when_it_was_paid(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        order = mark_order_paid(dispatch_order(order_by(OnAccount())))
    order.refresh_from_db()

    assert errors() == []
    assert TimelineEntry.objects.get(kind="order.paid").occurred_at == order.paid_at


def test_parcel_is_told_with_what_is_in_it(django_capture_on_commit_callbacks):
    order = mark_order_paid(OrderFactory(lines=[(ProductFactory(title="Jar"), 5), ProductFactory()]))
    jar, other = order.lines.order_by("pk")
    call_off_pieces(order, {jar.pk: 3, other.pk: 1})
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
