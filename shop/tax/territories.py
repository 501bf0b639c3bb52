"""Where the European Union's VAT holds, and the places inside its countries where it does not.

Sources: Council Directive 2006/112/EC, articles 5 to 8, and the protocol on Northern Ireland.
"""

from functools import cache

import pycountry

EU = frozenset(
    ("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MC MT NL PL PT RO SE SI SK XI").split()  # noqa: SIM905
)

# Country, beginning of the postcode, region (ISO 3166-2 without the country; ours where there is none).
_BY_POSTCODE = (
    ("DE", "27498", "HELGOLAND"),
    ("DE", "78266", "BUESINGEN"),
    ("ES", "35", "CN"),
    ("ES", "38", "CN"),
    ("ES", "51", "CE"),
    ("ES", "52", "ML"),
    ("FI", "22", "01"),
    ("IT", "23041", "LIVIGNO"),
    ("PT", "90", "30"),
    ("PT", "91", "30"),
    ("PT", "92", "30"),
    ("PT", "93", "30"),
    ("PT", "94", "30"),
    ("PT", "95", "20"),
    ("PT", "96", "20"),
    ("PT", "97", "20"),
    ("PT", "98", "20"),
    ("PT", "99", "20"),
)
_OUTSIDE = frozenset(
    [
        ("DE", "HELGOLAND"),
        ("DE", "BUESINGEN"),
        ("ES", "CN"),
        ("ES", "CE"),
        ("ES", "ML"),
        ("FI", "01"),
        ("IT", "LIVIGNO"),
    ]
)


def is_union(country: str, region: str = "") -> bool:
    """Whether goods sent there stay inside the Union's VAT."""
    return country in EU and (country, region) not in _OUTSIDE


def tax_territory_of(*, country: str, state: str = "", postcode: str = "") -> tuple[str, str]:
    """Return country and region for tax of an address.

    The postcode decides where islands and exclaves have rules of their own; otherwise the state
    or province, as code or by its English name ("ON", "Ontario"). Northern Ireland is "XI": goods
    there follow the Union's rules. An unknown state is no region.
    """
    compact = "".join(postcode.split()).upper()
    if country == "GB" and compact.startswith("BT"):
        return "XI", ""
    for land, start, region in _BY_POSTCODE:
        if land == country and compact.startswith(start):
            return country, region
    return country, _regions(country).get(state.strip().casefold(), "")


@cache
def _regions(country: str) -> dict[str, str]:
    """Region codes by code and by name, in lower case."""
    found = {}
    for division in pycountry.subdivisions.get(country_code=country) or ():
        code = division.code.partition("-")[2]
        found[division.name.casefold()] = code
        found[code.casefold()] = code
    return found
