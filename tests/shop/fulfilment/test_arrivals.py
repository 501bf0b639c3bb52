"""Carriers tell which parcels have arrived; a shipment has with the last of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.carriers.interface import CarrierError
from shop.events.models import Event
from shop.fulfilment.models import Parcel, Shipment
from shop.fulfilment.queries import delivered_at, tracking_of
from shop.fulfilment.services import add_parcel, count_all, finish_picking, note_arrivals, pack, ship
from shop.fulfilment.tasks import ask_for_arrivals
from shop.order.models import Order
from shop.withdrawal.periods import last_day, settings_now
from tests.shop.carriers.factories import carrier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
ARRIVED = {}
ASKED = []


class Silent:
    """A carrier that tells of no arrivals."""

    title, settings = "Silent", ()

    def __init__(self, account):
        self.account = account

    def rates(self, parcel):
        return []

    def make_label(self, parcel):
        raise CarrierError("Not today.")

    def tracking_url(self, number):
        return ""


class Telling(Silent):
    """One that tells what `ARRIVED` says, and notes what it was asked."""

    def arrivals(self, numbers):
        ASKED.append(len(numbers))
        if "down" in ARRIVED:
            raise CarrierError("Not today.")
        return {**{number: at for number, at in ARRIVED.items() if number in numbers}, "X": timezone.now()}


@pytest.fixture(autouse=True)
def accounts(db, settings):
    paths = {name: f"{__name__}.{name}" for name in ("Telling", "Silent")}
    settings.KILN_CARRIER_PLUGINS = [*settings.KILN_CARRIER_PLUGINS, *paths.values()]
    ARRIVED.clear()
    ASKED.clear()
    carrier("quiet", plugin=paths["Silent"])
    return carrier("telling", plugin=paths["Telling"])


@pytest.fixture
def under_way(shipments, packer):
    """Each shipment gone out, the first in two parcels of the carrier that tells."""
    found = shipments["porto"]
    add_parcel(shipments["lisbon"], carrier="quiet", tracking_number="Q1", by=packer)
    for number in ("T1", "T2"):
        add_parcel(found, carrier="telling", tracking_number=number, by=packer)
    for shipment in shipments.values():
        finish_picking(shipment, by=packer)
        for row in shipment.lines.all():
            count_all(row, by=packer)
        ship(pack(shipment, by=packer), by=packer)
    return found


def ago(**delta):
    return timezone.now() - timedelta(**delta)


def test_shipment_has_arrived_with_the_last_of_its_parcels(under_way):
    Shipment.objects.update(shipped_at=ago(days=3))
    ARRIVED["T1"] = ago(days=1)
    ask_for_arrivals()
    under_way.refresh_from_db()
    assert (under_way.state, [each.delivered_at for each in tracking_of(under_way.order)].count(None)) == (
        "shipped",
        2,
    )
    ARRIVED["T2"] = last = ago(hours=2)
    ask_for_arrivals()
    ask_for_arrivals()
    under_way.refresh_from_db()
    assert (under_way.state, under_way.delivered_at) == ("delivered", last)
    assert Event.objects.filter(name="ShipmentDelivered").count() == 1
    assert ASKED == [2, 1]


def test_withdrawal_counts_from_the_arrival_of_the_last_shipment(under_way):
    Shipment.objects.update(shipped_at=ago(days=3))
    ARRIVED.update(T1=ago(days=1), T2=ago(days=1))
    ask_for_arrivals()
    assert delivered_at(Order.objects.get()) is None
    assert note_arrivals("quiet", {"Q1": (last := ago(minutes=5))}) == 1
    arrived = delivered_at(Order.objects.get())
    assert arrived == last
    rules = settings_now()
    due = last_day(placed=arrived.date(), delivered=arrived.date(), rules=rules)
    assert (due - arrived.date()).days >= rules.period_days


def test_what_cannot_be_is_not_believed(under_way):
    ARRIVED.update(T1=timezone.now() + timedelta(days=1), T2=ago(days=900))
    ask_for_arrivals()
    assert dict(Parcel.objects.filter(carrier="telling").values_list("tracking_number", "delivered_at")) == {
        "T1": None,
        "T2": Shipment.objects.get(pk=under_way.pk).shipped_at,
    }


def test_a_number_of_another_carrier_is_not_meant(under_way):
    assert note_arrivals("quiet", {"T1": timezone.now(), "T2": timezone.now(), "": timezone.now()}) == 0


def test_a_carrier_that_does_not_answer_keeps_no_other_from_being_asked(under_way, settings, caplog):
    Parcel.objects.filter(tracking_number="T2").update(carrier="second")
    carrier("second", plugin=f"{__name__}.Telling")
    ARRIVED["down"] = timezone.now()
    ask_for_arrivals()
    assert (ASKED, "does not tell" in caplog.text) == ([1, 1], True)
