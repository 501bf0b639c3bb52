"""A status given by staff: once, by the table of moves, and with its money."""

import pytest

from shop.events.models import Event
from shop.order.exceptions import ChangeRefusedError, MoveForbiddenError
from shop.order.models import Order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.models import Charge, PaymentAttempt, Refund
from shop.payments.services import start_payment
from shop.payments.status_changes import change_status
from tests.crm_core.factories import staff_with
from tests.shop.factories import StaffFactory
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db
WAY = ["Paid", "Dispatched", "Complete"]


@pytest.fixture
def order():
    return order_by(BankTransfer())


@pytest.mark.parametrize("statuses", [WAY[:1], WAY[:2], WAY, ["Cancelled"]], ids=lambda way: way[-1])
def test_status_that_an_order_has_is_given_without_effect(order, statuses):
    staff = StaffFactory()
    for status in statuses:
        change_status(order, status, by=staff)
    told, notes = Event.objects.count(), order.notes.count()

    for seen in (order, Order.objects.get()):
        change_status(seen, statuses[-1], by=staff)
    change_status(order, statuses[-1], by=staff_with())

    assert (Order.objects.get().status, Event.objects.count()) == (statuses[-1], told)
    assert (order.notes.count(), Charge.objects.count()) == (notes, int(statuses[0] == "Paid"))


def test_screen_that_shows_an_old_status_pays_nothing_twice(order):
    stale = Order.objects.get()
    change_status(order, "Paid", by=StaffFactory())

    change_status(stale, "Paid", by=StaffFactory())

    assert (stale.status, stale.paid_at, Charge.objects.count()) == ("Paid", order.paid_at, 1)


@pytest.mark.parametrize("status", ["Pending payment", "Authorised", "Lost", ""])
def test_status_that_follows_from_facts_is_given_by_nobody(order, status):
    with pytest.raises(ChangeRefusedError, match=r"cannot be set manually"):
        change_status(order, status, by=StaffFactory())

    assert Order.objects.get().status == "Pending payment"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("Paid", MoveForbiddenError),
        ("Cancelled", MoveForbiddenError),
        ("Dispatched", ChangeRefusedError),
        ("Complete", ChangeRefusedError),
    ],
)
def test_who_may_not_or_too_early_changes_nothing(order, status, error):
    with pytest.raises(ChangeRefusedError) as caught:
        change_status(order, status, by=staff_with("order.view_order"))

    assert type(caught.value) is error
    assert (Order.objects.get().status, Charge.objects.count(), Refund.objects.count()) == (
        "Pending payment",
        0,
        0,
    )


def test_provider_out_of_reach_is_a_refusal_that_staff_can_read(simulator, settings):
    order = order_by(CardPayment())
    start_payment(order, CardPayment())
    settings.KILN_STRIPE_API_BASE = "http://127.0.0.1:9"

    with pytest.raises(ChangeRefusedError):
        change_status(order, "Cancelled", by=StaffFactory())

    assert (Order.objects.get().status, PaymentAttempt.objects.get().state) == ("Pending payment", "waiting")
