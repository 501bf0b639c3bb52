"""Addresses as their countries write them."""

from typing import TYPE_CHECKING

from shop.countries import country_name
from shop.names import full_name

if TYPE_CHECKING:
    from oscar.apps.address.abstract_models import AbstractAddress

# From the country down to the person, without spaces, as Chinese and Japanese are written.
LARGEST_FIRST = frozenset({"CN", "JP", "TW"})
TOWN_BEFORE_POSTCODE = frozenset({"AU", "CA", "GB", "IE", "MT", "NZ", "US"})


def address_lines(address: "AbstractAddress") -> list[str]:
    """Write an address as its country does, line by line, without the telephone."""
    name = full_name(address.first_name, address.last_name)
    town = f"{address.postcode} {address.line4}".strip()
    country = country_name(address.country)
    if address.country_id in LARGEST_FIRST:
        return _filled(
            country,
            f"{address.postcode} {address.state}{address.line4}{address.line3}".strip(),
            address.line1,
            address.line2,
            name,
        )
    if address.country_id in TOWN_BEFORE_POSTCODE:
        town = ", ".join(_filled(address.line4, f"{address.state} {address.postcode}".strip()))
        return _filled(name, address.line1, address.line2, address.line3, town, country)
    return _filled(name, address.line1, address.line2, address.line3, town, address.state, country)


def _filled(*lines: str) -> list[str]:
    return [line.strip() for line in lines if line and line.strip()]
