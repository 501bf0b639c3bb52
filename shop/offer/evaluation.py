"""Offers on a basket, one after the other, each with what came of it: one path to apply and to explain.

The highest priority goes first, of equals the one that was found first. Of the offers of one exclusive group
the highest priority that gives something wins, of equal priority the one that takes off most; what is off the
delivery, or a gift, counts as nothing there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from oscar.apps.offer.results import ApplicationResult, OfferApplications

from shop.offer.bounds import left_to_give
from shop.offer.counting import Count, blockers, count, is_countable
from shop.offer.eligibility import Situation
from shop.offer.gifts import Gift, GiftStock, is_gift
from shop.offer.kinds import FreeGiftBenefit
from shop.offer.models import Benefit, Condition, ConditionalOffer
from shop.offer.tiers import choose_tier
from shop.offer.verdicts import LineShare, OfferVerdict, Reason

if TYPE_CHECKING:
    from oscar.apps.basket.abstract_models import AbstractBasket

ZERO = Decimal(0)


@dataclass
class _Attempt:
    """What applying an offer gave: Oscar's results, the pieces of a gift, and the verdict on it."""

    verdict: OfferVerdict
    results: Sequence[ApplicationResult] = ()
    gift: Gift | None = None


class Evaluation:
    """The offers of a basket whose lines bear no discounts yet; `run` applies them."""

    def __init__(
        self, basket: "AbstractBasket", offers: Sequence[ConditionalOffer], situation: Situation
    ) -> None:
        self.basket, self.situation = basket, situation
        self.ranked = sorted(offers, key=lambda offer: offer.priority, reverse=True)
        self.applications, self.gifts = OfferApplications(), []  # type: ignore[var-annotated]
        self._winners: dict[str, ConditionalOffer] = {}
        self._verdicts: dict[int, OfferVerdict] = {}

    def run(self) -> list[OfferVerdict]:
        """Apply what can be had; return the verdicts in the order in which the offers were looked at."""
        able = [offer for offer in self.ranked if self._is_eligible(offer)]
        self._stock = GiftStock(able, buyer=self.situation.buyer, lines=self.basket.all_lines())
        for offer in able:
            if offer.pk not in self._verdicts:
                self._settle(self._best_of_group(offer, able))
            if offer.pk not in self._verdicts:  # another of its group was better
                self._settle(offer)
        return [self._verdicts[offer.pk] for offer in self.ranked]

    def _is_eligible(self, offer: ConditionalOffer) -> bool:
        offer.given, offer.limited_by = ZERO, ""
        problem = self.situation.problem(offer)
        if problem is not None:
            words = self.situation.voucher_problems.get(offer.pk, "")
            self._verdicts[offer.pk] = self._verdict(offer, problem, words=words)
        return problem is None

    def _best_of_group(self, offer: ConditionalOffer, able: Sequence[ConditionalOffer]) -> ConditionalOffer:
        """Return the one of its group and priority that takes off most; tries all and takes it back."""
        if not offer.exclusive_group or offer.exclusive_group in self._winners:
            return offer
        peers = [
            each
            for each in able
            if each.exclusive_group == offer.exclusive_group
            and each.priority == offer.priority
            and each.pk not in self._verdicts
        ]
        if len(peers) == 1:
            return offer
        tried = [self._tried(peer) for peer in peers]
        best = max(range(len(peers)), key=lambda i: (tried[i].fired, tried[i].amount, -i))
        return peers[best]

    def _tried(self, offer: ConditionalOffer) -> OfferVerdict:
        before = _state(self.basket)
        attempt = self._attempt(offer)
        _restore(self.basket, before)
        if attempt.gift is not None:
            self._stock.put_back(attempt.gift)
        offer.given, offer.limited_by = ZERO, ""
        return attempt.verdict

    def _settle(self, offer: ConditionalOffer) -> None:
        """Apply an offer for good, unless another one of its group has won."""
        group = offer.exclusive_group
        if group and group in self._winners:
            others = (self._winners[group],)
            self._verdicts[offer.pk] = self._verdict(offer, Reason.EXCLUSIVE_GROUP, others=others)
            return
        before = _state(self.basket)
        attempt = self._attempt(offer)
        self._verdicts[offer.pk] = attempt.verdict
        if not attempt.verdict.fired:  # what gives nothing keeps no pieces from the others
            _restore(self.basket, before)
            return
        for result in attempt.results:
            self.applications.add(offer, result)
        self.applications.applications[offer.pk]["discount"] = attempt.verdict.amount
        if attempt.gift is not None:
            self.gifts.append(attempt.gift)
        if group:
            self._winners[group] = offer

    def _attempt(self, offer: ConditionalOffer) -> _Attempt:
        """Apply an offer as often as it can be, and say what came of it."""
        if is_countable(offer):
            counted = count(offer, self.basket)
            # A gift takes no pieces from any other offer, and none from it.
            reached = counted.whole if is_gift(offer) else counted.free
            choose_tier(offer, reached)
            if reached < (offer.condition.value or ZERO):
                return _Attempt(self._unmet(offer, counted, reached))
        elif not offer.is_condition_satisfied(self.basket):
            return _Attempt(self._verdict(offer, Reason.CONDITION))
        gift = self._stock.take(offer) if is_gift(offer) else None
        if is_gift(offer) and gift is None:
            return _Attempt(self._verdict(offer, Reason.GIFT_SOLD_OUT))
        results = list(self._results(offer))
        return _Attempt(self._given(offer, results), results, gift)

    def _results(self, offer: ConditionalOffer) -> Iterator[ApplicationResult]:
        for _time in range(self.situation.times_left(offer)):
            if left_to_give(offer) == ZERO:
                offer.limited_by = Reason.CAP_REACHED
                return
            result = self._result(offer)
            if not result.is_successful:
                return
            yield result
            if result.is_final:
                return

    def _result(self, offer: ConditionalOffer) -> ApplicationResult:
        if not is_gift(offer):
            return offer.apply_benefit(self.basket)
        benefit: FreeGiftBenefit = offer.benefit.proxy()  # type: ignore[assignment]
        return benefit.apply(self.basket, offer.condition, offer)

    def _given(self, offer: ConditionalOffer, results: Sequence[ApplicationResult]) -> OfferVerdict:
        """Say what was given: on goods what the lines got, each rounded once."""
        shares = tuple(
            LineShare(line=line, quantity=given.quantity, amount=given.amount)
            for line in self.basket.all_lines()
            for given in line.discounts
            if given.offer == offer and given.amount
        )
        amount = sum((share.amount for share in shares), ZERO)
        is_off_goods = bool(results) and results[0].affects_basket
        if not results or (is_off_goods and not amount):
            return self._nothing(offer)
        words = "" if is_off_goods else str(offer.benefit.name)
        return replace(
            self._verdict(offer, Reason.FIRED, words=words),
            amount=amount,
            times=len(results),
            lines=shares,
            limited_by=offer.limited_by,
        )

    def _unmet(self, offer: ConditionalOffer, counted: Count, reached: Decimal) -> OfferVerdict:
        """Say what a condition lacks that is not met."""
        needed = offer.condition.value or ZERO
        if not counted.whole:
            return self._verdict(offer, Reason.RANGE_EMPTY)
        if counted.whole >= needed:
            others = tuple(blockers(offer, counted.lines))
            return self._verdict(offer, Reason.EXCLUDED, others=others)
        return replace(
            self._verdict(offer, Reason.THRESHOLD),
            missing=needed - reached,
            missing_is_money=offer.condition.type == Condition.VALUE,
        )

    def _nothing(self, offer: ConditionalOffer) -> OfferVerdict:
        """Say why an offer whose condition is met gave nothing."""
        if offer.limited_by:
            return self._verdict(offer, Reason(offer.limited_by))
        benefit: Benefit = offer.benefit.proxy()
        if benefit.range is None:
            return self._verdict(offer, Reason.NOTHING_OFF)
        lines = [line for _price, line in benefit.get_applicable_lines(offer, self.basket)]
        if not lines:
            return self._verdict(offer, Reason.RANGE_EMPTY)
        if others := tuple(blockers(offer, lines)):
            return self._verdict(offer, Reason.EXCLUDED, others=others)
        return self._verdict(offer, Reason.NOTHING_OFF)

    def _verdict(
        self,
        offer: ConditionalOffer,
        reason: Reason,
        *,
        words: str = "",
        others: Sequence[ConditionalOffer] = (),
    ) -> OfferVerdict:
        buyer = self.situation.buyer
        return OfferVerdict(
            offer=offer,
            reason_code=reason,
            currency=buyer.currency if buyer else "",
            voucher=offer.get_voucher(),
            words=words,
            others=tuple(others),
        )


def _state(basket: "AbstractBasket") -> list[object]:
    return [line.discounts.state() for line in basket.all_lines()]


def _restore(basket: "AbstractBasket", before: Sequence[object]) -> None:
    for line, state in zip(basket.all_lines(), before, strict=True):
        line.discounts.restore(state)
