"""Time zones of the IANA database, to be chosen from a list, and the day that it is for the shop."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils import timezone

#: Continents and oceans: what else there is (Etc, US, Cuba ...) are other names for the same zones.
AREAS = (
    "Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific".split()  # noqa: SIM905
)


def shop_day(moment: datetime | None = None) -> date:
    """Return the day it is, or was at a moment, for the shop: by TIME_ZONE, whatever zone staff have chosen.

    What is dated by law or by contract goes by it; in the back office `localdate` is the reader's own day.
    """
    return timezone.localdate(moment, timezone.get_default_timezone())


@cache
def time_zone_choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Return the zones by area, each with the name that the database has; UTC first."""
    zones = sorted(available_timezones())
    areas = [
        (area, [(zone, _words(zone)) for zone in zones if zone.startswith(f"{area}/")]) for area in AREAS
    ]
    return [("UTC", "UTC"), *((area, found) for area, found in areas if found)]


def _words(zone: str) -> str:
    return zone.replace("_", " ")


class TimeZoneSelect(forms.Select):
    """A list of all time zones; one that stands there already stays, however it is named."""

    def __init__(
        self, attrs: dict[str, object] | None = None, choices: Iterable[tuple[object, object]] = ()
    ) -> None:
        super().__init__(attrs, choices or time_zone_choices())

    def optgroups(self, name: str, value: list[str], attrs: dict[str, object] | None = None) -> list[Any]:
        """Add what is held but not listed."""
        listed = {zone for _area, found in time_zone_choices() for zone in _zones(found)}
        for zone in value:
            if zone and zone not in listed:
                self.choices = [(zone, zone), *time_zone_choices()]
        return super().optgroups(name, value, attrs)


def _zones(found: str | list[tuple[str, str]]) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    else:
        yield from (zone for zone, _label in found)
