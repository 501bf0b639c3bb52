from datetime import timedelta

import pytest
from django.utils import timezone

from content.models import FormEntry
from crm_core.customers.erasure import anonymise_customer
from crm_core.customers.merging.homes import gather
from crm_core.customers.merging.services import mark_distinct, merge_customers, unmerge_customers
from crm_core.customers.models import (
    Customer,
    CustomerMerge,
    CustomerOrder,
    IdentityConflict,
    IdentityProfile,
    RowHome,
)
from crm_core.customers.queries import customers_matching, orders_of
from crm_core.customers.records.trees import MergeRefusedError
from crm_core.customers.services import attach_order, identify
from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.services import record
from personalization.interactions.models import Interaction, Visitor
from shop.events.models import Event
from shop.order.services import cancel_order
from tests.content.factories import make_form
from tests.crm_core.erasing import erase_addresses
from tests.crm_core.factories import CustomerFactory
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def mara():
    return identify(email="mara@lindt.example", name="Mara Lindt")


@pytest.fixture
def maria():
    return identify(email="maria@lindt.example", name="Maria Lindt", phone="+49 30 1234567")


def again(customer):
    return Customer.records.get(pk=customer.pk)


def names_of(event):
    return [row.payload for row in Event.objects.filter(name=event).order_by("pk")]


def test_orders_and_figures_go_to_the_survivor_and_back(mara, maria):
    mine, theirs = OrderFactory(guest_email=mara.email), OrderFactory(guest_email=maria.email)
    attach_order(mine)
    attach_order(theirs)
    before = (again(mara).spent, again(maria).spent)

    merge = merge_customers(again(mara), again(maria), by=None)
    assert sorted(order.pk for order in orders_of(mara)) == [mine.pk, theirs.pk]
    assert again(mara).spent == sum(before)
    assert merge.moved["customers.customerorder.customer"] == 1

    unmerge_customers(merge, by=None)
    assert (again(mara).spent, again(maria).spent) == before
    assert [order.pk for order in orders_of(maria)] == [theirs.pk]


def test_everything_that_hangs_on_a_customer_moves_and_comes_back(mara, maria):
    user = UserFactory(email="maria.office@lindt.example")
    entry = FormEntry.objects.create(
        form=make_form(), email=maria.email, customer=maria, sent_at=timezone.now(), digest="1"
    )
    visitor = Visitor.objects.create(customer=maria)
    seen = Interaction.objects.create(
        kind="view", visitor=visitor, customer=maria, product=ProductFactory(), occurred_at=timezone.now()
    )
    told = record(maria, kind="note", occurred_at=timezone.now(), source="note:1")
    identify(user=user, email=maria.email)
    rows = [entry, visitor, seen, told]

    merge = merge_customers(mara, again(maria), by=None)
    assert [type(row).objects.get(pk=row.pk).customer_id for row in rows] == [mara.pk] * 4

    unmerge_customers(merge, by=None)
    assert [type(row).objects.get(pk=row.pk).customer_id for row in rows] == [maria.pk] * 4
    assert RowHome.objects.count() == 0


def test_new_facts_go_with_their_identifier_others_stay(mara, maria):
    merge = merge_customers(mara, maria, by=None)
    by_hers, by_mine = OrderFactory(guest_email=maria.email), OrderFactory(guest_email=mara.email)
    for order in (by_hers, by_mine):
        attach_order(order)
    identify(email=maria.email, phone="+49 30 7654321")
    record(maria, kind="note", occurred_at=timezone.now(), source="note:1")
    assert TimelineEntry.objects.get(source="note:1").customer == mara

    unmerge_customers(merge, by=None)

    assert [order.pk for order in orders_of(maria)] == [by_hers.pk]
    assert [order.pk for order in orders_of(mara)] == [by_mine.pk]
    assert maria.identifiers.filter(value="+49307654321").exists()
    assert TimelineEntry.objects.get(source="note:1").customer == mara


def test_merges_are_undone_in_any_order(mara, maria):
    paul = identify(email="paul@okafor.example", name="Paul")
    orders = {each.pk: OrderFactory(guest_email=each.email) for each in (mara, maria, paul)}
    for order in orders.values():
        attach_order(order)
    inner = merge_customers(again(maria), again(paul), by=None)
    outer = merge_customers(again(mara), again(maria), by=None)

    unmerge_customers(inner, by=None)
    assert [order.pk for order in orders_of(paul)] == [orders[paul.pk].pk]
    assert {order.pk for order in orders_of(mara)} == {orders[mara.pk].pk, orders[maria.pk].pk}

    unmerge_customers(outer, by=None)
    assert [order.pk for order in orders_of(maria)] == [orders[maria.pk].pk]


def test_chosen_values_survive_and_both_are_restored(mara, maria):
    merge = merge_customers(mara, maria, by=None, choices={"name": "merged", "email": "survivor"})

    shown = again(mara)
    assert (shown.name, shown.email, shown.phone) == ("Maria Lindt", mara.email, "+49301234567")
    unmerge_customers(merge, by=None)
    assert (again(mara).name, again(mara).phone) == ("Mara Lindt", "")
    assert again(maria).name == "Maria Lindt"


def test_what_staff_changed_since_stays_with_the_survivor(mara, maria):
    merge = merge_customers(mara, maria, by=None, choices={"name": "merged"})
    Customer.objects.filter(pk=mara.pk).update(name="Mara M. Lindt", language="de")

    unmerge_customers(merge, by=None)

    assert (again(mara).name, again(mara).language) == ("Mara M. Lindt", "de")
    assert (again(maria).name, again(maria).language) == ("Maria Lindt", "")


def test_customer_since_is_the_earlier_and_comes_back(mara, maria):
    early, late = timezone.now() - timedelta(days=700), timezone.now() - timedelta(days=3)
    Customer.records.filter(pk=mara.pk).update(created_at=late)
    Customer.records.filter(pk=maria.pk).update(created_at=early)

    merge = merge_customers(mara, maria, by=None)
    assert again(mara).created_at == early
    unmerge_customers(merge, by=None)
    assert (again(mara).created_at, again(maria).created_at) == (late, early)


def test_keys_of_the_merged_record_lead_to_the_survivor(mara, maria):
    merge_customers(mara, maria, by=None)

    assert identify(email=maria.email) == mara
    assert list(customers_matching(maria.email)) == [mara]
    assert Customer.objects.count() == 1


def test_order_that_waited_with_the_merged_record_is_cancelled_for_the_survivor(mara, maria):
    order = OrderFactory(guest_email=maria.email)
    attach_order(order)
    merge_customers(again(mara), again(maria), by=None)

    cancel_order(order)
    attach_order(order)

    assert CustomerOrder.objects.get().customer == mara


def test_twice_is_once(mara, maria):
    merge = merge_customers(mara, maria, by=None)

    assert merge_customers(mara, maria, by=None) == merge
    assert unmerge_customers(merge, by=None).undone_at == unmerge_customers(merge, by=None).undone_at
    assert (len(names_of("CustomersMerged")), len(names_of("CustomersUnmerged"))) == (1, 1)


def test_merged_record_goes_into_no_other(mara, maria):
    paul = identify(email="paul@okafor.example")
    merge_customers(mara, maria, by=None)

    for survivor, merged in ((paul, maria), (maria, paul), (maria, mara)):
        with pytest.raises(MergeRefusedError):
            merge_customers(survivor, merged, by=None)
    with pytest.raises(MergeRefusedError):
        merge_customers(mara, mara, by=None)
    assert CustomerMerge.objects.count() == 1


def test_different_for_good_also_for_what_went_into_them(mara, maria):
    paul = identify(email="paul@okafor.example")
    mark_distinct(maria.pk, paul.pk, by=None)
    merge_customers(mara, maria, by=None)

    with pytest.raises(MergeRefusedError):
        merge_customers(paul, again(mara), by=None)
    assert Customer.objects.count() == 2


def test_undone_is_different_for_good(mara, maria):
    unmerge_customers(merge_customers(mara, maria, by=None), by=None)

    with pytest.raises(MergeRefusedError):
        merge_customers(again(mara), again(maria), by=None)


def test_unknown_choice_is_refused(mara, maria):
    for choices in ({"spent": "merged"}, {"name": "both"}):
        with pytest.raises(ValueError, match="field of a customer"):
            merge_customers(mara, maria, by=None, choices=choices)
    assert Customer.objects.count() == 2


def test_conflict_between_the_two_is_one_no_more_and_comes_back(mara, maria):
    identify(email=mara.email, phone="+49 30 1234567")
    conflict = IdentityConflict.objects.get()

    merge = merge_customers(again(maria), again(mara), by=None)
    assert IdentityConflict.objects.get().customer == maria
    unmerge_customers(merge, by=None)
    assert IdentityConflict.objects.get(pk=conflict.pk).customer == mara


def test_row_that_was_written_while_it_was_merged_follows(mara, maria):
    merge = merge_customers(mara, maria, by=None)
    late = TimelineEntry.objects.create(
        customer=maria, kind="note", occurred_at=timezone.now(), source="late"
    )

    assert gather(maria.pk) == 1
    assert TimelineEntry.objects.get(pk=late.pk).customer == mara
    unmerge_customers(merge, by=None)
    assert TimelineEntry.objects.get(pk=late.pk).customer == maria


def test_forgetting_takes_the_names_of_all_merged_records(mara, maria):
    user = UserFactory(email=maria.email)
    identify(user=user)
    IdentityProfile.objects.update_or_create(customer=mara, defaults={"facts": {"names": ["Maria Lindt"]}})
    merge_customers(mara, again(maria), by=None, choices={"name": "merged"})

    anonymise_customer(user_id=user.pk, email_confirmed=True)

    texts = [str(row) for row in Customer.records.values()]
    assert not [text for text in texts if "Lindt" in text or "lindt" in text]
    assert IdentityProfile.objects.count() == 0


def test_forgetting_a_guest_reaches_a_merged_record(mara, maria):
    merge_customers(mara, maria, by=None)

    assert erase_addresses(mara.email, maria.email)["customers"] == 1
    assert set(Customer.records.values_list("name", "email")) == {("", "")}


def test_deleting_the_survivor_deletes_what_went_into_it(mara, maria):
    merge_customers(mara, maria, by=None)

    Customer.objects.get(pk=mara.pk).delete()
    assert Customer.records.count() == 0


def test_many_rows_cost_no_more_queries(mara, maria, django_assert_max_num_queries):
    for number in range(30):
        CustomerFactory()
        record(maria, kind="note", occurred_at=timezone.now(), source=f"note:{number}")

    with django_assert_max_num_queries(170):
        merge_customers(mara, maria, by=None)
