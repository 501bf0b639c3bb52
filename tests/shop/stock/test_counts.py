import pytest

from shop.stock.exceptions import DocumentClosedError, StockError
from shop.stock.models import StockCount, StockLevel, StockMovement
from shop.stock.services import cancel_count, enter_count, post_count, receive, start_count
from tests.shop.factories import UserFactory
from tests.shop.stock.factories import WarehouseFactory, levels, record_of, stocked

pytestmark = pytest.mark.django_db


@pytest.fixture
def lisbon():
    return WarehouseFactory(code="lisbon")


def test_differences_are_posted_from_what_lies_there_now(lisbon):
    bowl, cup, jug = stocked({lisbon: 3}), stocked({lisbon: 5}), stocked({lisbon: 1})
    sheet = start_count(lisbon, note="Winter", user=UserFactory())
    lines = {line.level.stockrecord.product_id: line for line in sheet.lines.all()}
    enter_count(sheet, {lines[bowl.pk].pk: 4, lines[cup.pk].pk: 5})
    receive(record_of(bowl), lisbon, quantity=2)

    movements = post_count(sheet)

    assert [(m.quantity, m.reference, m.reason) for m in movements] == [(-1, sheet.number, "Winter")]
    assert (levels(bowl), levels(cup), levels(jug)) == (
        {"lisbon": (4, 0)},
        {"lisbon": (5, 0)},
        {"lisbon": (1, 0)},
    )
    expected = dict(sheet.lines.values_list("level__stockrecord__product", "expected"))
    assert expected == {bowl.pk: 5, cup.pk: 5, jug.pk: None}


def test_count_is_posted_once(lisbon):
    product = stocked({lisbon: 3})
    sheet = start_count(lisbon)
    line = sheet.lines.get()
    enter_count(sheet, {line.pk: 2})
    post_count(sheet)
    receive(record_of(product), lisbon, quantity=1)

    with pytest.raises(DocumentClosedError):
        post_count(sheet)
    with pytest.raises(DocumentClosedError):
        enter_count(sheet, {line.pk: 9})

    assert levels(product) == {"lisbon": (3, 0)}
    assert StockMovement.objects.filter(kind="count").count() == 1


def test_empty_or_cancelled_count_posts_nothing(lisbon):
    stocked({lisbon: 3})
    sheet = start_count(lisbon)

    with pytest.raises(StockError):
        post_count(sheet)
    cancel_count(sheet)
    with pytest.raises(DocumentClosedError):
        post_count(sheet)

    assert not StockMovement.objects.filter(kind="count").exists()


def test_each_count_is_of_its_own_warehouse_and_closes_alone(lisbon):
    porto = WarehouseFactory(code="porto")
    bowl = stocked({lisbon: 3, porto: 2})
    stocked({lisbon: 1})
    other, given_up = start_count(porto), start_count(porto)
    sheet = start_count(lisbon, levels=StockLevel.objects.filter(stockrecord=record_of(bowl)))

    enter_count(sheet, {sheet.lines.get().pk: 2})
    post_count(sheet)
    cancel_count(given_up)

    assert [line.level.warehouse for line in (*other.lines.all(), *sheet.lines.all())] == [porto, lisbon]
    states = dict(StockCount.objects.values_list("pk", "state"))
    assert states == {other.pk: "open", given_up.pk: "cancelled", sheet.pk: "posted"}
