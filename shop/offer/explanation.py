"""Why each offer fired for a basket, or did not: the same path as applying, with all offers looked at.

for verdict in explain(basket, user=user):
    verdict.offer, verdict.fired, verdict.amount, verdict.lines, verdict.reason_code, verdict.reason
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from shop.offer.applicator import Applicator
from shop.offer.loading import PARTS
from shop.offer.models import ConditionalOffer
from shop.offer.verdicts import LineShare, OfferVerdict, Reason
from shop.user.models import User

if TYPE_CHECKING:
    from oscar.apps.basket.abstract_models import AbstractBasket

__all__ = ["LineShare", "OfferVerdict", "Reason", "explain"]


def explain(
    basket: "AbstractBasket",
    *,
    user: User | AnonymousUser | None = None,
    email: str = "",
    now: datetime | None = None,
    offers: QuerySet[ConditionalOffer] | None = None,
) -> list[OfferVerdict]:
    """Apply the offers to a basket with its strategy, and say of every offer what came of it and why.

    The basket bears the discounts afterwards as after `apply_offers`, so that amounts are what its buyer
    would get. Looked at are `offers` (by default all for everybody and all with a code, also those that are
    off, over or not approved) beside those that the basket has. `now` is the moment that dates are held
    against. The verdicts come in the order in which the offers are applied. Constant queries, however many
    offers and lines.
    """
    considered = offers if offers is not None else _all_offers()
    for line in basket.all_lines():
        line.clear_discount()
    return Applicator().apply(basket, user, email=email, now=now, beside=considered.select_related(*PARTS))


def _all_offers() -> QuerySet[ConditionalOffer]:
    kinds = (ConditionalOffer.SITE, ConditionalOffer.VOUCHER)
    return ConditionalOffer.objects.filter(offer_type__in=kinds).order_by("-priority", "pk")
