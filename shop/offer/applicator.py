"""Oscar's applicator behind one answer to "can this offer be had by this buyer now?"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from oscar.apps.offer import applicator

from shop.offer.availability import available_at, can_be_applied
from shop.offer.eligibility import Situation
from shop.offer.evaluation import Evaluation
from shop.offer.holdout import buyer_key
from shop.offer.loading import PARTS, load_combinations, load_ranges, offers_of, used_vouchers
from shop.offer.memory import HAS_SITE_OFFERS
from shop.offer.models import ConditionalOffer
from shop.offer.redeemers import Redeemer
from shop.offer.verdicts import OfferVerdict
from shop.partner.buyers import Buyer
from shop.user.models import User

if TYPE_CHECKING:
    from oscar.apps.basket.abstract_models import AbstractBasket
    from oscar.apps.voucher.abstract_models import AbstractVoucher


@dataclass(frozen=True)
class CheckedVoucher:
    """A voucher of a basket; `problem` says to its buyer why it cannot be used, empty when it can."""

    voucher: "AbstractVoucher"
    problem: str = ""


class Applicator(applicator.Applicator):
    """Applies what can be had; limits per buyer count guests by e-mail, and each offer is applied once.

    Afterwards `basket.checked_vouchers` are its vouchers as they were found, `basket.gifts` what it gets for
    nothing, and `basket.verdicts` say what came of each offer that was looked at.
    """

    def apply(
        self,
        basket: Any,
        user: User | AnonymousUser | None = None,
        request: HttpRequest | None = None,
        *,
        email: str = "",
        now: datetime | None = None,
        beside: Iterable[ConditionalOffer] = (),
    ) -> list[OfferVerdict]:
        """Apply the offers to a basket whose lines bear no discounts yet; return the verdicts.

        `beside` are more offers to be looked at, whether they can be had or not: one that needs a code gives
        nothing without it.
        """
        now = now or timezone.now()
        _keep_agreed_prices(basket)
        redeemer = Redeemer.of(user or basket.owner, email=email)
        own, problems = self._voucher_offers(basket, redeemer, now)
        offers = chain(
            self.get_session_offers(request),
            own,
            self.get_user_offers(user),
            basket.own_offers,
            self._site_offers(now) if HAS_SITE_OFFERS.get() else (),
            beside,
        )
        found = _once(offers)
        situation = Situation(
            buyer=_buyer_of(basket),
            redeemer=redeemer,
            now=now,
            offers=found,
            buyer_key=_key_of(basket, redeemer),
            voucher_problems=problems,
        )
        whole = [offer for offer in found if can_be_applied(offer)]
        load_ranges(whole, basket)
        load_combinations(whole)
        evaluation = Evaluation(basket, found, situation)
        basket.verdicts = evaluation.run()
        basket.offer_applications, basket.gifts = evaluation.applications, evaluation.gifts
        return basket.verdicts

    @staticmethod
    def _site_offers(now: datetime) -> Iterable[ConditionalOffer]:
        """Read the offers for everybody that can be had."""
        site = ConditionalOffer.objects.filter(available_at(now), offer_type=ConditionalOffer.SITE)
        return site.select_related(*PARTS)

    @staticmethod
    def _voucher_offers(
        basket: Any, redeemer: Redeemer, now: datetime
    ) -> tuple[list[ConditionalOffer], dict[int, str]]:
        """Look at the basket's vouchers; return the offers of those that can be used, and why others cannot.

        The words stand under the offers (keys) that a voucher which cannot be used leads to.
        """
        basket.checked_vouchers = []
        if not basket.pk or not basket.may_have_vouchers:
            return [], {}
        vouchers = list(basket.vouchers.order_by("pk"))
        leading, used = offers_of(vouchers, now), used_vouchers(vouchers, redeemer)
        found: list[ConditionalOffer] = []
        problems: dict[int, str] = {}
        for voucher in vouchers:
            own = leading.opened.get(voucher.pk, [])
            problem = voucher.problem_for(redeemer, is_used=voucher.pk in used, has_offers=bool(own), now=now)
            basket.checked_vouchers.append(CheckedVoucher(voucher, problem))
            found += [] if problem else own
            problems |= dict.fromkeys(leading.keys.get(voucher.pk, ()), problem) if problem else {}
        return found, problems


def _buyer_of(basket: "AbstractBasket") -> Buyer | None:
    """Return whom the basket is priced for; None for one that nobody looks at yet."""
    return basket.strategy.buyer if basket.has_strategy else None


def _key_of(basket: "AbstractBasket", redeemer: Redeemer) -> str:
    """Return by what a buyer is drawn for holdouts: the account, else the basket."""
    user = redeemer.user
    public_id = getattr(basket, "public_id", None) if basket.pk else None
    return buyer_key(
        user_id=user.pk if user else None, drawn_as=user.drawn_as if user else None, basket_id=public_id
    )


def _once(offers: Iterable[ConditionalOffer]) -> list[ConditionalOffer]:
    """Keep the first of equal offers: two vouchers that lead to one offer give it once."""
    kept: dict[int, ConditionalOffer] = {}
    for offer in offers:
        kept.setdefault(offer.pk, offer)
    return list(kept.values())


def _keep_agreed_prices(basket: "AbstractBasket") -> None:
    """Have no offer look at a price that stands as it is: an agreed one, or a sale's that comes alone."""
    for line in basket.all_lines():
        if getattr(line.purchase_info.price, "stacks", True):
            continue
        line.product.is_discountable = False
        if line.product.is_child:
            line.product.parent.is_discountable = False
