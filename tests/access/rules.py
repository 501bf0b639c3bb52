"""How an address is classified: for whom it is, and how it is asked."""

from dataclasses import dataclass, field
from enum import Enum, auto


class Rule(Enum):
    """For whom an address is."""

    #: Everybody; what it shows is for everybody, or hangs on the visitor's own session.
    PUBLIC = auto()
    #: Logging in, or being on the way: strangers see it or are led on, also to the log-in.
    ENTRANCE = auto()
    #: Whoever is logged in, about themselves only.
    ACCOUNT = auto()
    #: One account and no other: for others it is not there.
    OWN = auto()
    #: Everybody who has the signed link; `forged` is one that we did not make.
    LINK = auto()
    #: People of a partner account.
    PARTNER = auto()
    #: People of the one partner account that it belongs to.
    PARTNERS_OWN = auto()
    #: People of companies, who see what their own company has; for others it is not there.
    COMPANY = auto()
    #: People of the one company that it belongs to; `owner` is "company buyer", an administrator there.
    COMPANYS_OWN = auto()
    #: Nobody who asks here: it takes a signature, or the object is somebody else's.
    NOBODY = auto()


@dataclass(frozen=True, kw_only=True)
class Address:
    """One row. `answers` are the statuses that count as opened, beside 200 and a redirect onwards."""

    pattern: str
    rule: Rule
    ask: str
    owner: str = "shopper"
    forged: str = ""
    #: Only to be posted to; the owner's own post has to succeed.
    is_post_only: bool = False
    post: dict[str, str] = field(default_factory=dict)
    answers: frozenset[int] = frozenset()
    #: Something is in the visitor's basket when they ask.
    needs_basket: bool = False
    #: Who has this right may, whatever the rule says.
    right: str = ""
    #: Mounted by some settings only (development, reports of a mail provider).
    is_optional: bool = False


def rows(rule: Rule, *patterns: str, **facts: object) -> list[Address]:
    """Make rows of addresses without arguments."""
    return [Address(pattern=pattern, rule=rule, ask=f"/{pattern}", **facts) for pattern in patterns]  # type: ignore[arg-type]


def row(rule: Rule, pattern: str, ask: str, **facts: object) -> Address:
    return Address(pattern=pattern, rule=rule, ask=ask, **facts)  # type: ignore[arg-type]


def link(start: str, argument: str, key: str, rest: str = "") -> Address:
    """Make the row of a link; `key` is the world's, and with one sign more it is forged."""
    ask, forged = (f"/{start}{{{key}}}{sign}/{rest}" for sign in ("", "x"))
    return row(Rule.LINK, f"{start}<str:{argument}>/{rest}", ask, forged=forged)
