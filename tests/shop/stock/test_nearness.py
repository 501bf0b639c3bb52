"""How far it is, and what the rules of routing say when there is nothing to choose."""

from decimal import Decimal

import pytest

from shop.stock.explanation import explain
from shop.stock.geography import CENTRES, distance_km
from shop.stock.models import Warehouse
from shop.stock.sourcing_rules import (
    FARTHEST,
    AllocationRequest,
    Destination,
    LineRequest,
    Nearest,
    Priority,
    ShipsToCountry,
    SingleShipment,
    apply_rules,
)


def house(pk, **fields):
    return Warehouse(pk=pk, **{"code": f"house-{pk}", "name": f"House {pk}", **fields})


def case_of(*places, country="", wants=(), free=None):
    return AllocationRequest(
        wants=list(wants), places=list(places), free=free or {}, destination=Destination(country=country)
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "distance"),
    [
        ("01662", "01662", (0, -5)),
        ("01662", "01099", (0, -2)),
        ("01662", "90099", (0, 0)),
        ("01662", "", (0, 0)),
    ],
)
def test_at_home_it_is_nearer_the_more_of_the_postcode_is_shared(ours, theirs, distance):
    place = house(1, country_id="DE", postcode=ours)

    assert Nearest.distance(place, Destination(country="DE", postcode=theirs)) == distance


HAMBURG = {"latitude": Decimal("53.5"), "longitude": Decimal("10.0")}
GERMANY, FRANCE = CENTRES["DE"], CENTRES["FR"]


@pytest.mark.parametrize(
    ("place", "country", "distance"),
    [
        ({"country_id": "DE"}, "FR", distance_km(GERMANY, FRANCE)),
        ({"country_id": "DE", **HAMBURG}, "FR", distance_km((53.5, 10.0), FRANCE)),
        ({"country_id": "DE", "latitude": Decimal("53.5")}, "FR", distance_km(GERMANY, FRANCE)),
        ({"country_id": "DE", "longitude": Decimal("10.0")}, "FR", distance_km(GERMANY, FRANCE)),
        ({**HAMBURG}, "FR", distance_km((53.5, 10.0), FRANCE)),
        ({"country_id": "ZZ"}, "FR", FARTHEST),
        ({"country_id": "DE"}, "ZZ", FARTHEST),
        ({}, "FR", FARTHEST),
    ],
)
def test_abroad_coordinates_go_before_the_middle_of_the_country(place, country, distance):
    assert Nearest.distance(house(1, **place), Destination(country=country)) == (1, distance)


def test_the_nearest_of_several_is_named_with_its_way_where_that_is_known():
    near, far, unknown = (house(n, country_id=code) for n, code in [(3, "FR"), (2, "PL"), (1, "ZZ")])

    def told(country, *places):
        case = case_of(*places, country=country)
        Nearest().apply(case)
        return case.steps, [place.pk for place in case.ranked()]

    way = distance_km(FRANCE, CENTRES["ES"])
    assert told("ES", unknown, far, near) == (
        [{"code": "nearest", "warehouse": "House 3", "country": "ES", "km": way}],
        [3, 2, 1],
    )
    assert told("FR", unknown, near)[0] == [{"code": "nearest", "warehouse": "House 3", "country": "FR"}]
    assert told("ZY", unknown, near)[0] == [{"code": "nearest", "warehouse": "House 1", "country": "ZY"}]
    assert told("ES", near) == ([], [3])
    assert told("", unknown, near) == ([], [1, 3])


def test_without_a_place_no_rule_says_anything():
    case = case_of(country="DE", wants=[LineRequest(record_id=1, sku="KC-1", quantity=2)])

    plan = apply_rules(case, [ShipsToCountry(), SingleShipment(), Nearest(), Priority()])

    assert (plan.pieces, plan.waiting, plan.steps) == ({}, {}, [])


@pytest.mark.parametrize(
    ("country", "serves", "left", "codes"),
    [
        ("DE", ("DE", ""), [1, 2], []),
        ("DE", ("AT", "DE"), [2], ["market"]),
        ("DE", ("AT", "CH"), [1, 2], ["market_none"]),
        ("", ("AT", "CH"), [1, 2], []),
    ],
)
def test_market_keeps_who_sends_there_or_all(country, serves, left, codes):
    case = case_of(*(house(pk, serves=text) for pk, text in enumerate(serves, 1)), country=country)

    ShipsToCountry().apply(case)

    assert [place.pk for place in case.places] == left
    assert [step["code"] for step in case.steps] == codes


def test_one_parcel_is_noted_with_what_the_others_lack():
    wants = [
        LineRequest(record_id=1, sku="KC-1", quantity=2),
        LineRequest(record_id=2, sku="KC-2", quantity=1),
    ]
    case = case_of(house(1), house(2), wants=wants, free={(1, 1): 2, (2, 1): 1, (1, 2): 1, (2, 2): 1})

    SingleShipment().apply(case)

    lacked = [{"warehouse": "House 2", "skus": ["KC-1"]}]
    assert case.steps == [{"code": "one_parcel", "warehouses": ["House 1"], "lacked": lacked}]
    assert [place.pk for place in case.places] == [1]


@pytest.mark.parametrize(
    ("priorities", "first", "steps"),
    [
        ((2, 1), 2, [{"code": "priority", "warehouse": "House 2", "priority": 1}]),
        ((1, 1), 1, []),
    ],
)
def test_priority_decides_among_equals_and_says_so(priorities, first, steps):
    case = case_of(*(house(pk, priority=number) for pk, number in enumerate(priorities, 1)))

    Priority().apply(case)

    assert (case.ranked()[0].pk, case.steps) == (first, steps)


def test_priority_is_no_reason_where_a_rule_before_has_decided():
    case = case_of(house(1, priority=2), house(2, priority=1))
    case.keys.append(lambda place: place.pk)

    Priority().apply(case)

    assert (case.ranked()[0].pk, case.steps) == (1, [])


def test_pieces_are_taken_from_as_few_places_as_can_be_and_the_rest_waits_at_the_best():
    wants = [
        LineRequest(record_id=1, sku="KC-1", quantity=5),
        LineRequest(record_id=2, sku="KC-2", quantity=1),
    ]
    free = {(1, 1): 1, (1, 2): 3, (2, 2): 1, (1, 3): 9}
    case = case_of(house(1), house(2), house(3), wants=wants, free=free)
    case.keys.append(lambda place: place.pk)

    # The third completes one product and has most of it; then the second completes the other.
    assert apply_rules(case, []).pieces == {(1, 3): 5, (2, 2): 1}

    short = case_of(house(1), house(2), wants=wants, free={(1, 1): 1, (1, 2): 3})
    plan = apply_rules(short, [])
    assert (plan.pieces, plan.waiting) == ({(1, 2): 3, (1, 1): 1}, {(1, 1): 1, (2, 1): 1})


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"code": "gone"}, []),
        (
            {"code": "market_none", "country": "DE"},
            ["No warehouse is set to ship to Germany; all were considered."],
        ),
        (
            {"code": "nearest", "warehouse": "A", "country": "DE", "km": 0},
            ["A is the nearest to Germany (about 0 km)."],
        ),
        (
            {"code": "nearest", "warehouse": "A", "country": "DE"},
            ["A is the nearest to the address in Germany."],
        ),
        (
            {"code": "no_single", "lacked": [{"warehouse": "A", "skus": ["x", "y"]}]},
            ["No warehouse has everything in stock. A lacked x, y."],
        ),
        (
            {"code": "priority", "warehouse": "A", "priority": 3},
            ["Tied warehouses: A comes first (priority 3)."],
        ),
    ],
)
def test_steps_are_told_in_words(step, words):
    assert explain([step]) == words


def test_the_outcome_is_told_first():
    parcels = {"code": "parcels", "parcels": [{"warehouse": "A", "pieces": 1}]}

    assert explain([{"code": "market", "left_out": ["B"], "country": "DE"}, parcels]) == [
        "Ships from A: everything in one shipment.",
        "B: does not ship to Germany.",
    ]
