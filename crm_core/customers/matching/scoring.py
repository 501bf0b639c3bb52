"""Whether two customers are one: points per fact that agrees or does not, and three bands.

The points are rounded weights of evidence (logarithms, base 2, of how much more often a fact agrees between
records of one person than between records of two), so they add up. They were set on the labelled pairs of
`bench.identity` and on the FEBRL sets, where the automatic band has a precision of .99 and more.

**Automatic** needs more than points: a fact that nearly nobody shares (the same mailbox; the same number if
it is not a household's or an office's; the same date of birth and place), a name that agrees with it, and
nothing that contradicts. Scores alone, however high, are for a person to decide.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from crm_core.customers.matching import folding, names
from crm_core.customers.matching.facts import Address, IdentityFacts
from crm_core.customers.matching.names import ALIKE, CLOSE, DIFFERENT, FORM, PART, SAME, SOUND
from shop.json_types import JsonObject

AUTO, REVIEW, SEPARATE = "auto", "review", "separate"
#: What a name (5 or 6) and a fact that nearly nobody shares (6 or 8) come to where the address has changed.
AUTO_SCORE = 10
#: What a name and one fact that a few share come to: a name (6) and a postcode (1). Below, colleagues,
#: families and namesakes begin, of whom there are more than of duplicates.
REVIEW_SCORE = 7

_NAME = {SAME: 6, FORM: 5, SOUND: 4, CLOSE: 4, ALIKE: 1, PART: 1, DIFFERENT: -6}
_COMPANY_NAME = {SAME: 6, CLOSE: 4, DIFFERENT: -6}
TYPO, OTHER_PROVIDER, SHARED, NEAR, PLACE = "typo", "other provider", "shared", "near", "place"
_EMAIL = {SAME: 8, SHARED: 3, TYPO: 5, OTHER_PROVIDER: 3, DIFFERENT: -1}
_PHONE = {SAME: 6, SHARED: 2, NEAR: 2}
_ADDRESS = {SAME: 4, CLOSE: 3, NEAR: 2, PLACE: 1, DIFFERENT: -1}
_BORN = {SAME: 9, NEAR: 3, DIFFERENT: -3}
_EMPLOYER = {SAME: 2, DIFFERENT: -1}
_CLOSE_STREET, _SHORTEST_LOCAL, _SHORTEST_TYPO = 80, 5, 6


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """How one fact agrees: `fact` and `level` name the words that tell it, `points` what it counts."""

    fact: str
    level: str
    points: int
    similarity: float = 1.0

    def as_json(self) -> JsonObject:
        """Return plain values, in which no name or number stands."""
        return {
            "fact": self.fact,
            "level": self.level,
            "points": self.points,
            "similarity": round(self.similarity, 2),
        }


@dataclass(frozen=True, kw_only=True)
class Match:
    """What comparing two customers came to."""

    score: int
    band: str
    evidence: tuple[Evidence, ...]


def compare(one: IdentityFacts, other: IdentityFacts, *, shared: frozenset[str] = frozenset()) -> Match:
    """Compare two customers; `shared` are numbers and addresses that several known customers have."""
    found = [evidence for evidence in _compared(one, other, shared) if evidence is not None]
    score = sum(evidence.points for evidence in found)
    levels = {evidence.fact: evidence.level for evidence in found}
    if score >= AUTO_SCORE and _is_certain(levels) and not _contradicts(levels):
        band = AUTO
    else:
        band = REVIEW if score >= REVIEW_SCORE else SEPARATE
    return Match(score=score, band=band, evidence=tuple(found))


def _is_certain(levels: dict[str, str]) -> bool:
    """Say whether a fact that nearly nobody shares agrees, and a name with it."""
    name = levels.get("name")
    if levels.get("email") == SAME and name in (SAME, FORM, SOUND, CLOSE):
        return True
    if levels.get("phone") == SAME and name in (SAME, FORM):
        return True
    is_near = levels.get("address") in (SAME, CLOSE, NEAR, PLACE)
    return levels.get("born") == SAME and is_near and name in (SAME, FORM, CLOSE)


def _contradicts(levels: dict[str, str]) -> bool:
    """Say whether anything speaks against it: another birthday, a second account, a person and a company."""
    return levels.get("born") == DIFFERENT or "accounts" in levels or "kind" in levels


def _compared(one: IdentityFacts, other: IdentityFacts, shared: frozenset[str]) -> Iterable[Evidence | None]:
    yield _name(one, other)
    yield _email(one, other, shared)
    yield _phone(one, other, shared)
    yield _address(one.addresses, other.addresses)
    yield _born(one.born, other.born)
    yield _employer(one, other)
    if one.accounts and other.accounts:
        yield Evidence(fact="accounts", level=DIFFERENT, points=-2)
    if one.is_company != other.is_company:
        yield Evidence(fact="kind", level=DIFFERENT, points=-3)


def _name(one: IdentityFacts, other: IdentityFacts) -> Evidence | None:
    is_company = one.is_company and other.is_company
    compared = names.compare_companies if is_company else names.compare_names
    points = _COMPANY_NAME if is_company else _NAME
    found = [compared(mine, theirs) for mine in one.names for theirs in other.names]
    if not found:
        return None
    level, similarity = max(found, key=lambda result: (points[result[0]], result[1]))
    return Evidence(fact="name", level=level, points=points[level], similarity=similarity)


def _best(fact: str, levels: Iterable[str], points: dict[str, int]) -> Evidence | None:
    found = sorted(levels, key=points.__getitem__)
    return Evidence(fact=fact, level=found[-1], points=points[found[-1]]) if found else None


def _email(one: IdentityFacts, other: IdentityFacts, shared: frozenset[str]) -> Evidence | None:
    pairs = ((mine, theirs) for mine in one.emails for theirs in other.emails)
    return _best("email", (_email_level(mine, theirs, shared) for mine, theirs in pairs), _EMAIL)


def _email_level(mine: str, theirs: str, shared: frozenset[str]) -> str:
    (local, domain), (their_local, their_domain) = folding.mailbox(mine), folding.mailbox(theirs)
    is_role = local in folding.ROLE_MAILBOXES
    if local == their_local and domain == their_domain:
        return SHARED if is_role or mine in shared else SAME
    if is_role:
        return DIFFERENT
    if local == their_local and OSA.distance(domain, their_domain) <= 2:  # noqa: PLR2004 - "gmial.con"
        return TYPO
    is_slip = OSA.distance(local, their_local) == 1 and not _differs_by_number(local, their_local)
    if domain == their_domain and is_slip and len(local) >= _SHORTEST_TYPO:
        return TYPO
    if len(local) >= _SHORTEST_LOCAL and _letters(local) == _letters(their_local):
        return OTHER_PROVIDER
    return DIFFERENT


def _letters(local: str) -> str:
    return "".join(letter for letter in local if letter.isalnum())


def _differs_by_number(one: str, other: str) -> bool:
    """Say whether two local parts differ in digits: "weber1" and "weber2" are two who are called Weber."""
    digits = [[letter for letter in local if letter.isdigit()] for local in (one, other)]
    return digits[0] != digits[1]


def _phone(one: IdentityFacts, other: IdentityFacts, shared: frozenset[str]) -> Evidence | None:
    both = set(one.phones) & set(other.phones)
    if both:
        level = SHARED if both <= shared else SAME
        return Evidence(fact="phone", level=level, points=_PHONE[level])
    pairs = ((mine, theirs) for mine in one.phones for theirs in other.phones)
    if any(OSA.distance(mine, theirs) == 1 for mine, theirs in pairs):
        return Evidence(fact="phone", level=NEAR, points=_PHONE[NEAR])
    return None


def _address(mine: tuple[Address, ...], theirs: tuple[Address, ...]) -> Evidence | None:
    pairs = ((one, other) for one in mine for other in theirs)
    levels = (level for level in (_address_level(one, other) for one, other in pairs) if level)
    return _best("address", levels, _ADDRESS)


def _address_level(one: Address, other: Address) -> str:
    if one.country and other.country and one.country != other.country:
        return DIFFERENT
    similarity = fuzz.token_sort_ratio(one.street, other.street) if one.street and other.street else 0
    is_same_door = similarity >= _CLOSE_STREET and _numbers(one.street) == _numbers(other.street)
    if one.postcode and one.postcode == other.postcode:
        if is_same_door:
            return SAME if similarity == 100 else CLOSE  # noqa: PLR2004 - per cent
        return PLACE
    is_slip = bool(one.postcode and other.postcode) and OSA.distance(one.postcode, other.postcode) == 1
    if is_same_door and (is_slip or (one.city and one.city == other.city)):
        return NEAR
    if one.city and one.city == other.city:
        return PLACE
    return DIFFERENT if one.postcode and other.postcode else ""


def _numbers(line: str) -> list[str]:
    return sorted(word for word in line.split() if word[0].isdigit())


def _born(mine: tuple[str, ...], theirs: tuple[str, ...]) -> Evidence | None:
    pairs = [(one, other) for one in mine for other in theirs]
    if any(one == other for one, other in pairs):
        return Evidence(fact="born", level=SAME, points=_BORN[SAME])
    level = NEAR if any(OSA.distance(one, other) == 1 for one, other in pairs) else DIFFERENT
    return Evidence(fact="born", level=level, points=_BORN[level]) if pairs else None


def _employer(one: IdentityFacts, other: IdentityFacts) -> Evidence | None:
    if one.is_company and other.is_company:
        return None  # the name says it
    found = [names.compare_companies(mine, theirs)[0] for mine in one.companies for theirs in other.companies]
    if not found:
        return None
    level = SAME if set(found) & {SAME, CLOSE} else DIFFERENT
    return Evidence(fact="company", level=level, points=_EMPLOYER[level])
