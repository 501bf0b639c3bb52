"""The map: where pins stand, what is shown of the world."""

import pytest

from partners.locator.maps import HEIGHT, WIDTH, map_of
from tests.partners.locator.factories import ListingFactory, country

pytestmark = pytest.mark.django_db


def test_pin_stands_at_its_own_coordinates():
    shown = map_of([ListingFactory(latitude="53.5500", longitude="10.0000")])

    (pin,) = shown.pins
    assert (pin.x, pin.y, pin.is_exact) == (1900, 364.5, True)
    assert shown.left < pin.x < shown.left + shown.width
    assert shown.top < pin.y < shown.top + shown.height


def test_without_coordinates_it_stands_in_the_middle_of_the_country():
    first, second = map_of([ListingFactory(), ListingFactory()]).pins

    assert not first.is_exact
    assert (first.x, first.y) != (second.x, second.y)


def test_window_stays_in_the_world():
    ends = [
        ListingFactory(latitude="-54.8", longitude="-68.3"),
        ListingFactory(latitude="70", longitude="179.9"),
    ]

    shown = map_of(ends)

    assert shown.left >= 0
    assert shown.left + shown.width <= WIDTH
    assert shown.top >= 0
    assert shown.top + shown.height <= HEIGHT


def test_country_that_nobody_placed_has_no_map():
    assert map_of([ListingFactory(country=country("ZZ"))]) is None
