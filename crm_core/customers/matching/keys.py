"""Blocking keys: who shares none is never compared, so each sort forgives what another does not.

A key is a hash of a sort and folded values: 64 bits that an index finds and nobody can read.
"""

from collections.abc import Iterator
from hashlib import blake2b
from itertools import product

from crm_core.customers.matching import folding
from crm_core.customers.matching.facts import IdentityFacts

#: More customers than this under one key say that it tells nobody apart (a switchboard, a common name); such
#: a key is left out, and the sharper ones, which combine two facts, decide who is compared.
MOST_PER_KEY = 60
_SHORTEST_LOCAL = 5
_PHONE_DIGITS = 8


def match_keys(facts: IdentityFacts) -> set[int]:
    """Return the keys of these facts."""
    return {_hashed(*parts) for parts in _parts(facts)}


def _parts(facts: IdentityFacts) -> Iterator[tuple[str, ...]]:
    tokens = {token for name in facts.names for token in _tokens(name)}
    postcodes = {address.postcode for address in facts.addresses if address.postcode}
    for name in facts.names:
        yield from (("name", folding.letters_of(written)) for written in _ways(name))
    for email in facts.emails:
        local, domain = folding.mailbox(email)
        yield ("mailbox", local, domain)
        if len(local) >= _SHORTEST_LOCAL and local not in folding.ROLE_MAILBOXES:
            yield ("local", "".join(letter for letter in local if letter.isalnum()))
        if domain not in folding.PUBLIC_DOMAINS:
            yield from (("domain", domain, token[:3]) for token in tokens)
    for phone in facts.phones:
        digits = "".join(digit for digit in phone if digit.isdigit())
        yield ("phone", digits[-_PHONE_DIGITS:])
    yield from (("place", code, token[:4]) for code, token in product(postcodes, tokens))
    for address in facts.addresses:
        if address.street and (address.postcode or address.city):
            yield ("door", address.postcode or address.city, folding.letters_of(address.street)[:12])
    for company in facts.companies:
        yield ("company", folding.company_name(company))
        yield from (("colleague", folding.company_name(company), token[:3]) for token in tokens)
    yield from (("born", born, token[:2]) for born, token in product(facts.born, tokens))


def _ways(name: str) -> set[str]:
    """Return the ways of writing a name that are one: by its letters, or by its sounds."""
    written = "".join(folding.without_umlauts(token) for token in folding.name_tokens(name))
    return ({written} if written else set()) | set(folding.romanised(name))


def _tokens(name: str) -> set[str]:
    """Return the parts of a name, a Chinese one in Latin letters too."""
    parts = {folding.without_umlauts(token) for token in folding.name_tokens(name)}
    return {part for part in parts | folding.romanised(name) if len(part) > 1}


def _hashed(*parts: str) -> int:
    digest = blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
