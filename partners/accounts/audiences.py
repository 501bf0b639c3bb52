"""By what partners are told apart where something is for some of them only (news, assets, courses).

Slices above enter theirs: the country of the profile, the role of who reads, the tier.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from partners.accounts.access import PartnerAccess
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Audience:
    """One way to tell partners apart.

    `choices` lists what staff can pick, as (value, label); `value_of` says which of them a reader is, "" for
    none, by one query at most.
    """

    name: str
    label: str | Promise
    choices: Callable[[], Sequence[tuple[str, str | Promise]]]
    value_of: Callable[[PartnerAccess], str]
    order: int = 50


AUDIENCES: Registry[Audience] = Registry("audience of partners", sort=lambda entry: (entry.order, entry.name))


def chosen_by(audience: Mapping[str, Sequence[str]], reader: Mapping[str, str]) -> bool:
    """Tell whether something is for a reader: of each way that names values, theirs is one of them."""
    return all(reader.get(name, "") in values for name, values in audience.items() if values)


def reader_of(access: PartnerAccess, names: set[str]) -> dict[str, str]:
    """Return what a reader is in the ways that are asked for; a way nobody knows any more matches nobody."""
    known = [entry for entry in AUDIENCES if entry.name in names]
    return {entry.name: entry.value_of(access) for entry in known}
