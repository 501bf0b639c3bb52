"""Further addresses of an order that is not placed yet, as sessions and purchase requests keep them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.dateparse import parse_date

from shop.countries import country_of
from shop.order.models import ShippingAddress
from shop.shipping.splitting import Destination

FIELDS = (
    *("first_name", "last_name", "line1", "line2", "line3", "line4", "state", "postcode", "country_id"),
    *("phone_number", "notes"),
)


def read_destinations(rows: Iterable[Mapping[str, Any]]) -> list[Destination]:
    """Return the addresses that rows describe, each with its pieces by line and its wished day."""
    return [
        Destination(
            address=address_from(row["address"]),
            pieces={int(pk): number for pk, number in row["pieces"].items()},
            wished_on=parse_date(row.get("wished_on") or ""),
        )
        for row in rows
    ]


def fields_of(address: object) -> dict[str, str]:
    """Return what an address says, as it is kept; the key of its country for the country."""
    return {name: str(getattr(address, name, "") or "") for name in FIELDS}


def address_from(fields: Mapping[str, str]) -> ShippingAddress:
    """Return the unsaved address that was kept."""
    address = ShippingAddress(**{name: fields.get(name, "") for name in FIELDS})
    if country := country_of(address.country_id or ""):
        address.country = country
    return address
