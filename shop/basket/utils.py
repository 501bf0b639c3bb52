"""Oscar's account of what offers take of a basket's line, without a question to the database for each."""

from collections import defaultdict

from oscar.apps.basket import utils

from shop.offer.models import ConditionalOffer

_State = tuple[dict[int, ConditionalOffer], dict[int, int], int, list[utils.DiscountApplication]]


class LineDiscountRegistry(utils.LineDiscountRegistry):
    """Oscar's; with which others an offer may be combined is asked of the offer, which was told at once.

    See `shop.offer.loading`. Offers that were not told are asked as Oscar does.
    """

    def state(self) -> _State:
        """Return what is taken and kept now, to come back to it."""
        taken = (dict(self._offers), dict(self._consumptions), self._affected_quantity)
        return (*taken, list(self._discounts))

    def restore(self, state: _State) -> None:
        """Forget what has been taken and kept since `state`."""
        offers, consumptions, self._affected_quantity, discounts = state
        self._offers, self._discounts = dict(offers), list(discounts)
        self._consumptions = defaultdict(int, consumptions)
        self._discount_excl_tax = self._discount_incl_tax = None

    def set_aside(self, quantity: int, offer: ConditionalOffer) -> None:
        """Keep pieces that an offer will discount from counting for its condition."""
        self._offers[offer.pk] = offer
        self._consumptions[offer.pk] += quantity

    def put_back(self, quantity: int, offer: ConditionalOffer) -> None:
        """Let pieces that were set aside be discounted."""
        self._consumptions[offer.pk] -= quantity

    def available(self, offer: ConditionalOffer | None = None) -> int:
        """Return how many pieces of the line are left to an offer, by Oscar's rules."""
        applied: list[ConditionalOffer] = [each for each in self.consumers if each != offer]
        if offer is None or offer.named is None or any(each.named is None for each in applied):
            return int(super().available(offer))
        if any(_is_kept_apart(each, offer) for each in applied):
            return 0
        left = int(self._line.quantity)
        for each in applied:  # only exclusive ones beside an exclusive one, here
            if each.exclusive and each.priority >= offer.priority:
                left -= self.num_consumed(each)
                if left == 0:
                    return 0
        return left - self.num_consumed(offer)


def _is_kept_apart(applied: ConditionalOffer, offer: ConditionalOffer) -> bool:
    """Tell whether just one of two offers is exclusive, or one is combined with others that it names only."""
    if applied.exclusive != offer.exclusive:
        return True
    theirs, own = applied.named or (), offer.named or ()
    return bool(theirs or own) and offer.pk not in theirs and applied.pk not in own
