"""Steps of an offer: the more the basket holds, the more it gives ("5% from 50, 10% from 100")."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from shop.money import as_stored

if TYPE_CHECKING:
    from shop.offer.models import ConditionalOffer

MOST_TIERS = 10


class Tier(NamedTuple):
    """From `threshold` on (an amount or a number of pieces, as the condition counts), `value` is given."""

    threshold: Decimal
    value: Decimal


def tiers_of(offer: "ConditionalOffer") -> list[Tier]:
    """Return an offer's steps, the lowest first."""
    return [Tier(Decimal(threshold), Decimal(value)) for threshold, value in offer.tiers]


def stored(tiers: Sequence[Tier]) -> list[list[str]]:
    """Return steps as the offer keeps them."""
    return [[f"{as_stored(number)}" for number in tier] for tier in tiers]


def check_tiers(value: Sequence[Sequence[Decimal | str]]) -> None:
    """Raise ValidationError unless these are some steps, each above the one before, with something given."""
    try:
        tiers = [Tier(Decimal(threshold), Decimal(given)) for threshold, given in value]
    except (TypeError, ValueError, InvalidOperation):
        raise ValidationError(_("Each step needs a minimum and a discount."), code="tiers") from None
    if len(tiers) > MOST_TIERS:
        raise ValidationError(_("At most %(n)d steps."), code="tiers", params={"n": MOST_TIERS})
    if any(not each.is_finite() or each <= 0 for tier in tiers for each in tier):
        raise ValidationError(_("Minimum and discount of a step are above zero."), code="tiers")
    if any(later.threshold <= earlier.threshold for earlier, later in pairwise(tiers)):
        raise ValidationError(_("Each step needs a higher minimum than the one before."), code="tiers")


def choose_tier(offer: "ConditionalOffer", reached: Decimal) -> None:
    """Let an offer's condition and benefit be those of the highest step that is reached, else of the lowest.

    Only this instance changes; it is not saved.
    """
    tiers = tiers_of(offer)
    if not tiers:
        return
    chosen = next((tier for tier in reversed(tiers) if tier.threshold <= reached), tiers[0])
    offer.condition.value, offer.benefit.value = chosen.threshold, chosen.value
