"""What packages let staff find from any page of the back office.

    PROVIDERS.register(
        SearchProvider(
            name="things",
            label=_("Things"),
            icon="tag",
            order=40,
            permission="things.view_thing",
            find=find_things,  # (text, user) -> hits: only what this user may open
            list_url=lambda text: f"{reverse('things:index')}?{urlencode({'q': text})}",
        )
    )

`find` is asked while somebody types: it reads at most `CANDIDATES` rows, from an index, and says how well
each fits. The text has at least two letters, or one Chinese one, single blanks and half-width letters.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import transaction
from django.utils.functional import Promise

from shop.backoffice.searching import typed
from shop.registry import Registry

logger = logging.getLogger(__name__)

#: Rows that a provider reads, and hits of a group that are shown.
CANDIDATES, SHOWN = 50, 5
LONGEST_TEXT = 100


class Fit(IntEnum):
    """How well something fits what was typed, the best first."""

    KEY = 0
    WORD = 1
    BEGINNING = 2
    FRAGMENT = 3


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Something that was found: its name, its page, a word about it (which tells it from its like)."""

    title: str
    url: str
    note: str = ""
    fit: Fit = Fit.FRAGMENT


@dataclass(frozen=True, kw_only=True)
class SearchProvider:
    """What one package finds, for who has `permission` or whom `allows` lets: pages have their own rights."""

    name: str
    label: str | Promise
    icon: str
    order: int
    find: Callable[[str, Any], Sequence[Hit]]
    permission: str = ""
    allows: Callable[[Any], bool] | None = None
    list_url: Callable[[str], str] | None = None

    def __post_init__(self) -> None:
        if not self.permission and self.allows is None:
            raise ValueError(f"Nobody may use the search provider {self.name!r}: give a permission.")

    def is_for(self, user: PermissionsMixin | AnonymousUser) -> bool:
        """Say whether somebody may find these at all."""
        may_see = not self.permission or user.has_perm(self.permission)
        return bool(may_see and (self.allows is None or self.allows(user)))


PROVIDERS: Registry[SearchProvider] = Registry(
    "search provider", sort=lambda provider: (provider.order, provider.name)
)


@dataclass(frozen=True, kw_only=True)
class Group:
    """The best hits of one provider; `more_url` leads to all where there are more, `is_failed`: it broke."""

    provider: SearchProvider
    hits: Sequence[Hit] = field(default_factory=tuple)
    more_url: str = ""
    is_failed: bool = False

    @property
    def rank(self) -> tuple[int, int]:
        """Groups with better hits come first, else in the order of the providers."""
        return (min((hit.fit for hit in self.hits), default=Fit.FRAGMENT), self.provider.order)


def readable(text: str) -> str:
    """Return what was typed as providers get it; "" for what is too short to look for."""
    text = typed(text.replace("\x00", ""))[:LONGEST_TEXT].strip()
    return text if len(text) > 1 or not text.isascii() else ""


def search(text: str, user: PermissionsMixin | AnonymousUser) -> list[Group]:
    """Return what somebody may open and meant, the best first; a provider that fails takes nothing along."""
    text = readable(text)
    groups = [_group(provider, text, user) for provider in PROVIDERS if provider.is_for(user)] if text else []
    return sorted((group for group in groups if group.hits or group.is_failed), key=lambda group: group.rank)


def _group(provider: SearchProvider, text: str, user: PermissionsMixin | AnonymousUser) -> Group:
    try:
        with transaction.atomic():
            hits = sorted(provider.find(text, user), key=lambda hit: hit.fit)
    except Exception:
        logger.exception("Search provider %s failed", provider.name)
        return Group(provider=provider, is_failed=True)
    is_cut = len(hits) > SHOWN and provider.list_url is not None
    more_url = provider.list_url(text) if is_cut and provider.list_url else ""
    return Group(provider=provider, hits=hits[:SHOWN], more_url=more_url)


def fit_of(text: str, *kept: str) -> Fit:
    """Return how well a short text (a title, a number) fits, letters' case aside."""
    wanted = text.casefold()
    texts = [each.casefold() for each in kept if each]
    if wanted in texts:
        return Fit.KEY
    words = [f" {each} " for each in texts]
    if any(f" {wanted} " in each for each in words):
        return Fit.WORD
    return Fit.BEGINNING if any(f" {wanted}" in each for each in words) else Fit.FRAGMENT
