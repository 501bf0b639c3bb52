"""A map without a service: outlines of countries that lie in the repository, cropped to where partners are.

The projection is equirectangular, ten units to the degree, as that of `static/img/world.svg`: x grows to the
east from 180° W, y to the south from 90° N. The list beside the map says the same in words.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, pi, sin

from partners.locator.centres import CENTRES
from partners.locator.models import PartnerListing

UNITS, WIDTH, HEIGHT = 10, 3600, 1800
SMALLEST, RATIO = 160, 2
#: Pins in one spot stand around it, so many of them in a round.
ROUND = 8


@dataclass(frozen=True, kw_only=True)
class Pin:
    """A partner on the map, in the map's units; `is_exact` without a place of its own is False."""

    listing: PartnerListing
    x: float
    y: float
    is_exact: bool


@dataclass(frozen=True, kw_only=True)
class Map:
    """What part of the world is shown and the pins on it; `radius` fits what is shown."""

    pins: list[Pin]
    left: float
    top: float
    width: float
    height: float

    @property
    def view_box(self) -> str:
        """The part that is shown, as SVG writes it."""
        return f"{self.left:.0f} {self.top:.0f} {self.width:.0f} {self.height:.0f}"

    @property
    def radius(self) -> str:
        """How large a pin is."""
        return f"{self.width / 70:.1f}"


def place_of(listing: PartnerListing) -> tuple[float, float, bool] | None:
    """Return latitude, longitude and whether they are its own; None for a country that has no middle here."""
    if listing.latitude is not None and listing.longitude is not None:
        return float(listing.latitude), float(listing.longitude), True
    middle = CENTRES.get(listing.country_id)
    return (*middle, False) if middle else None


def map_of(listings: Iterable[PartnerListing]) -> Map | None:
    """Set partners on the map; None where none can be."""
    placed = [(listing, place) for listing in listings if (place := place_of(listing))]
    if not placed:
        return None
    spots = [((lon + 180) * UNITS, (90 - lat) * UNITS) for _listing, (lat, lon, _own) in placed]
    left, top, width, height = _window(spots)
    seen: Counter[tuple[int, int]] = Counter()
    pins = []
    for (listing, (_lat, _lon, is_exact)), (x, y) in zip(placed, spots, strict=True):
        near = (round(x * 40 / width), round(y * 40 / width))
        dx, dy = _aside(seen[near], step=width / 32)
        seen[near] += 1
        pins.append(Pin(listing=listing, x=round(x + dx, 1), y=round(y + dy, 1), is_exact=is_exact))
    return Map(pins=pins, left=left, top=top, width=width, height=height)


def _window(spots: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Return the part of the world around some spots, twice as wide as high, with room at the edges."""
    xs, ys = [x for x, _y in spots], [y for _x, y in spots]
    needed = max(max(xs) - min(xs), (max(ys) - min(ys)) * RATIO, SMALLEST)
    width = min(WIDTH, needed * 1.4)
    height = width / RATIO
    left = (max(xs) + min(xs) - width) / 2
    top = (max(ys) + min(ys) - height) / 2
    return max(0, min(left, WIDTH - width)), max(0, min(top, HEIGHT - height)), width, height


def _aside(number: int, *, step: float) -> tuple[float, float]:
    """Move the second and later pins of a spot around it."""
    if not number:
        return 0, 0
    angle = 2 * pi * (number - 1) / ROUND
    far = step * (1 + (number - 1) // ROUND)
    return far * cos(angle), far * sin(angle)
