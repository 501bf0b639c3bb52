"""What is new for a partner in a week; slices above enter where theirs comes from (news, assets, courses)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from partners.accounts.access import PartnerAccess
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class DigestItem:
    """One thing that is new: its title in the active language and the path of its page in the portal."""

    title: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Week:
    """The time that a digest tells of: from `since` to before `until`; `language` is its reader's."""

    since: datetime
    until: datetime
    language: str


@dataclass(frozen=True, kw_only=True)
class DigestSource:
    """One kind of thing that a digest lists; who has none of `permissions` is not told of it.

    `read` answers what is new for a reader, in a fixed number of queries, scoped as its page in the portal
    is.
    """

    name: str
    label: str | Promise
    read: Callable[[PartnerAccess, Week], Sequence[DigestItem]]
    permissions: tuple[str, ...] = ()
    order: int = 50


DIGEST_SOURCES: Registry[DigestSource] = Registry(
    "source of the partners' weekly news", sort=lambda source: (source.order, source.name)
)


def digest_for(access: PartnerAccess, week: Week) -> list[tuple[DigestSource, list[DigestItem]]]:
    """Read what is new for somebody, source by source; sources with nothing new are left out."""
    asked = [source for source in DIGEST_SOURCES if access.can_any(source.permissions)]
    read = [(source, list(source.read(access, week))) for source in asked]
    return [(source, items) for source, items in read if items]
