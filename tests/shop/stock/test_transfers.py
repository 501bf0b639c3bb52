import pytest

from shop.stock.exceptions import DocumentClosedError, StockError
from shop.stock.models import StockTransfer
from shop.stock.services import cancel_transfer, receive_transfer, send_transfer, start_transfer
from shop.stock.services.transfers import change_transfer
from tests.shop.factories import OrderFactory, PartnerFactory
from tests.shop.stock.factories import WarehouseFactory, levels, record_of, stocked, totals

pytestmark = pytest.mark.django_db


@pytest.fixture
def lisbon():
    return WarehouseFactory(code="lisbon")


@pytest.fixture
def porto():
    return WarehouseFactory(code="porto")


def test_pieces_on_their_way_cannot_be_sold(lisbon, porto):
    product = stocked({lisbon: 5})
    paper = start_transfer(lisbon, porto, {record_of(product): 3})
    assert totals(product) == (5, 0, 0)

    send_transfer(paper)
    assert (totals(product), levels(product)) == ((2, 0, 0), {"lisbon": (2, 0)})

    receive_transfer(paper, {paper.lines.get().pk: 2})
    assert (totals(product), levels(product)) == ((4, 0, 0), {"lisbon": (2, 0), "porto": (2, 0)})
    assert paper.lines.get().received == 2


def test_transfer_is_sent_and_received_once(lisbon, porto):
    product = stocked({lisbon: 5})
    paper = start_transfer(lisbon, porto, {record_of(product): 2})
    send_transfer(paper)
    with pytest.raises(DocumentClosedError):
        send_transfer(paper)
    receive_transfer(paper)

    with pytest.raises(DocumentClosedError):
        receive_transfer(paper)
    with pytest.raises(DocumentClosedError):
        cancel_transfer(paper)

    assert levels(product) == {"lisbon": (3, 0), "porto": (2, 0)}


def test_promised_pieces_are_not_carried_away(lisbon, porto):
    bowl, cup = stocked({lisbon: 5}), stocked({lisbon: 5})
    OrderFactory(lines=[(cup, 4)])
    paper = start_transfer(lisbon, porto, {record_of(bowl): 2, record_of(cup): 2})

    with pytest.raises(StockError):
        send_transfer(paper)

    assert paper.state == "draft"
    assert levels(bowl) == {"lisbon": (5, 0)}


def test_transfer_stays_with_one_seller(lisbon):
    other = WarehouseFactory(seller=PartnerFactory(code="other", name="Other"))
    product = stocked({lisbon: 5})

    with pytest.raises(StockError):
        start_transfer(lisbon, other, {record_of(product): 1})
    with pytest.raises(StockError):
        start_transfer(lisbon, lisbon, {record_of(product): 1})


def test_more_than_was_sent_cannot_arrive(lisbon, porto):
    product = stocked({lisbon: 5})
    paper = start_transfer(lisbon, porto, {record_of(product): 2})
    send_transfer(paper)

    with pytest.raises(StockError):
        receive_transfer(paper, {paper.lines.get().pk: 3})

    assert levels(product) == {"lisbon": (3, 0)}


def rows_of_transfers(*documents):
    return [
        list(StockTransfer.objects.filter(pk=document.pk).values_list("state", "note", "lines__received"))
        for document in documents
    ]


def test_each_transfer_goes_its_own_way(lisbon, porto):
    bowl, cup = stocked({lisbon: 9}), stocked({lisbon: 9})
    first, other, third = (
        start_transfer(lisbon, porto, {record_of(product): 2}) for product in (bowl, cup, bowl)
    )

    change_transfer(first, {record_of(bowl): 3}, note="By van")
    assert rows_of_transfers(first, other) == [[("draft", "By van", None)], [("draft", "", None)]]
    send_transfer(first)
    assert rows_of_transfers(first, other) == [[("sent", "By van", None)], [("draft", "", None)]]
    receive_transfer(first)
    assert rows_of_transfers(first, other) == [[("received", "By van", 3)], [("draft", "", None)]]
    cancel_transfer(third)
    assert rows_of_transfers(first, other, third) == [
        [("received", "By van", 3)],
        [("draft", "", None)],
        [("cancelled", "", None)],
    ]
    assert (levels(bowl), levels(cup)) == ({"lisbon": (6, 0), "porto": (3, 0)}, {"lisbon": (9, 0)})
