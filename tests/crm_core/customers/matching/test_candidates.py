import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm_core.customers.matching.bulk import ImportedPerson, identify_many
from crm_core.customers.matching.facts import folded_address
from crm_core.customers.matching.services import compare_all, compare_next, look_for_duplicates
from crm_core.customers.merging.services import mark_distinct, merge_customers
from crm_core.customers.models import (
    Customer,
    CustomerIdentifier,
    CustomerMerge,
    IdentityProfile,
    MatchCandidate,
    MatchKey,
)
from crm_core.customers.services import attach_order, identify
from shop.events.models import Event
from tests.crm_core.erasing import erase_addresses
from tests.shop.factories import OrderFactory, ShippingAddressFactory

pytestmark = pytest.mark.django_db


def pairs():
    return sorted(MatchCandidate.objects.values_list("first", "second"))


def two_alike():
    return (
        identify(email="mara.lindt@example.com", name="Mara Lindt"),
        identify(email="mara.lindr@example.com", name="Mara Lindt"),
    )


def test_slip_in_an_address_waits_in_the_queue():
    one, other = two_alike()

    look_for_duplicates(other.pk)
    assert pairs() == []  # the other one has not been looked at
    look_for_duplicates(one.pk)

    assert pairs() == [(one.pk, other.pk)]
    assert Customer.objects.count() == 2


def test_certain_ones_are_merged_into_the_older_and_say_why():
    one = identify(email="mara.lindt@gmail.com", name="Mara Lindt")
    other = identify(email="maralindt+shop@googlemail.com", name="Lindt Mara")
    compare_all([one.pk])

    merge = look_for_duplicates(other.pk)

    assert (merge.survivor, merge.merged, merge.by) == (one, other, None)
    assert [item["level"] for item in merge.evidence] == ["same", "same"]


def test_identify_itself_compares_nothing():
    identify(email="mara@lindt.example", name="Mara Lindt")

    assert (IdentityProfile.objects.count(), MatchKey.objects.count()) == (0, 0)
    assert Event.objects.filter(name="IdentityFactsChanged").count() == 1


def test_nothing_new_asks_for_no_comparison():
    for _time in range(2):
        identify(email="mara@lindt.example", name="Mara Lindt")

    assert Event.objects.filter(name="IdentityFactsChanged").count() == 1


def test_addresses_of_orders_are_compared():
    line = {"line1": "Lindenstraße 4", "postcode": "01067", "line4": "Dresden", "phone_number": ""}
    for email in ("mara@lindt.example", "ml@work.example"):
        address = ShippingAddressFactory(first_name="Mara", last_name="Lindt", **line)
        attach_order(OrderFactory(guest_email=email, shipping_address=address))
    compare_all(list(Customer.objects.values_list("pk", flat=True)))

    assert len(pairs()) == 1


def test_refused_pair_never_comes_up_again_also_after_merges():
    one, other = two_alike()
    third, fourth = identify(email="a@b.example"), identify(email="c@d.example")
    mark_distinct(one.pk, other.pk, by=None)
    merge_customers(third, one, by=None, choices={"name": "merged"})
    merge_customers(fourth, other, by=None, choices={"name": "merged"})

    compare_all([third.pk, fourth.pk])

    assert pairs() == []


def test_merged_records_are_compared_as_their_survivor():
    one, other = two_alike()
    third = identify(email="third@b.example", name="Somebody Else")
    merge_customers(third, other, by=None)

    compare_all([one.pk, third.pk])

    assert {pk for pair in pairs() for pk in pair} <= {one.pk, third.pk}
    assert not MatchKey.objects.filter(customer=other).exists()


def test_pair_that_is_one_no_more_leaves_the_queue():
    one, other = two_alike()
    compare_all([one.pk, other.pk])
    CustomerIdentifier.objects.filter(customer=other).delete()
    Customer.objects.filter(pk=other.pk).update(email="", name="Jonas Beck")

    compare_all([other.pk])

    assert pairs() == []


def test_forgotten_guest_is_compared_no_more():
    one, other = two_alike()
    compare_all([one.pk, other.pk])

    erase_addresses(one.email)

    assert pairs() == []
    assert not IdentityProfile.objects.filter(customer=one).exists()
    assert not MatchKey.objects.filter(customer=one).exists()


def test_customers_of_before_are_compared_in_batches():
    one, other = two_alike()

    assert compare_next(after=0, limit=1) == [one.pk]
    assert compare_next(after=one.pk, limit=5) == [other.pk]
    assert compare_next(after=0, limit=5) == []
    assert pairs() == [(one.pk, other.pk)]


def test_looking_one_up_costs_the_same_among_many():
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as counted:
            compare_all([customer.pk])
        return len(counted)

    customer, _other = two_alike()
    compare_next(after=0, limit=10)
    alone = queries()
    list(identify_many(ImportedPerson(name="Mara Lindt", emails=[f"{n}@x.example"]) for n in range(40)))

    assert queries() <= alone + 1
    assert alone <= 25  # one of them notes whom segments are to look at


def test_import_knows_who_is_there_and_makes_the_others():
    known = identify(email="mara@lindt.example")
    rows = [
        ImportedPerson(name="Mara Lindt", emails=["MARA@lindt.example"], phones=["030 1234567"], region="DE"),
        ImportedPerson(name="Jonas Beck", emails=["jonas@beck.example", "jb@work.example"]),
        ImportedPerson(name="Jonas Beck", emails=["jb@work.example"]),
        ImportedPerson(),
    ]

    found = list(identify_many(rows))

    known.refresh_from_db()
    assert (known.name, known.phone) == ("Mara Lindt", "+49301234567")
    assert [row.is_new for row in found] == [False, True, False, False]
    assert found[0].customer_id == known.pk
    assert found[1].customer_id == found[2].customer_id != known.pk
    assert found[3].customer_id is None
    assert Customer.objects.count() == 2


def test_import_keeps_what_is_only_compared_and_finds_by_it():
    here = folded_address(street="Lindenstraße 4", postcode="01067", city="Dresden")
    rows = [
        ImportedPerson(name=name, addresses=[here], born="1980-02-01")
        for name in ("Mara Lindt", "Mara Lindd")
    ]

    found = list(identify_many(rows))

    assert [row.band for row in found] == ["auto", "auto"]
    look_for_duplicates(found[1].customer_id)
    assert CustomerMerge.objects.get().survivor_id == found[0].customer_id
