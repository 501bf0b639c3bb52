"""Orders on a board: the moves of the table and no others, each asked for by who may, told and undone else."""

from datetime import UTC, datetime

import pytest

from shop.order.models import Order
from shop.order.services import cancel_order, mark_order_paid
from shop.payments.manual_payments import book_transfer
from shop.payments.models import Charge
from tests.crm_core.factories import staff_with
from tests.shop.factories import OrderFactory, PartnerFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
BOARD = "/cms/shop/orders/board/"
RIGHTS = ("order.change_order", "order.dispatch_order", "payments.add_charge", "payments.add_refund")
STATUSES = ["Pending payment", "Authorised", "Paid", "Dispatched", "Complete", "Cancelled"]


@pytest.fixture
def staff(client):
    client.force_login(staff_with("order.view_order", *RIGHTS))
    return client


def placed(number, status="Pending payment", day=1, **more):
    order = OrderFactory(number=number, **more)
    Order.objects.filter(pk=order.pk).update(
        status=status, date_placed=datetime(2026, 11, day, 12, tzinfo=UTC)
    )
    return Order.objects.get(pk=order.pk)


def columns(response):
    return {state.column.name: [card.title for card in state.cards] for state in response.context["columns"]}


def move(client, order, to, *, source=None, **headers):
    data = {"card": str(order.pk), "from": source or order.status, "to": to}
    return client.post(BOARD, data, headers={"Accept": "application/json", **headers})


def status_of(order):
    return Order.objects.get(pk=order.pk).status


def test_each_status_is_a_column_with_number_and_sum(staff):
    first = placed("K-1", "Paid", day=3)
    second = placed("K-2", "Paid", day=2)
    placed("K-3", "Complete", day=2)
    placed("K-4", "Complete", day=5)
    response = staff.get(BOARD)

    assert columns(response) == {
        "Pending payment": [],
        "Authorised": [],
        "Paid": ["K-2", "K-1"],  # a queue: who waits longest
        "Partially dispatched": [],
        "Dispatched": [],
        "Complete": ["K-4", "K-3"],
        "Cancelled": [],
    }
    paid = response.context["columns"][2]
    total = first.total_incl_tax + second.total_incl_tax
    assert (paid.count, paid.sums, paid.is_cut) == ("2", [f"€{total}"], False)


def test_sums_are_kept_apart_by_currency(staff):
    placed("K-1", "Paid")
    Order.objects.filter(pk=placed("K-2", "Paid").pk).update(currency="USD")

    assert [amount[0] for amount in staff.get(BOARD).context["columns"][2].sums] == ["€", "U"]


def test_a_long_column_is_cut_and_leads_to_the_list(staff, monkeypatch):
    monkeypatch.setattr("shop.dashboard.orders.board.OrderBoardView.card_limit", 2)
    monkeypatch.setattr("shop.dashboard.orders.board.OrderBoardView.count_limit", 2)
    for number in range(3):
        placed(f"K-{number}", "Paid", day=number + 1)

    response = staff.get(BOARD)

    paid = response.context["columns"][2]
    assert ([card.title for card in paid.cards], paid.count, paid.sums) == (["K-0", "K-1"], "2+", [])
    assert 'href="/cms/shop/orders/?status=Paid"' in response.content.decode()


def test_board_costs_the_same_for_one_and_many(staff, django_assert_max_num_queries):
    counts = []
    for number in (1, 3):
        for place, status in enumerate(STATUSES):
            for each in range(number):
                placed(f"K-{number}{place}{each}", status, user=UserFactory())
        staff.get(BOARD)
        with django_assert_max_num_queries(45) as captured:
            staff.get(BOARD)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_board_is_searched_and_filtered_as_the_list(staff):
    placed("K-1", "Paid", user=UserFactory())
    placed("K-2", "Paid", day=9)

    assert columns(staff.get(BOARD + "?q=k-2"))["Paid"] == ["K-2"]
    assert columns(staff.get(BOARD + "?date_placed_from=2026-11-05"))["Paid"] == ["K-2"]
    assert columns(staff.get(BOARD + "results/?buyer=account"))["Paid"] == ["K-1"]
    assert columns(staff.get(BOARD + "?q=nobody"))["Paid"] == []


def test_tabs_lead_from_the_list_to_the_board_and_back_with_the_search(staff):
    placed("K-1")

    assert 'href="/cms/shop/orders/board/?q=k-1"' in staff.get("/cms/shop/orders/?q=k-1").content.decode()
    assert 'href="/cms/shop/orders/?q=k-1"' in staff.get(BOARD + "?q=k-1").content.decode()


def test_a_card_offers_what_the_table_lets_this_person_do(client):
    order = placed("K-1")
    done = placed("K-2", "Dispatched")
    client.force_login(staff_with("order.view_order", "order.change_order"))

    cards = {card.title: card for state in client.get(BOARD).context["columns"] for card in state.cards}

    assert [(each.to, bool(each.question_url)) for each in cards["K-1"].moves] == [("Cancelled", True)]
    assert [(each.to, bool(each.question_url)) for each in cards["K-2"].moves] == [("Complete", False)]
    assert (status_of(order), status_of(done)) == ("Pending payment", "Dispatched")


def test_who_may_only_look_sees_no_moves_and_is_refused(client):
    order = placed("K-1", "Dispatched")
    client.force_login(staff_with("order.view_order"))

    cards = [card for state in client.get(BOARD).context["columns"] for card in state.cards]

    assert [card.moves for card in cards] == [[]]
    assert move(client, order, "Complete").status_code == 403
    assert status_of(order) == "Dispatched"


def test_a_move_answers_with_the_two_columns_that_changed(staff):
    order = placed("K-1", "Dispatched")

    response = move(staff, order, "Complete")

    answer = response.json()
    assert (response.status_code, status_of(order)) == (200, "Complete")
    assert sorted(answer["columns"]) == ["Complete", "Dispatched"]
    assert ("K-1" in answer["columns"]["Complete"], "K-1" in answer["columns"]["Dispatched"]) == (True, False)


def test_the_same_move_twice_is_made_once(staff):
    order = placed("K-1", "Dispatched")

    answers = [move(staff, order, "Complete").status_code for _time in range(2)]

    assert (answers, status_of(order)) == ([200, 200], "Complete")


@pytest.mark.parametrize("to", ["Paid", "Cancelled"])
def test_what_asks_first_leads_to_the_question_and_changes_nothing(staff, to):
    order = placed("K-1")

    answer = move(staff, order, to).json()

    action = {"Paid": "mark_paid", "Cancelled": "cancel"}[to]
    expected = f"/cms/bulk/order/order/{action}/?id={order.pk}&next=%2Fcms%2Fshop%2Forders%2Fboard%2F"
    assert answer == {"question": expected}
    assert (status_of(order), Charge.objects.count()) == ("Pending payment", 0)


def test_dispatch_asks_first_and_comes_back_to_the_board(staff):
    order = OrderFactory(number="K-1")
    book_transfer(order, amount=order.total_incl_tax, reference="all")
    order.refresh_from_db()

    question = move(staff, order, "Dispatched").json()["question"]
    done = staff.post(question)

    assert (done.status_code, done.url, status_of(order)) == (302, BOARD, "Dispatched")


@pytest.mark.parametrize(
    ("status", "to"),
    [
        ("Complete", "Paid"),
        ("Cancelled", "Complete"),
        ("Paid", "Authorised"),
        ("Pending payment", "Complete"),
    ],
)
def test_a_move_that_the_table_has_not_is_refused_and_told(staff, status, to):
    order = placed("K-1", status)

    response = move(staff, order, to)

    assert (response.status_code, status_of(order)) == (409, status)
    assert response.json()["words"].startswith("The order was not changed")
    assert sorted(response.json()["columns"]) == sorted({status, to})


def test_a_move_without_its_right_is_refused(client):
    order = mark_order_paid(OrderFactory())
    client.force_login(staff_with("order.view_order", "order.change_order"))

    response = move(client, order, "Dispatched")

    assert (response.status_code, status_of(order)) == (403, "Paid")


def test_a_card_that_somebody_else_moved_meanwhile_is_not_moved_on(staff):
    order = placed("K-1")
    cancel_order(order)

    response = move(staff, order, "Paid", source="Pending payment")

    assert (response.status_code, status_of(order)) == (409, "Cancelled")
    assert sorted(response.json()["columns"]) == ["Cancelled", "Paid", "Pending payment"]
    assert "K-1" in response.json()["columns"]["Cancelled"]


@pytest.mark.parametrize("card", ["", "x", "999999", "9" * 40, "-1", "1 OR 1=1"])
def test_a_card_that_is_not_there_is_not_found(staff, card):
    response = staff.post(
        BOARD, {"card": card, "from": "Paid", "to": "Complete"}, headers={"Accept": "application/json"}
    )

    assert response.status_code == 404


def test_a_column_that_is_not_there_is_not_found(staff):
    order = placed("K-1", "Dispatched")

    assert move(staff, order, "Elsewhere").status_code == 404
    assert status_of(order) == "Dispatched"


def test_without_a_script_one_comes_back_to_the_board_with_the_words(staff):
    order = placed("K-1", "Dispatched")
    data = {"card": order.pk, "from": "Dispatched", "to": "Complete"}

    response = staff.post(BOARD + "?q=k-1", data, follow=True)

    assert response.redirect_chain == [(BOARD + "?q=k-1", 302)]
    assert [str(message) for message in response.context["messages"]] == ["“K-1” is in “Completed” now."]
    assert status_of(order) == "Complete"


def test_a_supplier_neither_sees_nor_moves_the_orders_of_others(client):
    order = placed("K-1", "Dispatched")
    supplier = staff_with("order.view_order", *RIGHTS)
    supplier.is_staff = False
    supplier.save()
    client.force_login(supplier)

    assert columns(client.get(BOARD))["Dispatched"] == []
    assert move(client, order, "Complete").status_code == 404
    assert status_of(order) == "Dispatched"
    PartnerFactory().users.add(supplier)
    assert columns(client.get(BOARD))["Dispatched"] == ["K-1"]


def test_a_board_is_no_file(staff):
    placed("K-1")

    assert staff.get(BOARD + "?export=csv")["Content-Type"].startswith("text/html")
