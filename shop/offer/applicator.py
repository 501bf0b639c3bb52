"""Oscar's applicator behind one answer to "can this offer be had by this buyer now?"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from oscar.apps.offer import applicator
from oscar.apps.offer.results import OfferApplications

from shop.offer.availability import can_be_applied
from shop.offer.loading import load_combinations, load_ranges, open_offers_of, used_vouchers, uses_of
from shop.offer.memory import HAS_SITE_OFFERS
from shop.offer.models import ConditionalOffer
from shop.offer.redeemers import Redeemer
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

    The basket's vouchers as they were found stand in `basket.checked_vouchers` afterwards.
    """

    def apply(
        self, basket: Any, user: User | AnonymousUser | None = None, request: Any = None, *, email: str = ""
    ) -> None:
        """Apply the offers to a basket whose lines bear no discounts yet."""
        redeemer = Redeemer.of(user or basket.owner, email=email)
        offers = chain(
            self.get_session_offers(request),
            self._voucher_offers(basket, redeemer),
            self.get_user_offers(user),
            basket.own_offers,
            self.get_site_offers() if HAS_SITE_OFFERS.get() else (),
        )
        ranked = sorted(_once(offers), key=lambda offer: offer.priority, reverse=True)
        whole = [offer for offer in ranked if can_be_applied(offer)]
        load_ranges(whole, basket)
        load_combinations(whole)
        self._apply(basket, whole, redeemer)

    @staticmethod
    def _voucher_offers(basket: Any, redeemer: Redeemer) -> list[Any]:
        """Look at the basket's vouchers; return the offers of those that can be used."""
        basket.checked_vouchers = []
        if not basket.pk or not basket.may_have_vouchers:
            return []
        vouchers = list(basket.vouchers.order_by("pk"))
        opened, used = open_offers_of(vouchers), used_vouchers(vouchers, redeemer)
        found = []
        for voucher in vouchers:
            own = opened.get(voucher.pk, [])
            problem = voucher.problem_for(redeemer, is_used=voucher.pk in used, has_offers=bool(own))
            basket.checked_vouchers.append(CheckedVoucher(voucher, problem))
            found += [] if problem else own
        return found

    @staticmethod
    def _apply(basket: "AbstractBasket", offers: Sequence[ConditionalOffer], redeemer: Redeemer) -> None:
        applications, uses = OfferApplications(), uses_of(offers, redeemer)
        for offer in offers:
            for _time in range(offer.applications_left(redeemer, uses=uses.get(offer.pk, 0))):
                result = offer.apply_benefit(basket)
                if not result.is_successful:
                    break
                applications.add(offer, result)
                if result.is_final:
                    break
        basket.offer_applications = applications


def _once(offers: Iterable[Any]) -> list[Any]:
    """Keep the first of equal offers: two vouchers that lead to one offer give it once."""
    kept: dict[int, Any] = {}
    for offer in offers:
        kept.setdefault(offer.pk, offer)
    return list(kept.values())
