"""Gift cards leave with no parcel: their order ends once they are issued."""

import pytest

from shop.fulfilment.models import Shipment
from shop.fulfilment.services import dispatch, finish_mailed, plan_shipments, ship
from shop.fulfilment.subscribers import on_gift_card_issued, on_order_paid
from shop.fulfilment.tasks import look_after_shipments
from shop.gift_cards.events import GiftCardIssued
from shop.gift_cards.services import issue_for_order
from shop.mail.models import Mail
from shop.notifications.subscribers import on_order_dispatched
from shop.order.events import OrderDispatched, OrderPaid
from shop.order.models import Line, Order
from shop.order.services import mark_order_paid
from shop.order_holds.services import hold_order
from shop.tax.table import OUT_OF_SCOPE
from tests.shop.factories import OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db


def an_order(*sold):
    """A paid order; what is called Card is sold as a gift card."""
    order = OrderFactory(lines=[(ProductFactory(title=title, price="50.00"), many) for title, many in sold])
    order.lines.filter(title="Card").update(tax_code=OUT_OF_SCOPE)
    mark_order_paid(order)
    return Order.objects.get(pk=order.pk)


def status(order):
    return Order.objects.get(pk=order.pk).status


def test_an_order_of_gift_cards_is_complete_once_they_are_issued():
    order = an_order(("Card", 2))
    on_order_paid(OrderPaid(order_id=order.pk))
    assert (status(order), Shipment.objects.count()) == ("Paid", 0)

    cards = issue_for_order(order)
    for card in [*cards, *cards]:
        on_gift_card_issued(GiftCardIssued(card_id=card.pk))

    assert (status(order), Shipment.objects.count()) == ("Complete", 0)
    on_order_dispatched(OrderDispatched(order_id=order.pk))
    assert not Mail.objects.filter(key__startswith=f"order:{order.pk}:dispatch").exists()


def test_a_mixed_order_ships_the_rest_and_ends_with_it():
    order = an_order(("Card", 2), ("Bowl", 1))
    on_order_paid(OrderPaid(order_id=order.pk))
    issue_for_order(order)
    finish_mailed(order)
    (shipment,) = plan_shipments(order)
    assert [(row.line.title, row.quantity) for row in shipment.lines.all()] == [("Bowl", 1)]
    assert status(order) == "Paid"

    Shipment.objects.update(state="packed")
    ship(shipment)

    assert status(order) == "Dispatched"
    assert sum(line.num_left for line in Line.objects.filter(order=order)) == 0


def test_a_mixed_order_dispatched_whole():
    order = an_order(("Card", 1), ("Bowl", 1))
    dispatch(order)
    assert status(order) == "Dispatched"


def test_what_is_left_of_a_mixed_order_whose_goods_are_called_off_is_completed():
    order = an_order(("Card", 1), ("Bowl", 1))
    issue_for_order(order)
    order.lines.filter(title="Bowl").update(num_cancelled=1)
    finish_mailed(order)
    assert status(order) == "Complete"


def test_a_held_order_of_gift_cards_waits():
    order = an_order(("Card", 1))
    issue_for_order(order)
    held = hold_order(order, reason="Looks odd")
    finish_mailed(order)
    assert status(order) == "Paid"

    type(held).objects.all().delete()
    look_after_shipments()

    assert status(order) == "Complete"
