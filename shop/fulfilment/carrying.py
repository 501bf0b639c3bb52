"""Carriers as shipments know them: a name, and where a tracking number leads."""

from urllib.parse import quote

from django.conf import settings


def carrier_names() -> list[str]:
    """List the carriers that staff may choose."""
    return list(settings.KILN_CARRIERS)


def tracking_url_of(carrier: str, number: str) -> str:
    """Return where a parcel can be followed; empty for a carrier or parcel without."""
    template = settings.KILN_CARRIERS.get(carrier, "")
    number = number.strip()
    return template.replace("{number}", quote(number, safe="")) if template and number else ""
