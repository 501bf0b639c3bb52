"""Where a seller's pieces lie if nobody says so, and what is told as they go."""

import pytest

from shop.events.models import Event
from shop.stock.services import default_warehouse
from shop.stock.services.ledger import announce
from tests.shop.factories import PartnerFactory
from tests.shop.stock.factories import WarehouseFactory, record_of, stocked

pytestmark = pytest.mark.django_db


def test_first_active_warehouse_of_the_seller_comes_first():
    workshop = PartnerFactory()
    WarehouseFactory(code="other", seller=PartnerFactory(code="other", name="Other"), priority=0)
    closed = WarehouseFactory(code="closed", priority=1, is_active=False)
    assert default_warehouse(workshop) == closed

    second, first = WarehouseFactory(code="b", priority=5), WarehouseFactory(code="c", priority=4)
    assert default_warehouse(workshop) == first
    first.delete()
    assert default_warehouse(workshop) == second


def test_seller_without_any_gets_one_of_their_name_and_code():
    WarehouseFactory(code="taken", seller=PartnerFactory())
    named = PartnerFactory(code="clay", name="Clay")
    taken = PartnerFactory(code="taken", name="Taken")
    bare = PartnerFactory(code="bare", name="Bare")
    bare.code = bare.name = ""

    made = [default_warehouse(seller) for seller in (named, taken, bare)]

    assert [(place.code, place.name, place.seller) for place in made] == [
        ("clay", "Clay", named),
        (f"taken-{taken.pk}", "Taken", taken),
        (f"seller-{bare.pk}", f"seller-{bare.pk}", bare),
    ]
    assert default_warehouse(named) == made[0]


@pytest.mark.parametrize(
    ("threshold", "before", "left", "told"),
    [
        (3, 4, 3, []),
        (3, 3, 2, ["StockLow"]),
        (3, 2, 1, []),
        (None, 2, 1, []),
        (None, 1, 0, ["StockLow"]),
        (None, 0, 1, ["StockReplenished"]),
        (None, -2, 0, []),
        (None, 1, 2, []),
        (3, 2, 5, []),
    ],
)
def test_low_is_told_on_the_way_down_and_there_again_on_the_way_up(threshold, before, left, told):
    record = record_of(stocked({WarehouseFactory(): 0}))
    Event.objects.all().delete()
    record.num_in_stock, record.low_stock_threshold = left, threshold

    announce(record, before=before)

    payloads = {event.name: event.payload for event in Event.objects.all()}
    assert list(payloads) == told
    assert [payload["left"] for payload in payloads.values()] == [left] * len(told)
    if told == ["StockLow"]:
        assert payloads["StockLow"]["threshold"] == (threshold or 1)
