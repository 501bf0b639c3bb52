"""Rows from which nothing is learnt are placed together; all others by the rule of `identify`."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm_core.customers.matching.bulk import ImportedPerson, identify_many
from crm_core.customers.merging.services import merge_customers
from crm_core.customers.models import Customer, CustomerIdentifier, IdentityConflict
from shop.events.models import Event

pytestmark = pytest.mark.django_db


def rows(number, **facts):
    return [
        ImportedPerson(
            **{"name": f"P{n}", "emails": [f"p{n}@x.example"], "phones": [f"+4930123{n:04}"], **facts}
        )
        for n in range(number)
    ]


def test_known_rows_cost_the_same_for_three_and_thirty():
    first = [row.customer_id for row in identify_many(rows(30))]
    costs = []
    for number in (3, 30):
        with CaptureQueriesContext(connection) as seen:
            found = list(identify_many(rows(number)))
        costs.append(len(seen))
        assert [row.customer_id for row in found] == first[:number]
        assert not any(row.is_new for row in found)
    assert costs[1] <= costs[0]


def test_what_a_row_adds_is_still_learnt():
    [made] = identify_many([ImportedPerson(emails=["mara@x.example"])])
    before = Event.objects.filter(name="IdentityFactsChanged").count()
    list(identify_many([ImportedPerson(name="Mara", emails=["mara@x.example"], phones=["+49301234567"])]))

    mara = Customer.objects.get(pk=made.customer_id)
    assert (mara.name, mara.phone) == ("Mara", "+49301234567")
    assert CustomerIdentifier.objects.get(kind="phone").customer == mara
    assert Event.objects.filter(name="IdentityFactsChanged").count() > before


def test_keys_of_two_customers_are_still_a_conflict():
    list(identify_many([ImportedPerson(name="A", emails=["a@x.example"], phones=["+49301234567"])]))
    list(identify_many([ImportedPerson(name="B", emails=["b@x.example"], phones=["+49307654321"])]))
    [found] = identify_many([ImportedPerson(name="B", emails=["b@x.example"], phones=["+49301234567"])])

    assert Customer.objects.get(pk=found.customer_id).name == "B"
    assert IdentityConflict.objects.get().identifier.value == "+49301234567"


def test_a_row_of_a_merged_record_is_its_survivors():
    one, other = (row.customer_id for row in identify_many(rows(2)))
    merge_customers(Customer.objects.get(pk=one), Customer.objects.get(pk=other), by=None)

    assert [row.customer_id for row in identify_many(rows(2))] == [one, one]
