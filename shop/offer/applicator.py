"""Oscar's applicator behind one answer to "can this offer be had by this buyer now?"."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from oscar.apps.offer import applicator
from oscar.apps.offer.results import OfferApplications

from shop.offer.availability import available_at, can_be_applied
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
        basket.checked_vouchers = self._checked(basket, redeemer)
        offers = chain(
            self.get_session_offers(request),
            self._voucher_offers(basket),
            self.get_user_offers(user),
            self.get_site_offers() if HAS_SITE_OFFERS.get() else (),
        )
        ranked = sorted(_once(offers), key=lambda offer: offer.priority, reverse=True)
        self._apply(basket, [offer for offer in ranked if can_be_applied(offer)], redeemer)

    @staticmethod
    def _checked(basket: Any, redeemer: Redeemer) -> list[CheckedVoucher]:
        if not basket.pk or not basket.may_have_vouchers:
            return []
        return [
            CheckedVoucher(voucher, voucher.problem_for(redeemer))
            for voucher in basket.vouchers.order_by("pk")
        ]

    @staticmethod
    def _voucher_offers(basket: Any) -> list[Any]:
        found = []
        for checked in basket.checked_vouchers:
            if checked.problem:
                continue
            own = checked.voucher.offers.filter(available_at(timezone.now()))
            for offer in own.select_related("condition", "benefit"):
                offer.set_voucher(checked.voucher)
                found.append(offer)
        return found

    @staticmethod
    def _apply(basket: "AbstractBasket", offers: Iterable[ConditionalOffer], redeemer: Redeemer) -> None:
        applications = OfferApplications()
        for offer in offers:
            for _time in range(offer.applications_left(redeemer)):
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
