"""One field of a row, changed where it stands in the list: rights, what is wrong, who was first."""

import re

import pytest
from django.urls import reverse

from crm_core.customers.models import Customer
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with

pytestmark = pytest.mark.django_db
PART = {"headers": {"X-Requested-With": "fetch"}}
CHANGE = ("customers.view_customer", "customers.change_customer")


def cell(customer, field="email"):
    return reverse("customer_cell", args=[customer.pk, field])


def base_of(response):
    return re.search(r'name="edit_base" value="([^"]+)"', response.content.decode()).group(1)


@pytest.fixture
def customer():
    return CustomerFactory(name="Anna Weber", email="anna@example.com")


def test_field_is_shown_and_saved_and_found_at_once(client, customer):
    client.force_login(staff_with(*CHANGE))
    form = client.get(cell(customer), **PART)
    data = {"email": "weber@example.com", "edit_base": base_of(form)}

    saved = client.post(cell(customer), data, **PART)

    assert (saved.status_code, "weber@example.com" in saved.content.decode()) == (200, True)
    customer.refresh_from_db()
    assert (customer.email, customer.name) == ("weber@example.com", "Anna Weber")
    assert " weber@example.com " in customer.words.emails


def test_what_is_wrong_is_said_and_nothing_is_saved(client, customer):
    CustomerFactory(name="Paul", email="paul@example.com")
    client.force_login(staff_with(*CHANGE))

    refused = client.post(cell(customer), {"email": "paul@example.com"}, **PART)

    assert refused.status_code == 422
    assert "paul@example.com" in refused.content.decode()
    assert Customer.objects.get(pk=customer.pk).email == "anna@example.com"


def test_second_of_two_is_asked_which_one_stays(client, customer):
    client.force_login(staff_with(*CHANGE))
    base = base_of(client.get(cell(customer), **PART))
    Customer.objects.filter(pk=customer.pk).update(email="other@example.com")

    conflict = client.post(cell(customer), {"email": "mine@example.com", "edit_base": base}, **PART)

    assert conflict.status_code == 409
    assert "other@example.com" in conflict.content.decode()
    assert Customer.objects.get(pk=customer.pk).email == "other@example.com"


def test_without_a_script_it_is_a_page_that_leads_back(client, customer):
    client.force_login(staff_with(*CHANGE))

    assert "<main" in client.get(cell(customer)).content.decode()
    saved = client.post(cell(customer), {"email": "weber@example.com"})

    assert (saved.status_code, saved.url) == (302, reverse("customers:index"))


@pytest.mark.parametrize(
    ("rights", "field", "status"),
    [
        (("customers.view_customer",), "email", 403),
        (CHANGE, "spent", 404),
        (CHANGE, "name", 404),
    ],
)
def test_who_may_not_change_it_is_refused(client, customer, rights, field, status):
    client.force_login(staff_with(*rights))

    assert client.post(cell(customer, field), {field: "1"}, **PART).status_code == status
    assert Customer.objects.get(pk=customer.pk).email == "anna@example.com"


def test_customers_of_others_are_not_there(client, customer):
    client.force_login(rep_with(*CHANGE))

    assert client.get(cell(customer), **PART).status_code == 404
    assert client.post(cell(customer), {"email": "x@example.com"}, **PART).status_code == 404
    assert Customer.objects.get(pk=customer.pk).email == "anna@example.com"


def test_list_offers_it_to_who_may_change_the_field(client, customer):
    client.force_login(staff_with(*CHANGE))
    assert f'href="{cell(customer)}"' in client.get("/cms/customers/").content.decode()

    client.force_login(staff_with("customers.view_customer"))
    assert "data-inline-edit" not in client.get("/cms/customers/").content.decode()
