"""The one spelling of what leads to somebody: contact points, addresses, tags."""

import hashlib
from collections.abc import Sequence
from urllib.parse import urlsplit

from crm_core.customers.matching import folding
from crm_core.customers.matching.facts import Address, folded_address
from crm_core.profile.models import ContactPoint, CustomerAddress
from shop.contact_data import normalised_email, normalised_phone, visible_line

Kind = ContactPoint.Kind
LONGEST_TAG = 60
LONGEST_VALUE = 254


def normalised_value(kind: str, raw: str, *, region: str = "") -> str:
    """Return an address, a number or a messenger's name as it is kept; "" for what leads to nobody.

    `region` (ISO 3166-1 alpha-2) reads numbers without a country code.
    """
    if kind == Kind.EMAIL:
        return normalised_email(raw)
    if kind == Kind.PHONE:
        return normalised_phone(raw, region=region)
    return visible_line(raw)[:LONGEST_VALUE]


def folded_tag(name: str) -> str:
    """Return a tag as it is compared: without case, width and accents."""
    return folding.fold(visible_line(name))[:LONGEST_TAG].strip()


def tag_names(text: str) -> list[str]:
    """Return the tags in a line, divided by commas of either width, each once."""
    names = (
        visible_line(part)[:LONGEST_TAG].strip()
        for part in text.replace("，", ",").replace("、", ",").split(",")
    )
    return list({folded_tag(name): name for name in names if folded_tag(name)}.values())


def address_facts(address: CustomerAddress) -> Address:
    """Return an address as identities are compared by it."""
    return folded_address(
        street=address.line1,
        postcode=address.postcode,
        city=address.city,
        country=address.country_id or "",
    )


def digest_of_address(parts: Sequence[str]) -> str:
    """Return what tells a place (street, supplement, postcode, city, country) from others in any spelling.

    Empty where there is neither street nor postcode nor city. Who lives there does not count.
    """
    street, more, postcode, city, country = parts
    folded = (
        folding.street(f"{street} {more}".strip()),
        folding.postcode(postcode),
        folding.fold(city).strip(),
        country.upper(),
    )
    if not any(folded[:3]):
        return ""
    return hashlib.sha256("\n".join(folded).encode()).hexdigest()


def is_web_address(text: str) -> bool:
    """Say whether a text is an address of the web that may stand in a link."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
