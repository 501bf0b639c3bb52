"""Keys by which the conflict check finds who may be the same among hundreds of thousands, by an index alone.

A key is a hash of a sort and folded values. Strong ones tell a company by themselves; the others forgive
slips of a name each in another place, and are left out where too many share one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import product

from crm_core.customers.matching import folding
from partners.deal_registrations.facts import PartyFacts
from shop.names import is_eastern

_HEAD, _TOKEN, _BONES, _EASTERN, _DOOR = 6, 4, 10, 3, 12
_VOWELS = str.maketrans("", "", "aeiouy")


@dataclass(frozen=True, kw_only=True)
class PartyKeys:
    """The keys of one party."""

    strong: frozenset[int]
    weak: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        """Both sorts."""
        return self.strong | self.weak


def keys_of(facts: PartyFacts) -> PartyKeys:
    """Return the keys of these facts."""
    return PartyKeys(
        strong=frozenset(_hashed(*parts) for parts in _strong(facts)),
        weak=frozenset(_hashed(*parts) for parts in _weak(facts)),
    )


def _strong(facts: PartyFacts) -> Iterator[tuple[str, ...]]:
    for vat_id in facts.vat_ids:
        yield ("vat", vat_id)
    for domain in facts.domains:
        yield ("domain", domain)
    for email in facts.emails:
        yield ("mailbox", *folding.mailbox(email))
    for name in facts.names:
        yield ("name", folding.letters_of(_joined(name)))
    for address in facts.addresses:
        if address.street and (address.postcode or address.city):
            street = folding.letters_of(address.street)[:_DOOR] + _numbers(address.street)
            yield ("door", address.postcode or address.city, street)


def _weak(facts: PartyFacts) -> Iterator[tuple[str, ...]]:
    codes = {address.postcode for address in facts.addresses if address.postcode}
    for name in facts.names:
        joined, words = _joined(name), _words(name)
        if is_eastern(joined[:1]):
            yield ("head", joined[:_EASTERN])
            continue
        yield ("head", joined[:_HEAD])
        yield ("tail", joined[-_HEAD:])
        yield ("bones", joined.translate(_VOWELS)[:_BONES])
        longest = sorted(sorted(words, key=len, reverse=True)[:2])
        if len(longest) > 1:
            yield ("pair", *(word[:_TOKEN] for word in longest))
        yield from (("place", code, word[:_TOKEN]) for code, word in product(codes, words))


def _words(name: str) -> list[str]:
    words = (folding.without_umlauts(word) for word in folding.company_name(name).split())
    return [word for word in words if len(word) > 1]


def _joined(name: str) -> str:
    return "".join(_words(name)) or folding.company_name(name).replace(" ", "")


def _numbers(street: str) -> str:
    return "".join(sorted(word for word in street.split() if word[:1].isdigit()))


def _hashed(*parts: str) -> int:
    digest = blake2b("\x1f".join(("registration", *parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
