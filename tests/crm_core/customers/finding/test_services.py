"""The words of customers follow what happens to them."""

import pytest
from django.db import connection

from crm_core.customers.erasure import anonymise_customer
from crm_core.customers.finding.services import write_all, write_missing
from crm_core.customers.matching.bulk import ImportedPerson, identify_many
from crm_core.customers.merging.services import merge_customers, unmerge_customers
from crm_core.customers.models import Customer, CustomerWords
from crm_core.customers.queries import customers_matching
from crm_core.customers.services import add_identifiers, identify
from shop.backoffice.queries import KEY_LIMIT
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def found(text):
    return sorted(customer.name for customer in customers_matching(text))


def test_new_name_and_key_are_found_at_once():
    customer = identify(email="anna@example.com", name="Anna Weber")
    assert found("weber") == ["Anna Weber"]

    customer.name = "Anna Okafor"
    customer.save()
    add_identifiers(customer, phone="+4935213296")

    assert (found("weber"), found("okafor"), found("52132")) == ([], ["Anna Okafor"], ["Anna Okafor"])


def test_figures_do_not_write_words(django_assert_num_queries):
    customer = identify(email="anna@example.com", name="Anna")
    with django_assert_num_queries(1):
        customer.save(update_fields=["spent", "orders_count"])


def test_merged_record_is_found_by_the_other_until_it_is_undone():
    survivor, merged = (
        identify(email="a@example.com", name="Anna"),
        identify(email="b@x.example", name="Bertha"),
    )
    merge = merge_customers(survivor, merged, by=None)
    assert (found("bertha"), found("b@x.ex")) == (["Anna"], ["Anna"])
    assert not CustomerWords.objects.filter(customer=merged).exists()

    unmerge_customers(merge, by=None)

    assert (found("bertha"), found("anna")) == (["Bertha"], ["Anna"])


def test_erased_customer_is_found_by_nothing():
    user = UserFactory(email="anna@example.com")
    identify(user=user, name="Anna Weber", phone="+4935213296")
    anonymise_customer(user_id=user.pk, email_confirmed=True)

    assert list(CustomerWords.objects.values_list("names", "emails", "phones")) == [("", "", "")]


def test_import_is_found():
    list(identify_many([ImportedPerson(name="王淑芬", emails=["wang@example.com"])]))
    assert found("shufen") == ["王淑芬"]


def test_rows_loaded_in_bulk_are_found_after_the_schedule():
    Customer.objects.bulk_create([Customer(name="Anna Weber"), Customer(name="Paul Weber")])
    assert found("weber") == []
    assert (write_missing(limit=10), write_missing(limit=10)) == (2, 0)
    assert found("weber") == ["Anna Weber", "Paul Weber"]

    CustomerWords.objects.all().delete()
    assert (write_all(), found("weber")) == (2, ["Anna Weber", "Paul Weber"])


def test_signs_of_patterns_are_letters():
    identify(email="100%_sure@example.com", name='The "Shop"')
    assert (found("100%_su"), found("100xx"), found('"shop"')) == (['The "Shop"'], [], ['The "Shop"'])


def test_hidden_keys_find_nobody():
    identify(email="anna@example.com", name="Paul", phone="+4935213296")
    assert list(customers_matching("anna", hidden={"email"})) == []
    assert list(customers_matching("52132", hidden={"phone"})) == []
    assert list(customers_matching("anna@example.com", hidden={"email"})) == []


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_words_are_looked_up_in_an_index():
    words = CustomerWords.objects.filter(names__fragment="weber").query
    sql, params = words.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        plan = " ".join(row[3] for row in cursor.fetchall())
    assert "VIRTUAL TABLE INDEX" in plan
    assert KEY_LIMIT > 0
