import pytest
from django.test import override_settings

from shop.stock.explanation import explain
from shop.stock.services.sourcing import plan_sourcing
from shop.stock.sourcing_rules import Destination
from tests.shop.stock.factories import WarehouseFactory, record_of, stocked

pytestmark = pytest.mark.django_db
GERMANY = Destination(country="DE", postcode="01662")


@pytest.fixture
def lisbon():
    return WarehouseFactory(code="lisbon", country="PT", priority=1)


@pytest.fixture
def rotterdam():
    return WarehouseFactory(code="rotterdam", country="NL", priority=2)


@pytest.fixture
def meissen():
    return WarehouseFactory(code="meissen", country="DE", postcode="01662", priority=3)


def from_where(wanted, destination=GERMANY):
    routes = plan_sourcing(
        {record_of(product): number for product, number in wanted}, destination=destination
    )
    codes = {level.warehouse_id: level.warehouse.code for level in routes.levels.values()}
    return {(codes[place]): number for (_record, place), number in routes.placed.items()}, explain(
        routes.steps
    )


def test_nearer_warehouse_sends(lisbon, rotterdam, meissen):
    product = stocked({lisbon: 5, rotterdam: 5, meissen: 5})

    assert from_where([(product, 2)])[0] == {"meissen": 2}
    assert from_where([(product, 2)], Destination(country="FR"))[0] == {"rotterdam": 2}
    assert from_where([(product, 2)], Destination(country="ES"))[0] == {"lisbon": 2}


def test_at_home_the_postcode_decides(meissen):
    berlin = WarehouseFactory(code="berlin", country="DE", postcode="10115", priority=1)
    product = stocked({meissen: 5, berlin: 5})

    assert from_where([(product, 1)])[0] == {"meissen": 1}
    assert from_where([(product, 1)], Destination(country="DE", postcode="10999"))[0] == {"berlin": 1}


def test_one_parcel_goes_before_near(lisbon, meissen):
    product, other = stocked({lisbon: 5, meissen: 5}), stocked({lisbon: 5, meissen: 0}, upc="KC-012")

    routed, words = from_where([(product, 1), (other, 1)])

    assert routed == {"lisbon": 1}
    assert words == [
        "Ships from Lisbon: everything in one shipment.",
        "Lisbon can ship everything at once. Meissen lacked KC-012.",
    ]


def test_order_of_rules_is_the_shops(lisbon, meissen):
    product = stocked({lisbon: 5, meissen: 5})

    with override_settings(
        KILN_ROUTING_RULES=["shop.stock.sourcing_rules.Priority", "shop.stock.sourcing_rules.Nearest"]
    ):
        assert from_where([(product, 1)])[0] == {"lisbon": 1}


def test_warehouse_that_does_not_send_there_is_left_out(lisbon, meissen):
    meissen.serves = "AT CH"
    meissen.save()
    product = stocked({lisbon: 5, meissen: 5})

    routed, words = from_where([(product, 1)])

    assert routed == {"lisbon": 1}
    assert "Meissen: does not ship to Germany." in words


def test_closed_warehouse_sends_nothing(lisbon, meissen):
    meissen.is_active = False
    meissen.save()
    product = stocked({lisbon: 5, meissen: 5})

    assert from_where([(product, 1)])[0] == {"lisbon": 1}


def test_split_takes_as_few_parcels_as_can_be(lisbon, rotterdam, meissen):
    product = stocked({lisbon: 4, rotterdam: 1, meissen: 1})

    routed, words = from_where([(product, 5)])

    assert routed == {"lisbon": 4, "meissen": 1}
    assert words[0] == "Ships in 2 shipments: 4 units from Lisbon, 1 unit from Meissen."


def test_what_is_nowhere_waits_at_the_best_place(lisbon, meissen):
    product = stocked({lisbon: 0, meissen: 1}, upc="KC-9")

    routed, words = from_where([(product, 3)])

    assert routed == {"meissen": 3}
    assert words[1] == "2 units of KC-9 are not in stock yet and will ship from Meissen."
