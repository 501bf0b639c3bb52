"""Groups of customers that an offer may be for.

Whoever knows groups registers where they come from:

    CUSTOMER_GROUPS.register(GroupSource(name="tag", label=_("Customer tags"), choices=..., keys_of=...))

An offer keeps `<source>:<key>`. Only an account is in a group: an address that somebody types proves nothing.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from shop.registry import Registry
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class GroupSource:
    """`choices()` lists (key, words); `keys_of(user)` returns the keys of the user's groups."""

    name: str
    label: str | Promise
    choices: Callable[[], Iterable[tuple[str, str]]]
    keys_of: Callable[[User], Collection[str]]


CUSTOMER_GROUPS: Registry[GroupSource] = Registry("source of customer groups")


def group_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """List all groups for a form, gathered by their source; sources without any are left out."""
    found = [
        (str(source.label), [(f"{source.name}:{key}", words) for key, words in source.choices()])
        for source in CUSTOMER_GROUPS
    ]
    return [(label, groups) for label, groups in found if groups]


def group_names(keys: Collection[str]) -> list[str]:
    """Name groups in the reader's language, in the order of the lists; those that are gone are left out."""
    return [words for _label, groups in group_choices() for key, words in groups if key in keys]


def groups_of(user: User | None, wanted: Collection[str]) -> set[str]:
    """Return which of these groups a user is in. Asks only the sources that are named."""
    if user is None:
        return set()
    sources = {key.partition(":")[0] for key in wanted}
    held = {
        f"{source.name}:{key}"
        for source in CUSTOMER_GROUPS
        if source.name in sources
        for key in source.keys_of(user)
    }
    return held & set(wanted)
