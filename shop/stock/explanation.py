"""The steps of a routing decision in words, in the reader's language."""

from collections.abc import Mapping
from typing import cast

from django.utils.translation import gettext as _, ngettext

from shop.countries import country_name_of
from shop.stock.sourcing_rules import Step


def explain(steps: list[Step], *, names: Mapping[str, str] | None = None) -> list[str]:
    """Return the steps as sentences, the outcome first; a step nobody knows any more is left out.

    `names` maps the names under which warehouses were written down to those that the reader knows.
    """
    steps = [cast("Step", _renamed(step, names)) for step in steps] if names else steps
    told = [(step["code"], WORDS[step["code"]](step)) for step in steps if step["code"] in WORDS]
    outcome = [words for code, words in told if code in OUTCOMES]
    return outcome + [words for code, words in told if code not in OUTCOMES]


def _renamed(told: object, names: Mapping[str, str]) -> object:
    if isinstance(told, dict):
        return {key: _renamed(value, names) if key in NAMED else value for key, value in told.items()}
    if isinstance(told, list):
        return [_renamed(value, names) for value in told]
    return names.get(told, told) if isinstance(told, str) else told


def _with_country(step: Step) -> Step:
    return {**step, "country": country_name_of(step["country"])}


def _parcels(step: Step) -> str:
    parcels = step["parcels"]
    if len(parcels) == 1:
        return _("Ships from %(warehouse)s: everything in one shipment.") % parcels[0]
    parts = [
        ngettext("%(pieces)d unit from %(warehouse)s", "%(pieces)d units from %(warehouse)s", p["pieces"]) % p
        for p in parcels
    ]
    return _("Ships in %(number)d shipments: %(parts)s.") % {"number": len(parcels), "parts": _and(parts)}


def _waiting(step: Step) -> str:
    return (
        ngettext(
            "%(pieces)d unit of %(sku)s is not in stock yet and will ship from %(warehouse)s.",
            "%(pieces)d units of %(sku)s are not in stock yet and will ship from %(warehouse)s.",
            step["pieces"],
        )
        % step
    )


def _one_parcel(step: Step) -> str:
    have = _("%(warehouses)s can ship everything at once.") % {"warehouses": _and(step["warehouses"])}
    return " ".join([have, *_lacked(step)])


def _no_single(step: Step) -> str:
    return " ".join([_("No warehouse has everything in stock."), *_lacked(step)])


def _lacked(step: Step) -> list[str]:
    return [
        _("%(warehouse)s lacked %(skus)s.") % {"warehouse": lack["warehouse"], "skus": _and(lack["skus"])}
        for lack in step["lacked"]
    ]


def _market(step: Step) -> str:
    return _("%(warehouses)s: does not ship to %(country)s.") % {
        "warehouses": _and(step["left_out"]),
        "country": country_name_of(step["country"]),
    }


def _market_none(step: Step) -> str:
    return _("No warehouse is set to ship to %(country)s; all were considered.") % _with_country(step)


def _nearest(step: Step) -> str:
    if "km" in step:
        return _("%(warehouse)s is the nearest to %(country)s (about %(km)d km).") % _with_country(step)
    return _("%(warehouse)s is the nearest to the address in %(country)s.") % _with_country(step)


def _priority(step: Step) -> str:
    return _("Tied warehouses: %(warehouse)s comes first (priority %(priority)d).") % step


def _pickup(step: Step) -> str:
    return _("The customer picks up at %(warehouse)s: what is in stock there stays there.") % step


def _and(words: list[object]) -> str:
    return _(", ").join(str(word) for word in words)


#: Where a step holds names of warehouses, or what holds them.
NAMED = {"warehouse", "warehouses", "left_out", "parcels", "lacked"}
OUTCOMES = ("parcels", "waiting")
WORDS = {
    "parcels": _parcels,
    "waiting": _waiting,
    "one_parcel": _one_parcel,
    "no_single": _no_single,
    "market": _market,
    "market_none": _market_none,
    "nearest": _nearest,
    "priority": _priority,
    "pickup": _pickup,
}
