"""Whatever is merged, unmerged and learnt in whatever order: the records are those of the facts alone."""

import os

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st

from crm_core.customers.merging.services import merge_customers, unmerge_customers
from crm_core.customers.models import Customer, CustomerMerge, RowHome
from crm_core.customers.records.trees import survivor_of
from crm_core.customers.services import attach_order, identify
from crm_core.timeline.services import record
from tests.shop.factories import OrderFactory, ShippingAddressFactory

pytestmark = pytest.mark.django_db

EMAILS = [f"{name}@lindt.example" for name in ("mara", "jonas", "ada", "paul")]
PHONES = ["", "+49301234567", "+49301234568", "+49301234569"]
NAMES = ["", "Mara Lindt", "Jonas Beck"]
#: Few in the suite; `KILN_FUZZ_EXAMPLES` asks for more.
EXAMPLES = int(os.environ.get("KILN_FUZZ_EXAMPLES", "12"))
pick = st.integers(min_value=0, max_value=3)
FACT = st.tuples(
    st.just("fact"), st.sampled_from(["", *EMAILS]), st.sampled_from(PHONES), st.sampled_from(NAMES)
)
ORDER = st.tuples(st.just("order"), pick)
ENTRY = st.tuples(st.just("entry"), st.sampled_from(EMAILS), st.integers(0, 99))
MERGE = st.tuples(st.just("merge"), pick, pick, st.sampled_from(["survivor", "merged", None]))
UNDO = st.tuples(st.just("undo"), pick)


class UndoError(Exception):
    """Leaves no row of an example behind."""


def play(steps, orders, *, with_merges):
    for step in steps:
        if step[0] == "fact" and (step[1] or step[2]):
            identify(email=step[1], phone=step[2], name=step[3])
        elif step[0] == "order":
            attach_order(orders[step[1]])
        elif step[0] == "entry":
            note(step[1], step[2])
        elif with_merges and step[0] == "merge":
            merge(*step[1:])
        elif with_merges and step[0] == "undo":
            merges = CustomerMerge.objects.filter(undone_at=None).order_by("pk")
            if merges:
                unmerge_customers(merges[step[1] % len(merges)], by=None)
    for left in CustomerMerge.objects.filter(undone_at=None).order_by("-pk"):
        unmerge_customers(left, by=None)


def note(email, number):
    record(
        identify(email=email),
        kind="note",
        occurred_at=timezone.now(),
        source=f"note:{number}",
        data={"email": email},
    )


def merge(one, other, choice):
    customers = list(Customer.objects.order_by("pk"))
    if not customers:
        return
    survivor, merged = customers[one % len(customers)], customers[other % len(customers)]
    if survivor != merged:
        choices = {"name": choice, "email": choice} if choice else {}
        merge_customers(survivor, merged, by=None, choices=choices, despite_refusal=True)


def told(customer):
    return (
        (customer.name, customer.email, customer.phone, customer.kind, customer.created_at.date()),
        (customer.orders_count, customer.spent, customer.last_order_at),
        sorted(customer.identifiers.values_list("kind", "value")),
        sorted(customer.customer_orders.values_list("order__number", flat=True)),
        sorted(customer.timeline_entries.values_list("source", flat=True)),
        customer.merged_state,
        customer.merged_into,
    )


def outcome(steps, orders, *, with_merges):
    try:
        with transaction.atomic():
            play(steps, orders, with_merges=with_merges)
            found = [told(customer) for customer in Customer.records.order_by("pk")]
            homes = RowHome.objects.exclude(rule="customers.identityconflict.customer").count()
            raise UndoError  # noqa: TRY301 - what was written must go
    except UndoError:
        return sorted(found, key=str), homes


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.one_of(FACT, ORDER, ENTRY, MERGE, MERGE, UNDO), min_size=6, max_size=18))
def test_merges_and_their_undoing_end_in_the_records_of_the_facts_alone(orders, steps):
    merged, homes = outcome(steps, orders, with_merges=True)

    assert merged == outcome(steps, orders, with_merges=False)[0]
    assert homes == 0


@pytest.fixture
def orders():
    addresses = [ShippingAddressFactory(phone_number=phone) for phone in PHONES[1:]]
    return [
        OrderFactory(guest_email=email, shipping_address=address)
        for email, address in zip(EMAILS, [*addresses, addresses[0]], strict=True)
    ]


def test_survivor_of_a_survivor_stands_for_all(db):
    ada, mara, paul = (identify(email=email) for email in EMAILS[:3])
    merge_customers(mara, ada, by=None)
    merge_customers(paul, Customer.objects.get(pk=mara.pk), by=None)

    assert survivor_of(Customer.records.get(pk=ada.pk)) == paul
    assert list(Customer.objects.all()) == [paul]
