"""May this buyer see it: the one rule, for what is loaded and for queries.

What only some may see points at a profile (`shop.catalogue.visibility`); the rules that it was made from are
those of `shop.catalogue_visibility`. A profile's key is made of its content, so what is known of one holds
for ever.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from oscar.core.loading import get_model

from shop.partner.buyers import Buyer

EVERYBODY = "everybody"
MOST_KNOWN = 20_000


class Visibility(NamedTuple):
    """Whom something is shown to and whom it is hidden from."""

    shown_to: frozenset[str]
    hidden_from: frozenset[str]

    def is_shown_to(self, audiences: Sequence[str]) -> bool:
        """Tell whether a buyer of these audiences, the nearest first, sees it: the first named decides."""
        for audience in (*audiences, EVERYBODY):
            if audience in self.shown_to:
                return True
            if audience in self.hidden_from:
                return False
        return True

    @property
    def is_restricted(self) -> bool:
        """Whether somebody who belongs to no audience does not see it."""
        return not self.is_shown_to(())


TO_EVERYBODY = Visibility(frozenset(), frozenset())
_known: dict[int, Visibility] = {}


def visibilities(keys: Iterable[int | None]) -> Mapping[int | None, Visibility]:
    """Return the profiles of these keys. No query for those that this process has met, else one.

    A key without a profile (there is none) is hidden from everybody.
    """
    wanted = set(keys) - {None}
    if missing := [key for key in wanted if key not in _known]:
        if len(_known) > MOST_KNOWN:
            _known.clear()
        rows = get_model("catalogue", "VisibilityProfile").objects.filter(pk__in=missing)
        for pk, shown, hidden in rows.values_list("pk", "shown_to", "hidden_from"):
            _known[pk] = Visibility(frozenset(shown), frozenset(hidden))
    nobody = Visibility(frozenset(), frozenset({EVERYBODY}))
    return {None: TO_EVERYBODY, **{key: _known.get(key, nobody) for key in wanted if key is not None}}


def is_shown(key: int | None, *, buyer: Buyer) -> bool:
    """Tell whether a buyer sees what points at this profile."""
    return key is None or shows(visibilities([key])[key], buyer)


def shows(visibility: Visibility, buyer: Buyer) -> bool:
    """Tell whether a profile lets a buyer see what points at it."""
    return buyer.sees_hidden or visibility.is_shown_to(buyer.audiences)


def may_see(product: Any, *, buyer: Buyer) -> bool:
    """Tell whether a product is public and shown to a buyer; a variant where its parent is, too."""
    family = [product, product.parent] if product.parent_id is not None else [product]
    return all(member.is_public and is_shown(member.visibility_id, buyer=buyer) for member in family)


def hidden_profiles(buyer: Buyer) -> list[int]:
    """Return the profiles that this buyer does not see, for `Product.objects.browsable_but`. One query.

    There is one for each combination of rules that something falls under, so some dozens of them.
    """
    keys = list(get_model("catalogue", "VisibilityProfile").objects.values_list("pk", flat=True))
    found = visibilities(keys)
    return [key for key in keys if not shows(found[key], buyer)]
