"""Two who merge, undo or write at once: one record stands at the end, and nothing is left behind."""

from crm_core.customers.merging.services import merge_customers, unmerge_customers
from crm_core.customers.models import Customer, CustomerMerge, CustomerOrder
from crm_core.customers.records.trees import survivor_of
from crm_core.customers.services import attach_order, identify
from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.services import record
from tests.races.running import behind, on_postgresql
from tests.shop.factories import OrderFactory

EMAILS = ("ada@lindt.example", "mara@lindt.example", "paul@lindt.example")


def three():
    return [identify(email=email, name=email.partition("@")[0]) for email in EMAILS]


@on_postgresql
def test_same_pair_merged_by_two_is_one_merge():
    ada, mara, _paul = three()

    done = behind(ada, [lambda: merge_customers(ada, mara, by=None).pk] * 2)

    assert done == [CustomerMerge.objects.get().pk] * 2


@on_postgresql
def test_same_pair_merged_both_ways_is_one_merge():
    ada, mara, _paul = three()

    done = behind(
        ada,
        [
            lambda: merge_customers(ada, mara, by=None).survivor_id,
            lambda: merge_customers(mara, ada, by=None).survivor_id,
        ],
    )

    assert done == [ada.pk, "MergeRefusedError"]
    assert Customer.objects.count() == 2


@on_postgresql
def test_overlapping_pairs_leave_no_circle():
    ada, mara, paul = three()

    done = behind(
        mara,
        [
            lambda: merge_customers(ada, mara, by=None).survivor_id,
            lambda: merge_customers(mara, paul, by=None).survivor_id,
            lambda: merge_customers(paul, ada, by=None).survivor_id,
        ],
    )

    assert "DeadlockDetected" not in str(done)
    assert "OperationalError" not in done
    assert {survivor_of(record).merged_into_id for record in Customer.records.all()} == {None}


@on_postgresql
def test_order_that_arrives_while_its_customer_is_merged_is_the_survivors():
    ada, mara, _paul = three()
    order = OrderFactory(guest_email=mara.email)

    behind(ada, [lambda: merge_customers(ada, mara, by=None).pk, lambda: attach_order(order).pk])

    assert CustomerOrder.objects.get().customer == ada
    assert Customer.objects.get(pk=ada.pk).orders_count == 1


@on_postgresql
def test_order_that_came_first_goes_along():
    ada, mara, _paul = three()
    order = OrderFactory(guest_email=mara.email)

    behind(mara, [lambda: attach_order(order).pk, lambda: merge_customers(ada, mara, by=None).pk])

    assert CustomerOrder.objects.get().customer == ada


@on_postgresql
def test_entry_that_is_written_during_a_merge_stands_with_the_survivor():
    ada, mara, _paul = three()
    note = {"kind": "note", "occurred_at": mara.created_at, "source": "note:1"}

    behind(ada, [lambda: merge_customers(ada, mara, by=None).pk, lambda: record(mara, **note).pk])

    assert TimelineEntry.objects.get(source="note:1").customer == ada


@on_postgresql
def test_undone_by_two_is_undone_once():
    ada, mara, _paul = three()
    merge = merge_customers(ada, mara, by=None)

    done = behind(ada, [lambda: unmerge_customers(merge, by=None).pk] * 2)

    assert done == [merge.pk] * 2
    assert Customer.objects.count() == 3
