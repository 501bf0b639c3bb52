"""What lists and pages read of promotions."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shop.offer.availability import OVER, PLANNED, RUNNING, STATES, UNAPPROVED, USED_UP, in_state, state_of
from shop.offer.models import ConditionalOffer
from shop.promotions.models import Promotion

State = Promotion.State
DRAFT, WAITING, REFUSED, PAUSED = "draft", "waiting", "refused", "off"
#: What a marketer calls the state of a promotion: its approval until that is given, then how it goes.
ALL_STATES = {
    DRAFT: (State.DRAFT.label, "warn"),
    WAITING: (State.WAITING.label, "glaze"),
    REFUSED: (State.REFUSED.label, "bad"),
    **{state: STATES[state] for state in (RUNNING, PLANNED, OVER, USED_UP, UNAPPROVED)},
    PAUSED: (_("paused"), "warn"),
}


def state_name(promotion: Promotion, now: datetime) -> str:
    """Return the one state of a promotion, a key of `ALL_STATES`."""
    if promotion.state != State.APPROVED:
        return str(promotion.state)
    return state_of(promotion.offer, now)


def in_states(names: list[str], now: datetime) -> Q:
    """Select the promotions in one of the states."""
    found = Q(pk__in=[])
    for name in names:
        if name in {DRAFT, WAITING, REFUSED}:
            found |= Q(state=name)
        else:
            offers = ConditionalOffer.objects.filter(in_state(name, now))
            found |= Q(state=State.APPROVED, offer__in=offers)
    return found


def promotions_with_offers() -> QuerySet[Promotion]:
    """Read promotions with what their sentences tell."""
    return Promotion.objects.select_related(
        "offer__benefit__range", "offer__condition__range", "offer__benefit__gift", "code", "code_set"
    )
