import pytest

from shop.fulfilment.services import dispatch, plan_shipments
from shop.mail.models import Mail
from shop.notifications.order_mail import send_cancellation
from shop.order.history import history_of
from shop.order.papers import papers_of
from shop.order.services import mark_order_paid
from shop.order_holds.queries import open_holds
from shop.order_holds.services import hold_order
from shop.payments.manual_payments import book_transfer
from tests.crm_core.factories import staff_with
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db
SEES = ("order.view_order", "order.change_order", "fulfilment.view_shipment")


@pytest.fixture
def order():
    order = OrderFactory(number="K-1", guest_email="ada@example.com")
    book_transfer(order, amount=order.total_incl_tax, reference="bank-1")
    order.notes.create(message="Leave at the door", note_type="Buyer")
    dispatch(order)
    send_cancellation(order)
    return order


def test_one_timeline_tells_order_money_shipments_notes_and_mails(order):
    told = [entry.title for entry in history_of(order, staff_with(*SEES))]

    assert {
        "Order placed",
        "Payment received: €24.00",
        "Note by the buyer",
        "Order shipped.",
        "Shipment K-1-1 shipped",
        f"E-mail: {Mail.objects.get().subject}",
    } <= set(told)
    assert told[-1] == "Order placed"


def test_who_may_see_no_shipments_is_told_of_none(order):
    reader = staff_with("order.view_order")

    assert not [entry for entry in history_of(order, reader) if entry.kind in ("shipment", "mail")]
    assert papers_of(order, reader) == []


def test_documents_are_listed(order):
    assert [paper.title for paper in papers_of(order, staff_with(*SEES))] == ["Packing slip K-1-1"]


def test_page_shows_shipments_and_holds_the_order(client):
    order = mark_order_paid(OrderFactory(number="K-2"))
    plan_shipments(order)
    client.force_login(staff_with(*SEES, "order_holds.add_orderhold"))
    page = "/cms/shop/orders/K-2/"
    assert "K-2-1" in client.get(page).text

    refused = client.post(page, {"order_action": "hold_order", "hold-kind": "fraud", "hold-reason": ""})
    assert (refused.status_code, open_holds(order)) == (422, [])
    client.post(page, {"order_action": "hold_order", "hold-kind": "fraud", "hold-reason": "Odd"})

    assert [(hold.kind, hold.reason) for hold in open_holds(order)] == [("fraud", "Odd")]
    assert "Odd" in client.get(page).text


def test_held_order_does_not_offer_its_dispatch(client):
    order = mark_order_paid(OrderFactory(number="K-3"))
    book_transfer(order, amount=order.total_incl_tax, reference="bank-3")
    client.force_login(staff_with(*SEES, "order.dispatch_order"))
    page = "/cms/shop/orders/K-3/"
    assert "Mark as shipped" in client.get(page).text
    hold_order(order, reason="Odd")

    assert "Mark as shipped" not in client.get(page).text
    client.post(page, {"order_action": "change_order_status", "new_status": "Dispatched", "confirmed": "1"})
    order.refresh_from_db()
    assert order.status == "Paid"


def test_hold_needs_its_right(client):
    order = mark_order_paid(OrderFactory(number="K-4"))
    client.force_login(staff_with(*SEES))

    answer = client.post(
        "/cms/shop/orders/K-4/", {"order_action": "hold_order", "hold-kind": "fraud", "hold-reason": "Odd"}
    )

    assert (answer.status_code, open_holds(order)) == (403, [])
