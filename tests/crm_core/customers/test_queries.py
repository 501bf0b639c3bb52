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


@pytest.mark.parametrize(
    ("kept", "text"),
    [
        *(
            (kept, text)
            for kept in ("王淑芬", "淑芬 王", "王 淑芬")
            for text in ("王淑芬", "淑芬", "王 淑芬", "淑芬王", "淑芬　王")
        ),
        *(
            (kept, text)
            for kept in ("欧阳娜娜", "娜娜 欧阳")
            for text in ("欧阳娜娜", "娜娜欧阳", "欧阳 娜娜")
        ),
        *(("Anna Weber", text) for text in ("Anna Weber", "weber anna", "web ann", "Ｗｅｂｅｒ")),
        *(("Jörg Müller", text) for text in ("müller", "MÜLLER jörg", "Mü", "üll", "mueller", "jm")),
    ],
)
def test_customer_is_found_by_the_name_in_either_order(kept, text):
    found = CustomerFactory(name=kept)
    CustomerFactory(name="Paul Okafor")
    CustomerFactory(name="王大明")

    assert list(customers_matching(text)) == [found]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "+493012345678",
            "+49 (0)30 1234-5678",
            "0049 30 12345678",
            "030/12345678",
            "30 1234 5678",
            "2345678",
        ),
        *("＋４９ ３０ １２３４５６７８", "（030）12345678", "0301234567"),
    ],
)
def test_customer_is_found_by_any_spelling_of_the_telephone_number(text):
    mara = identify(email="mara@lindt.example", phone="+493012345678", name="Mara Lindt")
    identify(email="paul@okafor.example", phone="+493099999999")
    CustomerFactory(name="+49 nobody")

    assert list(customers_matching(text)) == [mara]


@pytest.mark.parametrize("text", ["NBMJYFYZC8", "nbmj", "K26 NBMJ", "K26NBMJYFYZC8", "26-NB", "ＹＦＹＺ"])
def test_customer_is_found_by_a_part_of_the_number_of_an_order(text):
    customer = attach_order(OrderFactory(number="K26-NBMJYFYZC8"))
    attach_order(OrderFactory(number="K26-22222222QQ", guest_email="other@example.com"))

    assert list(customers_matching(text)) == [customer]


def test_searching_costs_the_same_whatever_is_typed(django_assert_max_num_queries):
    attach_order(OrderFactory(number="K26-NBMJYFYZC8"))

    for text in ("nobody", "王淑芬", "030 12345678", "a@b", "%", "K26"):
        with django_assert_max_num_queries(4):
            list(customers_matching(text))


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
