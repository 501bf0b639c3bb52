"""What is compared of a customer."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from crm_core.customers.matching import folding
from shop.json_types import JsonObject


@dataclass(frozen=True, kw_only=True)
class Address:
    """A postal address, folded; any part may be empty."""

    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""


def folded_address(*, street: str = "", postcode: str = "", city: str = "", country: str = "") -> Address:
    """Return an address in the spelling that is compared; `country` is ISO 3166-1 alpha-2."""
    return Address(
        street=folding.street(street),
        postcode=folding.postcode(postcode),
        city=folding.fold(city).strip(),
        country=country.upper(),
    )


@dataclass(frozen=True, kw_only=True)
class IdentityFacts:
    """Everything by which somebody may be told from somebody else; each only once, in a fixed order.

    `names` and `companies` are as written; `emails` and `phones` are normalised (`shop.contact_data`);
    `accounts` are users, of which one person may have two, but that is for somebody to say. `born` are dates
    in ISO 8601, which only imports know.
    """

    names: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    born: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    is_company: bool = False

    @classmethod
    def from_json(cls, data: JsonObject) -> "IdentityFacts":
        """Read what `as_json` wrote; what is missing is unknown."""
        addresses = tuple(Address(**address) for address in data.get("addresses", ()))
        rest = {name: tuple(data.get(name, ())) for name in _TUPLES}
        return cls(addresses=addresses, is_company=bool(data.get("is_company")), **rest)

    def as_json(self) -> JsonObject:
        """Return plain values."""
        return asdict(self)


_TUPLES = [field.name for field in fields(IdentityFacts) if field.name not in ("addresses", "is_company")]
#: So many values of one sort are compared; somebody with more of them is compared by the latest.
MOST_VALUES = 12


def joined(parts: Iterable[IdentityFacts]) -> IdentityFacts:
    """Return all facts of several sources together."""
    parts = list(parts)

    def together(name: str) -> tuple[Any, ...]:
        return tuple(dict.fromkeys(value for part in parts for value in getattr(part, name)))[:MOST_VALUES]

    return IdentityFacts(
        is_company=any(part.is_company for part in parts),
        **{name: together(name) for name in ("addresses", *_TUPLES)},
    )
