"""From which warehouse an order leaves: rules in order, and every step written down.

A rule is a class with `apply(case)`: it drops places or adds a key to order them by, and notes
what it did. KILN_ROUTING_RULES names the classes; a shop may add its own. Pure: reads no database.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from shop.stock.geography import CENTRES, distance_km
from shop.stock.models import Warehouse

Step = dict[str, Any]
FARTHEST = 99_999


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where the parcel goes; what is not known is empty. `pickup` is the warehouse where its buyer comes."""

    country: str = ""
    postcode: str = ""
    pickup: int | None = None


@dataclass(frozen=True, kw_only=True)
class LineRequest:
    """So many pieces of one stock record."""

    record_id: int
    sku: str
    quantity: int


@dataclass(kw_only=True)
class AllocationRequest:
    """What is to be decided for one seller's part of an order: `free` by (record, warehouse)."""

    wants: list[LineRequest]
    places: list[Warehouse]
    free: dict[tuple[int, int], int]
    destination: Destination
    keys: list[Callable[[Warehouse], object]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def note(self, code: str, **facts: object) -> None:
        """Write down a step: what was decided, and by which facts."""
        self.steps.append({"code": code, **facts})

    def lacks(self, place: Warehouse) -> list[str]:
        """List the SKUs of which a place has too few pieces."""
        return [w.sku for w in self.wants if self.free.get((w.record_id, place.pk), 0) < w.quantity]

    def ranked(self) -> list[Warehouse]:
        """Return the places, best first, by the rules' keys in their order."""
        return sorted(self.places, key=lambda place: (*(key(place) for key in self.keys), place.pk))


class Rule(Protocol):
    """What a routing rule has to be able to do."""

    def apply(self, case: AllocationRequest) -> None:
        """Narrow or order the case's places."""


class ShipsToCountry:
    """Only warehouses that send to the buyer's country; all of them where none does."""

    def apply(self, case: AllocationRequest) -> None:
        """Drop the places that do not serve the country."""
        country = case.destination.country
        serving = [p for p in case.places if not country or not p.countries or country in p.countries]
        left_out = [str(p) for p in case.places if p not in serving]
        if not serving and case.places:
            case.note("market_none", country=country)
            return
        if left_out:
            case.note("market", country=country, left_out=left_out)
        case.places = serving


class SingleShipment:
    """A warehouse that has everything comes before any that would split the order."""

    def apply(self, case: AllocationRequest) -> None:
        """Keep the places that have all pieces, if there are any."""
        lacking = {place: case.lacks(place) for place in case.places}
        whole = [place for place, skus in lacking.items() if not skus]
        missed = [{"warehouse": str(p), "skus": skus} for p, skus in lacking.items() if skus]
        if whole:
            case.note("one_parcel", warehouses=[str(p) for p in whole], lacked=missed)
            case.places = whole
        elif case.places:
            case.note("no_single", lacked=missed)


class Nearest:
    """The nearer warehouse first: own country before others, there by postcode, else by distance."""

    def apply(self, case: AllocationRequest) -> None:
        """Order by nearness."""
        if not case.destination.country:
            return
        far = {place.pk: self.distance(place, case.destination) for place in case.places}
        case.keys.append(lambda place: far[place.pk])
        if len(case.places) > 1:
            nearest = min(case.places, key=lambda place: (far[place.pk], place.pk))
            abroad, steps_away = far[nearest.pk]
            facts = {"km": steps_away} if abroad and steps_away < FARTHEST else {}
            case.note("nearest", warehouse=str(nearest), country=case.destination.country, **facts)

    @staticmethod
    def distance(place: Warehouse, destination: Destination) -> tuple[int, int]:
        """Return (0, less the more of the postcode is shared) at home, else (1, kilometres)."""
        if place.country_id == destination.country:
            shared = 0
            for ours, theirs in zip(place.postcode, destination.postcode, strict=False):
                if ours != theirs:
                    break
                shared += 1
            return 0, -shared
        here = CENTRES.get(place.country_id or "")
        if place.latitude is not None and place.longitude is not None:
            here = (float(place.latitude), float(place.longitude))
        there = CENTRES.get(destination.country)
        return 1, distance_km(here, there) if here and there else FARTHEST


class Priority:
    """The lower the number, the earlier."""

    def apply(self, case: AllocationRequest) -> None:
        """Order by the warehouse's own number."""
        best = case.ranked()[:1]
        equals = [place for place in case.places if best and _is_equal(case, place, best[0])]
        if len({place.priority for place in equals}) > 1:
            first = min(equals, key=lambda place: (place.priority, place.pk))
            case.note("priority", warehouse=str(first), priority=first.priority)
        case.keys.append(lambda place: place.priority)


def _is_equal(case: AllocationRequest, one: Warehouse, other: Warehouse) -> bool:
    """Tell whether the rules applied so far see no difference between two places."""
    return all(key(one) == key(other) for key in case.keys)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What leaves from where: pieces by (record, warehouse); `waiting` are not there yet."""

    pieces: dict[tuple[int, int], int]
    waiting: dict[tuple[int, int], int]
    steps: list[Step]


def sourcing_rules() -> list[Rule]:
    """Return the shop's rules in their order."""
    return [import_string(path)() for path in settings.KILN_ROUTING_RULES]


def apply_rules(case: AllocationRequest, rules: Iterable[Rule] | None = None) -> Plan:
    """Apply the rules and fill the parcels, as few as can be.

    What lies where the buyer picks up stays there. Of the places left the one that completes most products
    is taken first, then the next for the rest. What is nowhere waits at the best place until it comes.
    """
    left = {want.record_id: want.quantity for want in case.wants}
    skus = {want.record_id: want.sku for want in case.wants}
    names = {place.pk: str(place) for place in case.places}
    pieces: dict[tuple[int, int], int] = {}
    pickup = next((place for place in case.places if place.pk == case.destination.pickup), None)
    if pickup is not None:
        _take_at_pickup(case, pickup, left, pieces)
    if any(left.values()):
        for rule in sourcing_rules() if rules is None else rules:
            rule.apply(case)
    ranked = case.ranked()
    if pickup is not None:
        ranked = [pickup, *(place for place in ranked if place != pickup)]
    places = list(ranked)
    while any(left.values()) and places:
        best = max(places, key=lambda place: (*_covered(case, left, place), -ranked.index(place)))
        if not _covered(case, left, best)[1]:
            break
        places.remove(best)
        for record_id, number in left.items():
            taken = min(number, case.free.get((record_id, best.pk), 0))
            if taken:
                pieces[record_id, best.pk] = pieces.get((record_id, best.pk), 0) + taken
                left[record_id] -= taken
    waiting = {(pk, ranked[0].pk): number for pk, number in left.items() if number and ranked}
    _note_parcels(case, pieces, waiting, names=names, skus=skus)
    return Plan(pieces=pieces, waiting=waiting, steps=case.steps)


def _take_at_pickup(
    case: AllocationRequest, place: Warehouse, left: dict[int, int], pieces: dict[tuple[int, int], int]
) -> None:
    """Take what lies at the pick-up point; the rules are asked for the rest alone."""
    for record_id, number in left.items():
        if taken := min(number, case.free.get((record_id, place.pk), 0)):
            pieces[record_id, place.pk] = taken
            left[record_id] -= taken
    case.note("pickup", warehouse=str(place))
    case.wants = [replace(want, quantity=left[want.record_id]) for want in case.wants if left[want.record_id]]
    case.free = {at: number - pieces.get(at, 0) for at, number in case.free.items()}


def _covered(case: AllocationRequest, left: dict[int, int], place: Warehouse) -> tuple[int, int]:
    """Return how many products a place completes, and how many pieces it has of what is left."""
    there = {pk: min(number, case.free.get((pk, place.pk), 0)) for pk, number in left.items() if number}
    return sum(there[pk] == left[pk] for pk in there), sum(there.values())


def _note_parcels(
    case: AllocationRequest,
    pieces: dict[tuple[int, int], int],
    waiting: dict[tuple[int, int], int],
    *,
    names: dict[int, str],
    skus: dict[int, str],
) -> None:
    parcels: dict[int, int] = {}
    for (_record, place), number in pieces.items():
        parcels[place] = parcels.get(place, 0) + number
    if parcels:
        case.note("parcels", parcels=[{"warehouse": names[pk], "pieces": n} for pk, n in parcels.items()])
    for (record, place), number in waiting.items():
        case.note("waiting", warehouse=names[place], sku=skus[record], pieces=number)
