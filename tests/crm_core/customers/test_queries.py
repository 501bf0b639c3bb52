from decimal import Decimal

import pytest

from crm_core.customers.queries import customers_matching, figures_of
from crm_core.customers.services import attach_order, identify
from tests.crm_core.factories import CustomerFactory
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text", ["lindt", "MARA@lindt", "Mara@Lindt.example", "+49 30 1234567", "030 1234567", "1234567"]
)
def test_customer_is_found_by_name_address_or_number(text):
    mara = identify(email="mara@lindt.example", phone="+49301234567", name="Mara Lindt")
    CustomerFactory(name="Paul", email="paul@okafor.example")

    assert list(customers_matching(text)) == [mara]


def test_customer_is_found_by_the_number_of_an_order():
    order = OrderFactory(number="K-7F3Q-2291")
    customer = attach_order(order)
    CustomerFactory()

    assert list(customers_matching(" k-7f3q-2291 ")) == [customer]


def test_customer_is_found_by_a_second_address():
    customer = CustomerFactory()
    customer.identifiers.create(kind="email", value="other@lindt.example")

    assert list(customers_matching("Other@lindt.example")) == [customer]


def test_average_is_rounded_to_the_cent():
    customer = CustomerFactory(orders_count=3, spent=Decimal("100.00"))

    assert figures_of(customer).average == Decimal("33.33")


def test_who_never_bought_has_no_average():
    assert figures_of(CustomerFactory()).average is None
