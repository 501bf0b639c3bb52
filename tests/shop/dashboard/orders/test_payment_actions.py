from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from shop.events.models import Event
from shop.order.models import Order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.manual_payments import book_transfer
from shop.payments.models import Refund
from shop.payments.queries import balance_of
from shop.payments.services import check_payment, start_payment
from tests.crm_core.factories import staff_with
from tests.shop.factories import ProductFactory, StaffFactory, UserFactory
from tests.shop.payments.conftest import simulator, simulator_server
from tests.shop.payments.kit import confirm, order_by

__all__ = ["simulator", "simulator_server"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator", "site")]


@pytest.fixture
def staff(client):
    client.force_login(StaffFactory())
    return client


@pytest.fixture
def paid(simulator):
    order = order_by(CardPayment(), lines=[(ProductFactory(price="24.00"), 3)])
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)
    return check_payment(order)


def url(order):
    return f"/cms/shop/orders/{order.number}/"


def refund(client, order, **data):
    sent = {"order_action": "send_refund", "key": uuid4(), "confirmed": "1", **data}
    return client.post(url(order), sent)


def test_page_shows_every_movement_with_its_reference(staff, paid, simulator, settings):
    refund(staff, paid, extra="5.00", reason="A chip in the glaze")
    charge = paid.charges.get()
    simulator.browser.act("dispute", charge.reference)

    page = staff.get(url(paid)).content.decode()

    attempt = paid.payment_attempts.get()
    for reference in (attempt.reference, charge.reference, Refund.objects.get().reference):
        assert f"<code>{reference}</code>" in page
    assert f"{settings.KILN_STRIPE_API_BASE}/#{attempt.reference}" in page
    settings.KILN_STRIPE_API_BASE = ""
    live = f"https://dashboard.stripe.com/test/payments/{attempt.reference}"
    assert live in staff.get(url(paid)).content.decode()
    assert "A chip in the glaze" in page
    assert ("Card or wallet" in page, ">card<" in page) == (True, False)


def test_pieces_go_back_to_the_card(staff, paid):
    line = paid.lines.get()

    refund(staff, paid, **{f"pieces_{line.pk}": 1})

    sent = Refund.objects.get()
    assert (sent.amount, sent.state, sent.charge) == (24, "succeeded", paid.charges.get())
    assert list(sent.lines.values_list("line", "quantity", "amount")) == [(line.pk, 1, 24)]


def test_double_click_sends_money_back_once(staff, paid):
    key = uuid4()
    for _click in range(2):
        refund(staff, paid, key=key, extra="72.00")

    assert [row.amount for row in Refund.objects.all()] == [72]
    assert Event.objects.filter(name="OrderRefunded").count() == 1


def test_more_than_has_come_is_refused_and_nothing_typed_is_lost(staff, paid):
    answer = refund(staff, paid, extra="999.00", reason="Too much")

    assert answer.status_code == 422
    assert answer.context["refund_form"].non_field_errors() == [
        "This is more than was received for this order."
    ]
    assert 'value="Too much"' in answer.content.decode()
    assert Refund.objects.count() == 0


def test_more_pieces_than_bought_are_refused(staff, paid):
    line = paid.lines.get()
    refund(staff, paid, **{f"pieces_{line.pk}": 2})

    answer = refund(staff, paid, **{f"pieces_{line.pk}": 2})

    assert answer.status_code == 422
    assert Refund.objects.count() == 1


def test_transfer_goes_back_by_hand_and_is_noted(staff):
    order = order_by(BankTransfer())
    book_transfer(order, amount=order.total_incl_tax, reference="bank-1")
    refund(staff, order, extra="4.00")
    waiting = Refund.objects.get()
    assert (waiting.state, waiting.reference) == ("pending", None)

    data = {"order_action": "confirm_refund", "refund": waiting.pk, "reference": "SEPA 7"}
    staff.post(url(order), data)
    staff.post(url(order), data)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.reference) == ("succeeded", f"{waiting.key}:SEPA 7")
    assert Event.objects.filter(name="OrderRefunded").count() == 1


def test_cancelling_sends_the_money_back(staff, paid):
    staff.post(url(paid), {"order_action": "change_order_status", "new_status": "Cancelled"})

    assert Order.objects.get().status == "Cancelled"
    assert Refund.objects.get().amount == paid.total_incl_tax


def test_bulk_cancel_asks_the_provider_outside_any_transaction(staff, paid):
    staff.post(f"/cms/bulk/order/order/cancel/?id={paid.pk}&next=/cms/")

    assert (Order.objects.get().status, Refund.objects.get().state) == ("Cancelled", "succeeded")


def test_held_amount_is_collected(staff, simulator, settings):
    settings.KILN_STRIPE_CAPTURE = "manual"
    order = order_by(CardPayment())
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)
    staff.post(url(order), {"order_action": "check_payment"})
    assert Order.objects.get().status == "Authorised"
    settings.KILN_STRIPE_CAPTURE = "automatic"
    assert staff.get(url(order)).context["capture_form"] is not None

    staff.post(url(order), {"order_action": "capture_payment"})

    assert Order.objects.get().status == "Paid"


def test_part_of_a_hold_is_collected_and_what_is_too_much_is_told(staff, simulator, settings):
    settings.KILN_STRIPE_CAPTURE, settings.KILN_STRIPE_MULTICAPTURE = "manual", True
    order = order_by(CardPayment())
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)
    staff.post(url(order), {"order_action": "check_payment"})

    refused = staff.post(url(order), {"order_action": "capture_payment", "amount": "24.01", "key": uuid4()})
    assert (refused.status_code, 'value="24.01"' in refused.text) == (422, True)
    key = uuid4()
    for _double in range(2):
        staff.post(url(order), {"order_action": "capture_payment", "amount": "10.00", "key": key})

    assert (Order.objects.get().status, balance_of(order).received) == ("Authorised", 10)


def test_roles_see_and_do_what_they_may(client, paid):
    call_command("setup_roles", verbosity=0)
    fulfilment = UserFactory(is_staff=True)
    fulfilment.groups.add(Group.objects.get(name="fulfilment"))
    client.force_login(fulfilment)

    page = client.get(url(paid))
    assert (page.status_code, page.context["refund_form"]) == (200, None)
    assert refund(client, paid, extra="5.00").status_code == 403

    fulfilment.user_permissions.add(Permission.objects.get(codename="add_refund"))
    refund(client, paid, extra="5.00")
    assert Refund.objects.get().by == fulfilment


def test_page_costs_the_same_however_much_happened(staff, paid, django_assert_max_num_queries):
    with django_assert_max_num_queries(200) as first:
        staff.get(url(paid))
    for _number in range(3):
        refund(staff, paid, extra="1.00")
    with django_assert_max_num_queries(200) as second:
        staff.get(url(paid))

    # One more: the lines of refunds are read when there are refunds.
    assert len(second) - len(first) in (0, 1)


def test_refund_is_asked_about_before_anything_goes_back(staff, paid):
    line = paid.lines.get()

    asked = refund(staff, paid, confirmed="", extra="1.00", reason="A chip", **{f"pieces_{line.pk}": 2})

    question = asked.context["refund_question"]
    assert (asked.status_code, question.amount) == (200, 49)
    assert [(piece.number, piece.money) for piece in question.pieces] == [(2, 48)]
    assert question.words == [
        "Additional amount: €1.00",
        "Items that will no longer be shipped: 2.",
        "Of these, available again: 2.",
    ]
    assert 'value="A chip"' in asked.content.decode()
    assert not asked.context["note_form"].is_bound
    assert (Refund.objects.count(), paid.lines.get().num_cancelled) == (0, 0)


def test_question_says_when_nothing_is_left(staff, paid):
    words = refund(staff, paid, confirmed="", extra="72.00").context["refund_question"].words

    assert words == ["Additional amount: €72.00", "No items would be left: the order will be cancelled."]


def test_lines_say_what_went_back_and_what_is_kept(staff, paid):
    line = paid.lines.get()
    refund(staff, paid, **{f"pieces_{line.pk}": 2})

    [state] = staff.get(url(paid)).context["line_states"]

    assert (state.back, state.pieces_left, state.money_back, state.money_left) == (2, 1, 48, 24)


def note(client, order, **data):
    return client.post(url(order), {"order_action": "note_payment", "key": uuid4(), **data})


def test_money_is_noted_in_parts_and_no_more_than_is_due(staff):
    order = order_by(BankTransfer())

    note(staff, order, amount="10.00", note="Cash")
    refused = note(staff, order, amount="20.00", note="Cheque")

    assert refused.status_code == 422
    assert 'value="Cheque"' in refused.content.decode()
    assert [(row.kind, row.amount, row.note) for row in order.charges.all()] == [("manual", 10, "Cash")]
    note(staff, order, amount="20.00", allow_more="on")
    assert Order.objects.get().status == "Paid"


def test_note_sent_twice_is_noted_once(staff):
    order, key = order_by(BankTransfer()), uuid4()

    for _click in range(2):
        note(staff, order, key=key, amount="10.00")

    assert order.charges.count() == 1


def test_what_is_due_is_written_off(staff):
    order = order_by(BankTransfer())
    note(staff, order, amount="20.00")

    data = {"order_action": "write_off", "key": uuid4(), "reason": "Bank charges"}
    for _click in range(2):
        staff.post(url(order), data)

    assert [(row.amount, row.reason) for row in order.write_offs.all()] == [(4, "Bank charges")]
    assert Order.objects.get().status == "Paid"
    assert "Bank charges" in staff.get(url(order)).content.decode()


@pytest.mark.parametrize("action", ["note_payment", "write_off", "capture_payment", "send_refund"])
def test_money_is_for_who_may(client, action):
    order = order_by(BankTransfer())
    client.force_login(staff_with("order.view_order", "order.change_order"))

    page = client.get(url(order))
    answer = client.post(
        url(order), {"order_action": action, "key": uuid4(), "amount": "5", "reason": "x", "confirmed": "1"}
    )

    assert (page.context["payment_form"], page.context["write_off_form"], page.context["refund_form"]) == (
        None,
        None,
        None,
    )
    assert answer.status_code == 403
    assert (order.charges.count(), order.write_offs.count(), Order.objects.get().status) == (
        0,
        0,
        "Pending payment",
    )


@pytest.mark.parametrize("pk", ["0", "x", "9" * 40, "²"])
def test_refund_that_is_none_is_not_confirmed(staff, paid, pk):
    answer = staff.post(url(paid), {"order_action": "confirm_refund", "refund": pk, "reference": "SEPA"})

    assert answer.status_code == 302
    assert Refund.objects.count() == 0
