"""Labels that carriers sell."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shop.carriers.interface import Label
from shop.dashboard.orders.fulfilment_panels import shipments as shipments_panel
from shop.fulfilment.carrying import order_label
from shop.fulfilment.exceptions import ShipmentRefusedError
from shop.fulfilment.history import shipment_entries
from shop.fulfilment.models import Parcel, Shipment
from shop.fulfilment.queries import tracking_of
from shop.fulfilment.services import add_parcel
from shop.order.services import cancel_order
from shop.order_holds.exceptions import OrderHeldError
from shop.order_holds.services import hold_order
from tests.shop.carriers.factories import carrier

pytestmark = pytest.mark.django_db
SOLD = []
MEANWHILE = []


class Seller:
    """A plug-in that counts its sales; somebody else may click while it answers."""

    title, settings = "Seller", ()

    def __init__(self, account):
        self.account = account

    def rates(self, parcel):
        return []

    def make_label(self, parcel):
        SOLD.append(parcel.reference)
        for call in MEANWHILE:
            call()
        return Label(pdf=b"%PDF", tracking_number=f"S{len(SOLD)}")

    def tracking_url(self, number):
        raise OSError("no network")


@pytest.fixture
def parcel(shipments, packer, settings):
    settings.KILN_CARRIER_PLUGINS = [f"{__name__}.Seller"]
    carrier("seller", plugin=settings.KILN_CARRIER_PLUGINS[0], tracking_template="https://x.example/{number}")
    SOLD.clear()
    MEANWHILE.clear()
    return add_parcel(shipments["porto"], carrier="seller", by=packer)


def test_two_clicks_buy_one_label(parcel, packer):
    def again():
        with pytest.raises(ShipmentRefusedError, match="being made"):
            order_label(Parcel.objects.get(pk=parcel.pk), by=packer)

    MEANWHILE.append(again)

    order_label(Parcel.objects.get(pk=parcel.pk), by=packer)
    order_label(parcel, by=packer)

    assert (len(SOLD), parcel.tracking_number) == (1, "S1")
    assert parcel.tracking_url == "https://x.example/S1"


def test_no_label_is_bought_for_an_order_that_is_held_or_cancelled(parcel, packer):
    order = parcel.shipment.order
    hold = hold_order(order, reason="Odd address")
    with pytest.raises(OrderHeldError, match="Odd address"):
        order_label(parcel, by=packer)
    hold.delete()
    cancel_order(order)
    with pytest.raises(ShipmentRefusedError, match="nothing of it"):
        order_label(parcel, by=packer)

    assert (SOLD, Parcel.objects.get(pk=parcel.pk).label) == ([], None)


def test_a_plug_in_that_fails_is_a_refusal_and_can_be_asked_again(parcel, packer):
    def fail():
        raise TimeoutError("slow")

    MEANWHILE.append(fail)
    with pytest.raises(ShipmentRefusedError, match="no usable label"):
        order_label(parcel, by=packer)
    MEANWHILE.clear()

    assert order_label(parcel, by=packer).tracking_number == "S2"


def test_what_tells_of_parcels_does_not_read_their_labels(parcel, packer):
    order_label(parcel, by=packer)
    order = parcel.shipment.order
    Shipment.objects.filter(pk=parcel.shipment_id).update(state="shipped", shipped_at=timezone.now())

    with CaptureQueriesContext(connection) as queries:
        assert [each.number for each in tracking_of(order)] == ["S1"]
        assert "S1" in next(shipment_entries(order)).text
        (shown,) = [each for each in shipments_panel(order, packer)["shipments"] if each.parcels.all()]
        assert shown.parcels.all()[0].tracking_number == "S1"

    assert [each["sql"] for each in queries if '"fulfilment_parcel"."label"' in each["sql"]] == []
