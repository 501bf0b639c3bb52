import pytest
from django.core.exceptions import ValidationError

from shop.events.models import Event
from shop.order.exceptions import ChangeRefusedError, MoveForbiddenError
from shop.order.services import cancel_order
from shop.order_holds.models import OrderHold
from shop.order_holds.queries import is_held, open_holds
from shop.order_holds.services import hold_order, release_hold
from tests.crm_core.factories import staff_with
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db


def test_hold_is_noted_and_told():
    order, clerk = OrderFactory(), staff_with("order_holds.add_orderhold")

    hold = hold_order(order, reason=" Odd address ", by=clerk)

    assert open_holds(order) == [hold]
    assert (hold.reason, hold.by, hold.kind) == ("Odd address", clerk, "manual")
    assert order.notes.get().message == "Order held: Odd address"
    assert Event.objects.get(name="OrderHeld").payload == {"order_id": order.pk, "hold_id": hold.pk}


def test_release_says_who_and_why_once():
    order, chief = OrderFactory(), staff_with("order_holds.release_orderhold")
    hold = hold_order(order, reason="Odd address")

    release_hold(hold, note="Called", by=chief)
    release_hold(hold, note="Again", by=chief)

    assert is_held(order) is False
    assert (hold.release_note, hold.released_by) == ("Called", chief)
    assert Event.objects.filter(name="OrderReleased").count() == 1


def test_signal_holds_an_order_once_even_after_its_release():
    order = OrderFactory()
    hold = hold_order(order, reason="Differs", kind="fraud", signal="other-country")
    release_hold(hold, note="Fine")

    assert hold_order(order, reason="Differs", kind="fraud", signal="other-country") is None
    assert is_held(order) is False


def test_nothing_without_right_reason_or_goods():
    order, stranger = OrderFactory(), staff_with("order.change_order")
    hold = hold_order(order, reason="Odd")

    with pytest.raises(MoveForbiddenError):
        hold_order(order, reason="Odd", by=stranger)
    with pytest.raises(MoveForbiddenError):
        release_hold(hold, note="Fine", by=stranger)
    with pytest.raises(ValidationError):
        hold_order(order, reason="  ")
    with pytest.raises(ValidationError):
        release_hold(hold, note="")
    with pytest.raises(ChangeRefusedError):
        hold_order(cancel_order(OrderFactory()), reason="Odd")

    assert list(OrderHold.objects.values_list("order", "released_at")) == [(order.pk, None)]
