import pytest

from crm_core.customers.attention import open_items
from crm_core.customers.models import Customer
from crm_core.customers.services import attach_order
from crm_core.timeline.models import TimelineEntry
from shop.events.models import Delivery
from shop.events.tasks import deliver_due
from shop.returns.advice import advice_on
from shop.withdrawal.services import confirm
from tests.crm_core.factories import staff_with
from tests.shop.factories import StaffFactory
from tests.shop.returns.kit import arrived, paid_order, returned, sent_order, settled

pytestmark = pytest.mark.django_db


def kinds():
    """What the timeline tells of returns and withdrawals."""
    told = TimelineEntry.objects.filter(kind__regex=r"^(return\.|order\.withdrawn)")
    return sorted(told.values_list("kind", flat=True))


def test_each_step_of_a_return_is_told_once_however_often_it_is_heard():
    order = sent_order()
    settled(arrived(returned(order, {order.lines.get(): 1})))
    deliver_due()
    Delivery.objects.update(state=Delivery.State.PENDING, done_at=None)

    deliver_due()

    assert kinds() == ["return.received", "return.requested", "return.settled"]


def test_a_withdrawal_is_told():
    order = paid_order()
    confirm(order, {order.lines.get().pk: 1}, key="k", name="Ada", email="a@example.com", language="en")

    deliver_due()

    assert kinds() == ["order.withdrawn"]


def test_an_open_return_waits_on_the_customers_page_for_who_sees_returns():
    order = sent_order()
    found = returned(order, {order.lines.get(): 1})
    customer = attach_order(order)

    seen = [item.label for item in open_items(customer, staff_with("returns.view_return"))]
    unseen = [item.label for item in open_items(customer, staff_with("customers.view_customer"))]

    assert seen == [f"Return {found.number}"]
    assert unseen == []


def test_who_decides_on_a_return_reads_what_its_customer_is_worth():
    order = sent_order()
    customer = attach_order(order)
    Customer.records.filter(pk=customer.pk).update(spent="120.00")

    told = {line.label: line.value for line in advice_on(order, StaffFactory())}

    assert told["Spent in all"] == "€120.00"
    assert told["Earlier returns"] == "0 of 1 order returned"
    assert [line.label for line in advice_on(order, staff_with("returns.view_return"))] == ["Earlier returns"]
