"""The cards of the portal's home: what waits for who is logged in; every slice enters its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

from partners.accounts.access import PartnerAccess
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class CardFigure:
    """A number of a card, written for a reader; `tone` is "todo" or "bad" where it waits."""

    value: str
    label: str | Promise
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class CardReading:
    """What a card says now: figures, a sentence below them, and where they lead."""

    figures: Sequence[CardFigure] = field(default=())
    note: str | Promise = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class HomeCard:
    """A card of the home; who has none of `permissions` does not see it, without any everybody does.

    `read` asks one query at most and scopes it by the access (`access.scope`); None shows no card.
    """

    name: str
    title: str | Promise
    read: Callable[[PartnerAccess], CardReading | None]
    permissions: tuple[str, ...] = ()
    order: int = 50


HOME_CARDS: Registry[HomeCard] = Registry(
    "card of the partner portal", sort=lambda card: (card.order, card.name)
)


def cards_for(access: PartnerAccess) -> list[tuple[HomeCard, CardReading]]:
    """Read the cards that somebody may see; those with nothing to say are left out."""
    shown = [card for card in HOME_CARDS if access.can_any(card.permissions)]
    read = [(card, card.read(access)) for card in shown]
    return [(card, reading) for card, reading in read if reading is not None]
