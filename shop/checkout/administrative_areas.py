"""Provinces, states and cities to choose from, by the name the reader knows."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pycountry
from django.utils.translation import get_language, gettext as _

from shop.json_types import JsonObject

# Provinces of China with their cities (prefecture level), prefectures of Japan, cities and counties of
# Taiwan, areas of Hong Kong: the name as it is written there, and in Latin letters. As of 2026.
DATA = Path(__file__).with_name("places.json")
# States that have no counter of the post of their own, or are none.
LEFT_OUT = {"US": frozenset({"UM"})}


def area_choices(country: str, field: str, *, chosen: JsonObject) -> list[tuple[str, Any]]:
    """Return choices for a field of a country's address, the empty one first.

    A city of China follows from the province that is `chosen`; without one all are listed by province.
    """
    found = _data().get(country, {}).get(field)
    if found is None:
        options: list[Any] = _divisions(country)
    elif isinstance(found, dict):
        province = chosen.get("state") or ""
        options = (
            _named(found[province])
            if province in found
            else [(name, _named(cities)) for name, cities in found.items()]
        )
    else:
        options = _named(found)
    return [("", _("Please choose")), *options]


def is_known_area(country: str, field: str, value: str, *, chosen: JsonObject) -> bool:
    """Tell whether a value is one of the choices, in the province that is chosen."""
    flat: list[str] = []
    for key, label in area_choices(country, field, chosen=chosen):
        flat += [name for name, _words in label] if isinstance(label, list) else [key]
    return bool(value) and value in flat


def _named(pairs: list[list[str]]) -> list[tuple[str, str]]:
    """Write names as they are; for readers of other scripts with the Latin name before them."""
    if (get_language() or "").startswith("zh"):
        return [(name, name) for name, _latin in pairs]
    return [(name, f"{latin} {name}") for name, latin in pairs]


def _divisions(country: str) -> list[tuple[str, str]]:
    divisions = pycountry.subdivisions.get(country_code=country) or ()
    left_out = LEFT_OUT.get(country, frozenset())
    named = [(d.code.partition("-")[2], d.name) for d in divisions]
    return sorted([(code, name) for code, name in named if code not in left_out], key=lambda d: d[1])


@cache
def _data() -> JsonObject:
    found: JsonObject = json.loads(DATA.read_text(encoding="utf-8"))
    return found
