"""Oscar's account of what offers take of a basket's line, without a question to the database for each."""

from oscar.apps.basket import utils

from shop.offer.models import ConditionalOffer


class LineDiscountRegistry(utils.LineDiscountRegistry):
    """Oscar's; with which others an offer may be combined is asked of the offer, which was told at once.

    See `shop.offer.loading`. Offers that were not told are asked as Oscar does.
    """

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
