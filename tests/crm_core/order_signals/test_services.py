from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from crm_core.customers.merging.services import merge_customers, unmerge_customers
from crm_core.customers.models import Customer, CustomerOrder
from crm_core.customers.services import refresh_figures
from crm_core.order_signals.models import OrderSignal, SignalLook, SignalRequest
from crm_core.order_signals.services import (
    forget_ended,
    look_at_due,
    look_at_requested,
    request_look,
)
from shop.events.models import Delivery, Event
from shop.order.models import Order
from shop.order_statuses import AUTHORISED, CANCELLED, PENDING_PAYMENT
from tests.crm_core.factories import CompanyFactory, CustomerFactory
from tests.crm_core.order_signals.kit import (
    NOW,
    account_of,
    at,
    customer_of,
    line_of,
    look_at,
    moved,
    open_kinds,
    order_of,
    sent,
)

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def raised(name="OrderSignalRaised", *, past=False):
    """Return the kinds of what was told since NOW, or of what is dated before."""
    rows = Event.objects.filter(name=name).order_by("pk")
    rows = rows.filter(published_at__lt=NOW) if past else rows.filter(published_at__gt=NOW)
    return [event.payload["kind"] for event in rows]


def test_a_signal_is_raised_once_and_ends_with_the_order():
    mara = customer_of(151, 121, 91)

    look_at(mara)
    look_at(mara)

    row = OrderSignal.objects.get(kind="lapsed")
    assert (row.since, row.noted_at, row.ended_on) == (TODAY, NOW, None)
    assert raised() == ["lapsed"]

    order_of(mara, 0)
    look_at(mara)

    assert open_kinds(mara) == ["back"]
    assert (raised(), raised("OrderSignalEnded")) == (
        ["lapsed", "back"],
        ["reorder_due", "lapsed"],
    )
    row.refresh_from_db()
    assert row.ended_on == TODAY


def test_a_signal_whose_order_is_cancelled_goes_on_and_is_no_news():
    mara = customer_of(151, 121, 91)
    look_at(mara)
    order = order_of(mara, 0)
    look_at(mara)
    moved(order, CANCELLED, 0)

    look_at(mara)

    assert open_kinds(mara) == ["lapsed"]
    assert OrderSignal.objects.filter(kind="lapsed").count() == 1
    assert raised() == ["lapsed", "back"]


def test_what_was_to_be_said_before_the_first_look_is_written_down_and_told_to_nobody():
    mara = customer_of(161, 131, 101)

    look_at(mara)

    rows = OrderSignal.objects.order_by("since").values_list("kind", "since", "ended_on")
    assert [(kind, (TODAY - since).days, end and (TODAY - end).days) for kind, since, end in rows] == [
        ("reorder_due", 64, 10),
        ("lapsed", 10, None),
    ]
    assert (raised(), raised(past=True)) == ([], ["reorder_due", "lapsed"])
    assert Delivery.objects.exclude(state=Delivery.State.DONE).count() == 0
    assert [(TODAY - event.published_at.date()).days for event in Event.objects.order_by("pk")] == [
        64,
        10,
        10,
    ]


def test_what_is_found_late_is_told_to_nobody():
    mara = customer_of(80, 50, 20)
    look_at(mara)

    look_at(mara, later=30)

    assert (open_kinds(mara), raised()) == (["reorder_due"], [])


def test_the_database_holds_one_open_signal_of_a_kind():
    mara = customer_of(151, 121, 91)
    look_at(mara)

    with pytest.raises(IntegrityError), transaction.atomic():
        OrderSignal.objects.create(customer=mara, kind="lapsed", since=TODAY, noted_at=NOW)


def test_a_company_speaks_for_its_people():
    company = CompanyFactory()
    account = CustomerFactory(kind=Customer.Kind.COMPANY, company=company)
    buyer = CustomerFactory(company=company)
    for days in (151, 121, 91):
        order_of(buyer, days)

    look_at(account, buyer)

    assert (open_kinds(account), open_kinds(buyer)) == (["lapsed"], [])


def test_a_person_whose_company_is_no_account_speaks_for_themselves():
    buyer = customer_of(151, 121, 91, company=CompanyFactory())

    look_at(buyer)

    assert open_kinds(buyer) == ["lapsed"]


def test_orders_wait_for_money_parcel_and_review():
    mara = CustomerFactory()
    unpaid = order_of(mara, 8, status=PENDING_PAYMENT, paid=False)
    late = order_of(mara, 9, status=PENDING_PAYMENT)
    moved(late, AUTHORISED, 6)

    look_at(mara)

    assert open_kinds(mara) == ["delivery_late", "payment_overdue"]
    assert {row.kind: row.order for row in OrderSignal.objects.filter(ended_on=None)} == {
        "delivery_late": late,
        "payment_overdue": unpaid,
    }

    Order.objects.filter(pk=unpaid.pk).update(paid_at=NOW)
    sent(late, 0)
    look_at(mara)

    assert open_kinds(mara) == []


def test_a_review_is_due_for_what_is_kept():
    mara = CustomerFactory()
    order = order_of(mara, 35)
    sent(order, 14)

    look_at(mara)

    assert open_kinds(mara) == []  # it has no lines: nothing of it is kept

    line_of(order, quantity=2, cancelled=1)
    look_at(mara)

    assert open_kinds(mara) == ["review_due"]
    assert OrderSignal.objects.get(ended_on=None).order == order


def test_queries_are_as_many_for_three_as_for_one():
    one = customer_of(151, 121, 91)
    others = [customer_of(151, 121, 91) for _number in range(3)]
    look_at(one)
    with CaptureQueriesContext(
        connection,
    ) as first:
        look_at(one)
    look_at(*others)
    with CaptureQueriesContext(connection) as second:
        look_at(*others)

    assert len(first) == len(second)


def test_the_daily_pass_reads_those_whose_day_has_come():
    due, later, never = customer_of(95, 65, 35), customer_of(70, 40, 10), CustomerFactory()

    assert look_at_due(now=NOW) is True
    looks = {look.customer_id: look.next_look_on for look in SignalLook.objects.all()}
    assert looks[never.pk] - TODAY == timedelta(days=3650)
    moments = dict(SignalLook.objects.values_list("customer", "looked_at"))

    look_at_due(now=NOW + timedelta(days=2))

    after = dict(SignalLook.objects.values_list("customer", "looked_at"))
    assert [pk for pk in after if after[pk] != moments[pk]] == [
        pk for pk in (due.pk, later.pk, never.pk) if looks[pk] - TODAY <= timedelta(days=2)
    ]


def test_a_pass_that_runs_out_of_time_says_so():
    customer_of(95, 65, 35)

    assert look_at_due(now=NOW, seconds=-1.0) is False


def test_an_order_has_its_customer_looked_at():
    mara = customer_of(151, 121, 91)
    SignalRequest.objects.all().delete()

    refresh_figures(mara)

    assert list(SignalRequest.objects.values_list("customer", flat=True)) == [mara.pk]
    assert look_at_requested(now=NOW) == 1
    assert SignalRequest.objects.count() == 0
    assert SignalLook.objects.get().customer == mara


def test_a_request_for_a_person_is_one_for_their_account_too():
    company = CompanyFactory()
    account = account_of(company=company)
    buyer = CustomerFactory(company=company)

    request_look([buyer])

    assert set(SignalRequest.objects.values_list("customer", flat=True)) == {account.pk, buyer.pk}


def test_what_ended_long_ago_is_forgotten():
    mara = customer_of()
    for days in (400, 401):
        OrderSignal.objects.create(
            customer=mara,
            kind="lapsed",
            since=at(500).date(),
            noted_at=at(500),
            ended_on=(NOW - timedelta(days=days)).date(),
        )

    assert forget_ended(now=NOW) == 1


def test_a_merge_hands_signals_on_and_its_undo_gives_them_back():
    survivor, other = customer_of(5), CustomerFactory()
    order = order_of(other, 9, status=PENDING_PAYMENT, paid=False)
    look_at(survivor, other)
    told = raised()

    merge = merge_customers(survivor, other, by=None)
    look_at(survivor)
    assert open_kinds(survivor) == ["payment_overdue"]
    assert open_kinds(other) == []

    unmerge_customers(merge, by=None)
    CustomerOrder.objects.filter(order=order).update(customer=other)
    look_at(other)
    look_at(survivor)
    assert (open_kinds(survivor), open_kinds(other)) == (["first_order"], ["first_order", "payment_overdue"])
    assert [kind for kind in raised() if kind not in told] == []


def test_an_account_that_is_made_later_takes_its_peoples_signals():
    company = CompanyFactory()
    buyer = CustomerFactory(company=company)
    order_of(buyer, 9, status=PENDING_PAYMENT, paid=False)
    look_at(buyer)
    account = CustomerFactory(kind=Customer.Kind.COMPANY, company=company)

    look_at(account, buyer)

    assert (open_kinds(buyer), open_kinds(account)) == ([], ["first_order", "payment_overdue"])


def test_those_who_were_looked_at_on_one_day_do_not_all_come_back_on_one():
    """A year without an order: nothing changes by itself, and they are looked at again in 80 to 90 days."""
    several = [customer_of(900, 870, 840) for _number in range(4)]

    look_at(*several)

    days = [(day - TODAY).days for day in SignalLook.objects.values_list("next_look_on", flat=True)]
    assert len(set(days)) == 4
    assert all(80 < day <= 90 for day in days)
