"""The board of customers by stage: counted whole, limited to what one sees, and never moved."""

import pytest

from crm_core.customers.models import Customer
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with

pytestmark = pytest.mark.django_db
BOARD = "/cms/customers/board/"
VIEW, MONEY = "customers.view_customer", "order.view_order"


def columns(response):
    return {
        state.column.name: (state.count, list(state.sums), [card.title for card in state.cards])
        for state in response.context["columns"]
        if state.count != "0"
    }


@pytest.fixture
def customers():
    for name, stage, spent in (("Anna", "lost", 10), ("Paul", "lost", 90), ("Mei", "loyal", 500)):
        customer = CustomerFactory(name=name)
        Customer.objects.filter(pk=customer.pk).update(stage=stage, spent=spent)


def test_columns_are_counted_and_added_up(client, customers, django_assert_max_num_queries):
    client.force_login(staff_with(VIEW, MONEY))
    client.get(BOARD)

    with django_assert_max_num_queries(40):
        found = client.get(BOARD)

    assert "data-board" in found.content.decode()

    assert columns(found) == {
        "lost": ("2", ["€100.00"], ["Paul", "Anna"]),
        "loyal": ("1", ["€500.00"], ["Mei"]),
    }


def test_amounts_are_for_who_may_see_orders(client, customers):
    client.force_login(staff_with(VIEW))

    found = client.get(f"{BOARD}?q=paul")

    assert columns(found) == {"lost": ("1", [], ["Paul"])}
    assert "€" not in found.content.decode()


def test_representative_counts_their_own(client, customers):
    rep = rep_with(VIEW, MONEY)
    Customer.objects.filter(name="Anna").update(owner=rep)
    client.force_login(rep)

    assert columns(client.get(BOARD)) == {"lost": ("1", ["€10.00"], ["Anna"])}


def test_card_is_not_moved(client, customers):
    anna = Customer.objects.get(name="Anna")
    client.force_login(staff_with(VIEW, "customers.change_customer"))

    data = {"card": anna.pk, "from": "lost", "to": "loyal"}
    refused = client.post(BOARD, data, headers={"Accept": "application/json"})

    assert refused.status_code == 409
    assert Customer.objects.get(pk=anna.pk).stage == "lost"
    assert "data-board-form" not in client.get(BOARD).content.decode()
