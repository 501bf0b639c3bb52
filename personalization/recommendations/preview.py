"""What an account would see and why, for staff."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from personalization.recommendations.facts import REASONS
from personalization.recommendations.models import Dismissal, RecommendationModel, RecommendationRow
from personalization.recommendations.served import Entry, lists_of
from shop.partner.buyers import buyer_for
from shop.storefront.cards import ProductCard, product_cards
from shop.user.models import User

SHOWN = 20
#: Why a list holds what it holds.
BASES: dict[str, str | Promise] = {
    "again": _("Bought before, by how often, how lately and in which rhythm"),
    "new": _("Bought by others who buy the same"),
}


@dataclass(frozen=True, kw_only=True)
class PreviewedProduct:
    """A product of a list: its card as the account sees it, None where it is hidden from them, and words."""

    card: ProductCard | None
    product_id: int
    reason: str
    note: str


@dataclass(frozen=True, kw_only=True)
class PreviewedList:
    """A list in its order."""

    title: str
    products: list[PreviewedProduct]


def preview_for(account: User, *, model: RecommendationModel | None = None) -> Sequence[PreviewedList]:
    """Return an account's lists by a model, else the live one, with what keeps a product from being shown."""
    lists = lists_of(account.pk, model=model)
    ids = [entry.product_id for entries in lists.values() for entry in entries[:SHOWN]]
    cards = {card.product_id: card for card in product_cards(ids, buyer=buyer_for(account))}
    dismissed = set(Dismissal.objects.filter(user=account).values_list("product_id", flat=True))
    return [
        PreviewedList(
            title=str(RecommendationRow.Kind(kind).label),
            products=[_previewed(kind, one, cards, dismissed) for one in lists[kind][:SHOWN]],
        )
        for kind in sorted(lists)
    ]


def _previewed(
    kind: str, entry: Entry, cards: dict[int, ProductCard], dismissed: set[int]
) -> PreviewedProduct:
    card = cards.get(entry.product_id)
    note = ""
    if entry.product_id in dismissed:
        note = gettext("Not shown: of no interest to them")
    elif card is None:
        note = gettext("Not shown: hidden from this account")
    elif not card.stock.is_available:
        note = gettext("Not shown: out of stock")
    reason = REASONS.get(entry.reason, BASES[kind])
    return PreviewedProduct(card=card, product_id=entry.product_id, reason=str(reason), note=note)
