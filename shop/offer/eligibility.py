"""May this buyer have this offer now, whatever the basket holds: one answer to apply and to explain by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from shop.offer.availability import SUSPENDED, can_be_applied
from shop.offer.customer_groups import groups_of
from shop.offer.holdout import is_held_from
from shop.offer.loading import companies_of, uses_of
from shop.offer.redeemers import Redeemer
from shop.offer.verdicts import Reason

if TYPE_CHECKING:
    from shop.offer.models import ConditionalOffer
    from shop.partner.buyers import Buyer


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Who buys, when and where to; what has to be asked is asked once for all, and only if one needs it.

    Six queries at most, however many offers: uses per buyer, companies, groups and earlier orders.
    """

    buyer: "Buyer | None"
    redeemer: Redeemer
    now: datetime
    offers: Sequence["ConditionalOffer"]
    #: By what the buyer is drawn for a holdout (`shop.offer.holdout`); empty for nobody in particular.
    buyer_key: str = ""
    #: Words why a voucher of the basket cannot be used, by the offers (keys) that it leads to.
    voucher_problems: dict[int, str] = field(default_factory=dict)

    @cached_property
    def uses(self) -> dict[int, int]:
        """How often the buyer has used the offers that are limited per buyer."""
        return uses_of(self.offers, self.redeemer)

    @cached_property
    def companies(self) -> dict[int, set[int]]:
        """For which companies those offers are that name some."""
        return companies_of(self.offers)

    @cached_property
    def groups(self) -> set[str]:
        """In which of the groups that the offers name the buyer is."""
        return groups_of(self.redeemer.user, {key for offer in self.offers for key in offer.customer_groups})

    @cached_property
    def has_ordered(self) -> bool:
        """Whether the buyer has an order that is not cancelled; nobody knows of a stranger."""
        return self.redeemer.is_known and bool(self.redeemer.live_orders().exists())

    def problem(self, offer: "ConditionalOffer") -> Reason | None:
        """Say why the offer cannot be had; None when it can."""
        return next((found for check in CHECKS if (found := check(offer, self))), None)

    def is_meant(self, offer: "ConditionalOffer") -> bool:
        """Tell whether the offer is for this buyer at all, used up or not."""
        return _audience(offer, self) is None

    def times_left(self, offer: "ConditionalOffer") -> int:
        """Return how often it can be applied to this basket."""
        return offer.applications_left(self.redeemer, uses=self.uses.get(offer.pk, 0))


def _status(offer: "ConditionalOffer", situation: Situation) -> Reason | None:
    if not offer.approved:
        return Reason.NOT_APPROVED
    if offer.status == SUSPENDED:
        return Reason.SUSPENDED
    if offer.start_datetime and offer.start_datetime > situation.now:
        return Reason.NOT_STARTED
    if offer.end_datetime and offer.end_datetime < situation.now:
        return Reason.ENDED
    return None


def _limits(offer: "ConditionalOffer", situation: Situation) -> Reason | None:
    if offer.max_global_applications and offer.num_applications >= offer.max_global_applications:
        return Reason.USED_UP
    if offer.max_discount and offer.total_discount >= offer.max_discount:
        return Reason.BUDGET_SPENT
    return None if can_be_applied(offer) else Reason.INCOMPLETE


def _voucher(offer: "ConditionalOffer", situation: Situation) -> Reason | None:
    if offer.offer_type != offer.VOUCHER or offer.get_voucher() is not None:
        return None
    return Reason.VOUCHER_UNUSABLE if offer.pk in situation.voucher_problems else Reason.VOUCHER_MISSING


def _audience(offer: "ConditionalOffer", situation: Situation) -> Reason | None:
    if offer.countries and (situation.buyer is None or situation.buyer.tax.country not in offer.countries):
        return Reason.NOT_THIS_COUNTRY
    if not _is_company_meant(offer, situation):
        return Reason.NOT_THIS_COMPANY
    if offer.customer_groups and not situation.groups.intersection(offer.customer_groups):
        return Reason.NOT_THIS_GROUP
    if offer.first_order_only and situation.has_ordered:
        return Reason.NOT_FIRST_ORDER
    return None


def _is_company_meant(offer: "ConditionalOffer", situation: Situation) -> bool:
    scope, kinds = offer.company_scope, offer.Companies
    company = situation.buyer.company_id if situation.buyer else None
    if scope == kinds.CHOSEN:
        return company in situation.companies.get(offer.pk, set())
    if scope == kinds.NONE:
        return company is None
    return scope == kinds.ANYBODY or company is not None


def _holdout(offer: "ConditionalOffer", situation: Situation) -> Reason | None:
    return Reason.HELD_OUT if is_held_from(offer, situation.buyer_key) else None


def _own_uses(offer: "ConditionalOffer", situation: Situation) -> Reason | None:
    return None if situation.times_left(offer) else Reason.USED_BY_CUSTOMER


CHECKS = (_status, _limits, _voucher, _audience, _holdout, _own_uses)


def eligible(offers: Iterable["ConditionalOffer"], situation: Situation) -> list["ConditionalOffer"]:
    """Keep the offers that this buyer can have now, in their order."""
    return [offer for offer in offers if situation.problem(offer) is None]
