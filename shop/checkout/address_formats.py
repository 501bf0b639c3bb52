"""How addresses are written, country by country: which fields, in which order, which must be filled.

Sources: the Universal Postal Union's addressing systems and the post offices' own pages. Field
names are Oscar's: `line1` street, `line2` flat or floor, `line3` district, `line4` town or city.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.contact_data import plain_postcode

STREET, FLAT, TOWN, POSTCODE = (
    _("Street and number"),
    _("Flat, floor or company"),
    _("Town or city"),
    _("Postcode"),
)
NAMES = (("first_name", "last_name"),)
NAMES_EAST = (("last_name", "first_name"),)
#: Rows of fields, west: the street first, the postcode before the town.
WEST = (*NAMES, ("line1",), ("line2",), ("postcode", "line4"))
#: The town before the postcode, as Britons, Americans and Australians write.
TOWN_FIRST = (*NAMES, ("line1",), ("line2",), ("line4", "postcode"))


@dataclass(frozen=True, kw_only=True)
class AddressFormat:
    """One country's: `rows` of fields as shown, `required` beside name and street, `labels` of its own.

    `postcode` is what a postcode without spaces and dashes must match, `example` one to show;
    `written` puts it as the country does. `lists` names the fields that are chosen from a list
    (`shop.checkout.administrative_areas`).
    """

    rows: tuple[tuple[str, ...], ...] = WEST
    required: frozenset[str] = frozenset({"line4", "postcode"})
    labels: Mapping[str, object] = field(default_factory=dict)
    postcode: str = ""
    example: str = ""
    written: tuple[str, str] | None = None
    lists: frozenset[str] = frozenset()

    @property
    def fields(self) -> list[str]:
        """The fields in their order."""
        return [name for row in self.rows for name in row]

    def clean_postcode(self, text: str) -> str | None:
        """Return a postcode as the country writes it; None for one that cannot be right."""
        plain = plain_postcode(text)
        if not self.postcode:
            return plain
        compact = re.sub(r"[\s\-.]", "", plain).upper()
        match = re.fullmatch(self.postcode, compact)
        if match is None:
            return None
        if self.written is None:
            return compact
        pattern, pieces = self.written
        return re.sub(pattern, pieces, compact)


def _digits(number: int, example: str, **other: Any) -> AddressFormat:
    return AddressFormat(postcode=rf"\d{{{number}}}", example=example, **other)


def _split(before: int, after: int, example: str, dash: str = " ", **other: Any) -> AddressFormat:
    written = (rf"^(\d{{{before}}})(\d{{{after}}})$", rf"\1{dash}\2")
    return AddressFormat(postcode=rf"\d{{{before + after}}}", example=example, written=written, **other)


ZIP = {
    "postcode": _("ZIP code"),
    "state": pgettext_lazy("part of an address", "State"),
    "line2": _("Apartment, suite or company"),
}
STATE_LIST = frozenset({"state"})
STATED = frozenset({"line4", "state", "postcode"})
PLAIN = AddressFormat(rows=(*WEST, ("state",)), required=frozenset({"line4"}))

FORMATS: dict[str, AddressFormat] = {
    **{code: _digits(4, example) for code, example in {
        "AT": "1010", "BE": "1000", "BG": "1000", "CH": "8001", "CY": "1010", "DK": "1050",
        "HU": "1011", "LI": "9490", "LU": "1009", "NO": "0150", "SI": "1000",
    }.items()},
    **{code: _digits(5, example) for code, example in {
        "DE": "01662", "EE": "10111", "ES": "28013", "FI": "00100", "FR": "75001",
        "HR": "10000", "IT": "00118", "LT": "01100",
    }.items()},
    "CZ": _split(3, 2, "110 00"),
    "GR": _split(3, 2, "104 31"),
    "SE": _split(3, 2, "111 20"),
    "SK": _split(3, 2, "811 01"),
    "PL": _split(2, 3, "00-001", "-"),
    "PT": _split(4, 3, "1000-001", "-"),
    "RO": _digits(6, "010011"),
    "IS": _digits(3, "101"),
    "LV": AddressFormat(postcode=r"(LV)?\d{4}", example="LV-1050", written=(r"^(?:LV)?(\d{4})$", r"LV-\1")),
    "NL": AddressFormat(postcode=r"\d{4}[A-Z]{2}", example="1012 JS", written=(r"^(\d{4})(\w\w)$", r"\1 \2")),
    "MT": AddressFormat(
        rows=TOWN_FIRST,
        postcode=r"[A-Z]{3}\d{4}", example="VLT 1117",
        written=(r"^(\w{3})(\d{4})$", r"\1 \2")
    ),
    "GB": AddressFormat(
        rows=TOWN_FIRST,
        postcode=r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}",
        example="SW1A 1AA",
        written=(r"^(.+)(\d\w\w)$", r"\1 \2"),
    ),
    "IE": AddressFormat(
        rows=(*NAMES, ("line1",), ("line2",), ("line4", "state"), ("postcode",)),
        required=frozenset({"line4"}),
        labels={"postcode": _("Eircode"), "state": _("County")},
        postcode=r"[A-Z]\d[\dW][A-Z\d]{4}",
        example="D02 AF30",
        written=(r"^(\w{3})(\w{4})$", r"\1 \2"),
    ),
    "US": AddressFormat(
        rows=(*NAMES, ("line1",), ("line2",), ("line4",), ("state", "postcode")),
        required=STATED,
        labels=ZIP,
        postcode=r"\d{5}(\d{4})?",
        example="10001",
        written=(r"^(\d{5})(\d{4})$", r"\1-\2"),
        lists=STATE_LIST,
    ),
    "CA": AddressFormat(
        rows=(*NAMES, ("line1",), ("line2",), ("line4",), ("state", "postcode")),
        required=STATED,
        labels={"state": _("Province or territory"), "line2": ZIP["line2"]},
        postcode=r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\d[ABCEGHJ-NPRSTV-Z]\d",
        example="K1A 0B1",
        written=(r"^(\w{3})(\w{3})$", r"\1 \2"),
        lists=STATE_LIST,
    ),
    "AU": _digits(
        4,
        "2000",
        rows=(*NAMES, ("line1",), ("line2",), ("line4",), ("state", "postcode")),
        required=STATED,
        labels={"line4": _("Suburb"), "state": _("State or territory")},
        lists=STATE_LIST,
    ),
    "NZ": _digits(
        4,
        "6011",
        rows=(*NAMES, ("line1",), ("line2",), ("line3",), ("line4", "postcode")),
        labels={"line3": _("Suburb")},
    ),
    "JP": _split(
        3,
        4,
        "100-0001",
        "-",
        rows=(*NAMES_EAST, ("postcode", "state"), ("line4",), ("line1",), ("line2",)),
        required=STATED,
        labels={"state": _("Prefecture"), "line4": _("City or ward"), "line1": _("District and block number"),
                "line2": _("Building and room")},
        lists=STATE_LIST,
    ),
    "KR": _digits(
        5,
        "03051",
        rows=(*NAMES_EAST, ("postcode", "state"), ("line4",), ("line1",), ("line2",)),
        labels={"state": pgettext_lazy("Korea", "Province or metropolitan city"),
                "line4": _("City or district"), "line1": _("Street and building number")},
    ),
    "CN": _digits(
        6,
        "310000",
        rows=(*NAMES_EAST, ("state", "line4"), ("line3",), ("line1",), ("line2",), ("postcode",)),
        required=STATED | {"line3"},
        labels={"state": _("Province"), "line4": pgettext_lazy("China", "City"),
                "line3": _("District or county"),
                "line1": _("Street, road and number"), "line2": _("Building, floor and room")},
        lists=frozenset({"state", "line4"}),
    ),
    "TW": AddressFormat(
        rows=(*NAMES_EAST, ("postcode", "line4"), ("line3",), ("line1",), ("line2",)),
        required=frozenset({"line4", "line3", "postcode"}),
        labels={"line4": _("City or county"), "line3": _("District or township"),
                "line1": _("Street, lane and number"), "line2": _("Floor and room")},
        # Three digits are the district; with two or three more the post sorts to the street.
        postcode=r"\d{3}(\d{2,3})?",
        example="106",
        lists=frozenset({"line4"}),
    ),
    "HK": AddressFormat(
        rows=(*NAMES, ("line1",), ("line2",), ("line4", "state")),
        required=frozenset({"line4", "state"}),
        labels={"line4": pgettext_lazy("Hong Kong", "District"), "state": pgettext_lazy("Hong Kong", "Area"),
                "line1": _("Street and building"), "line2": _("Flat and floor")},
        lists=STATE_LIST,
    ),
    "MO": AddressFormat(
        rows=(*NAMES, ("line1",), ("line2",), ("line4",)),
        required=frozenset({"line4"}),
        labels={"line4": pgettext_lazy("Macau", "Parish or island"), "line1": _("Street and building"),
                "line2": _("Flat and floor")},
    ),
    "SG": _digits(
        6,
        "018956",
        rows=(*NAMES, ("line1",), ("line2",), ("postcode",)),
        required=frozenset({"postcode"}),
        labels={"line1": _("Block and street"), "line2": _("Unit")},
    ),
}  # fmt: skip


def format_of(country: str) -> AddressFormat:
    """Return how addresses are written in a country; where that is not known, with nothing checked."""
    return FORMATS.get(country, PLAIN)
