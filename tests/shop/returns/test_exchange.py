from decimal import Decimal

import pytest

from shop.order.models import Order
from shop.partner.models import StockRecord
from shop.payments.queries import balance_of
from shop.returns.exceptions import ReturnRefusedError
from shop.returns.replacements import replacements_of
from shop.returns.services import Wanted, approve, cancel, request_return
from shop.returns.settling import proposed, settle
from shop.returns.states import Outcome
from shop.stock.models import Reservation
from shop.stock.services import release_expired
from tests.shop.factories import ParentProductFactory, ProductFactory
from tests.shop.returns.kit import arrived, returned, sent_order, settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def family():
    """A cup in three sizes: 10, 10 and 14 EUR."""
    cup = ParentProductFactory(title="Cup")
    prices = {"S": "10.00", "M": "10.00", "L": "14.00"}
    return {
        size: ProductFactory(
            structure="child", parent=cup, title=size, upc=f"CUP-{size}", price=Decimal(price)
        )
        for size, price in prices.items()
    }


def record_of(product):
    return StockRecord.objects.get(product=product)


def exchanged(order, product, *, key="one"):
    line = order.lines.first()
    return returned(order, {line: 1}, outcome=Outcome.EXCHANGE, replacements={line.pk: product.pk}, key=key)


def test_even_exchange_costs_nothing_and_is_sent_once_the_piece_is_back(family):
    order = sent_order(lines=[(family["S"], 1)])
    before = balance_of(order)
    found = exchanged(order, family["M"])
    assert record_of(family["M"]).num_reserved == 1

    settlement = settled(arrived(found))

    order = Order.objects.get(pk=order.pk)
    assert (settlement.amount, settlement.outcome) == (0, "exchange")
    assert [line.product_id for line in order.lines.order_by("pk")] == [family["S"].pk, family["M"].pk]
    assert (record_of(family["M"]).num_reserved, record_of(family["M"]).num_allocated) == (0, 1)
    assert balance_of(order).outstanding == 0
    assert balance_of(order).kept == before.kept


def test_exchange_for_something_dearer_leaves_the_difference_to_pay(family):
    order = sent_order(lines=[(family["S"], 1)])

    settled(arrived(exchanged(order, family["L"])))

    order = Order.objects.get(pk=order.pk)
    price = record_of(family["L"]).price - record_of(family["S"]).price
    assert balance_of(order).outstanding == price


def test_exchange_for_something_cheaper_gives_the_difference_back(family):
    order = sent_order(lines=[(family["L"], 1)])

    settlement = settled(arrived(exchanged(order, family["S"])))

    assert settlement.amount == record_of(family["L"]).price - record_of(family["S"]).price
    assert balance_of(Order.objects.get(pk=order.pk)).outstanding == 0


def test_the_replacement_stays_reserved_while_the_piece_is_on_its_way(family):
    order = sent_order(lines=[(family["S"], 1)])
    StockRecord.objects.filter(product=family["M"]).update(num_in_stock=1)
    exchanged(order, family["M"])

    release_expired()

    assert Reservation.objects.count() == 1
    line = order.lines.get()
    assert family["M"].pk not in [each.product_id for each in replacements_of([line], order)[line.pk]]


def test_the_last_piece_that_is_reserved_is_the_one_that_is_sent(family):
    order = sent_order(lines=[(family["S"], 1)])
    found = exchanged(order, family["M"])
    record = record_of(family["M"])
    StockRecord.objects.filter(pk=record.pk).update(num_in_stock=1)

    assert proposed(arrived(found)).problems == []


def test_a_cancelled_exchange_lets_the_replacement_go(family):
    order = sent_order(lines=[(family["S"], 1)])
    found = exchanged(order, family["M"])

    cancel(found)

    assert record_of(family["M"]).num_reserved == 0


def test_an_exchange_for_what_is_sold_out_is_not_approved(family):
    order = sent_order(lines=[(family["S"], 1)])
    line = order.lines.get()
    wanted = [Wanted(line_id=line.pk, quantity=1, replacement_id=family["M"].pk)]
    found = request_return(order, wanted, key="one", outcome=Outcome.EXCHANGE)
    StockRecord.objects.filter(product=family["M"]).update(num_in_stock=0)

    with pytest.raises(ReturnRefusedError):
        approve(found)

    found.refresh_from_db()
    assert found.state == "requested"


def test_money_goes_in_part_to_the_original_method_and_in_part_to_store_credit(family):
    order = sent_order(lines=[(family["L"], 1)])
    found = arrived(returned(order, {order.lines.get(): 1}))

    settlement = settle(found, fingerprint=proposed(found).fingerprint, credit=Decimal("4.00"))

    refunds = {refund.destination: refund.amount for refund in order.refunds.all()}
    assert settlement.outcome == "credit"
    assert refunds == {"original": settlement.amount - 4, "store_credit": Decimal("4.00")}
