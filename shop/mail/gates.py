"""Who may keep a mail from being sent that is for a purpose; packages above enter what they know of consent.

    GATES.register(Gate(name="consents", refusal=refusal_of, links=unsubscribe_links))

Without any gate such a mail is refused: nobody can say that its reader agreed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from shop.mail.kinds import TRANSACTIONAL
from shop.mail.models import Mail
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class UnsubscribeLinks:
    """Whole addresses for the reader of a mail: `one_click` ends this purpose (RFC 8058), `page` shows all."""

    one_click: str
    page: str


@dataclass(frozen=True, kw_only=True)
class Gate:
    """`refusal(purpose, address)` returns a `Mail.Refusal` or ""; `links(purpose, address, language)` the way out."""

    name: str
    refusal: Callable[[str, str], str]
    links: Callable[[str, str, str], UnsubscribeLinks]


GATES: Registry[Gate] = Registry("mail gate")


def refusal_of(purpose: str, address: str) -> str:
    """Return why a mail for this purpose must not go to this address; "" where it may."""
    if purpose == TRANSACTIONAL or not purpose:
        return ""
    found = [gate.refusal(purpose, address) for gate in GATES]
    return next(filter(None, found), "" if found else str(Mail.Refusal.NO_CONSENT))


def links_of(purpose: str, address: str, language: str) -> UnsubscribeLinks | None:
    """Return how the reader ends it; None for a transactional mail and where no gate knows."""
    if purpose == TRANSACTIONAL or not purpose:
        return None
    return next((gate.links(purpose, address, language) for gate in GATES), None)
