"""Which offers for everybody apply to which products, before anything is in a basket.

The answer is the applicator's: an offer is shown on a product that it makes cheaper, or that counts for it,
and not where an offer of higher priority takes every piece before it, this buyer has used it up, or the
product is excluded from offers. Offers and ranges with classes of their own are told by nobody: only their
classes know what they apply to.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Exists
from django.utils import timezone

from shop.offer.availability import OPEN, available_at, can_be_applied
from shop.offer.eligibility import Situation, eligible
from shop.offer.holdout import buyer_key, is_held_from
from shop.offer.loading import PARTS
from shop.offer.models import Benefit, ConditionalOffer, Range
from shop.offer.range_members import Member, members_of
from shop.offer.redeemers import Redeemer
from shop.partner.buyers import Buyer
from shop.user.models import User

# Takes off the delivery, not off a product.
SHIPPING = "Shipping"
# Works on the products that count for the condition.
COUNTING_ALONE = {Benefit.FIXED_PRICE, Benefit.GIFT}
# Benefits that every piece in the range has a share of.
EVERY_PIECE = {Benefit.PERCENTAGE, Benefit.FIXED, Benefit.FIXED_UNIT}


def applicable_offers(members: Collection[Member], *, buyer: Buyer) -> dict[int, list[ConditionalOffer]]:
    """Return for each product (a variant or what has none) its offers in the order in which they apply.

    Products without any are left out. Two queries at most, however many products and offers; a few more
    for a user where an offer is limited per buyer or for some buyers, and one where offers that combine do so
    with some only.
    """
    discountable = [member for member in members if member.is_discountable]
    if not discountable:
        return {}
    offers = _left_to(buyer, [offer for offer in _site_offers() if _is_understood(offer)])
    if not offers:
        return {}
    ranges = {each.pk: each for offer in offers for each in _ranges(offer)}
    holding = members_of(ranges.values(), discountable)
    combinations = _combinations(offers)
    found: dict[int, list[ConditionalOffer]] = defaultdict(list)
    taken: dict[int, list[ConditionalOffer]] = defaultdict(list)
    for offer in offers:
        counting, cheaper = (holding.get(each.pk, set()) for each in (_ranges(offer)[0], _ranges(offer)[-1]))
        for pk in counting | cheaper:
            if any(_excludes(earlier, offer, combinations) for earlier in taken[pk]):
                continue
            found[pk].append(offer)
            if pk in counting & cheaper and _takes_every_piece(offer):
                taken[pk].append(offer)
    return dict(found)


def has_site_offers() -> Exists:
    """Return the condition that the shop has offers for everybody, for a query that is made anyway.

    It asks for no date, so that it can be compiled: what it lets through is looked at again.
    """
    return Exists(ConditionalOffer.objects.filter(status=OPEN, offer_type=ConditionalOffer.SITE))


def _site_offers() -> list[ConditionalOffer]:
    """Read the offers that anybody can have now, the first to be applied first."""
    offers = ConditionalOffer.objects.filter(available_at(timezone.now()), offer_type=ConditionalOffer.SITE)
    ranges = ("condition__range", "benefit__range")
    return list(offers.select_related(*PARTS, *ranges).order_by("-priority", "pk"))


def _is_understood(offer: ConditionalOffer) -> bool:
    condition, benefit = offer.condition, offer.benefit
    return can_be_applied(offer) and not condition.proxy_class and not benefit.proxy_class


def _ranges(offer: ConditionalOffer) -> list[Range]:
    """Return the ranges whose products it is for: those that count and those that get cheaper.

    A fixed price is that of the products that count, and a gift goes with them; a delivery's is nobody's.
    """
    benefit, counting = offer.benefit, offer.condition.range
    is_counting_alone = benefit.type in COUNTING_ALONE or benefit.type.startswith(SHIPPING)
    cheaper = counting if is_counting_alone else benefit.range
    return list({each.pk: each for each in (counting, cheaper) if each is not None}.values())


def _left_to(buyer: Buyer, offers: list[ConditionalOffer]) -> list[ConditionalOffer]:
    """Leave out what is not for this buyer, or used up by them; a guest is nobody before the checkout."""
    offers = _told(buyer, offers)
    return eligible(offers, _situation(buyer, offers))


def offers_meant_for(buyer: Buyer) -> list[int]:
    """List the offers without a code (keys) that can be had now and are for this buyer, used up or not."""
    offers = list(
        ConditionalOffer.objects.filter(available_at(timezone.now()), offer_type=ConditionalOffer.SITE)
    )
    situation = _situation(buyer, offers)
    return [offer.pk for offer in _told(buyer, offers) if situation.is_meant(offer)]


def _situation(buyer: Buyer, offers: list[ConditionalOffer]) -> Situation:
    asks = any(each.max_user_applications or each.customer_groups or each.first_order_only for each in offers)
    user = User._default_manager.get(pk=buyer.user_id) if asks and buyer.user_id is not None else None
    return Situation(
        buyer=buyer,
        redeemer=Redeemer(user=user),
        now=timezone.now(),
        offers=offers,
        buyer_key=buyer_key(user_id=buyer.user_id, drawn_as=buyer.drawn_as),
    )


def _told(buyer: Buyer, offers: list[ConditionalOffer]) -> list[ConditionalOffer]:
    """Leave out what is held from this buyer; nobody knows that yet of a visitor, who is told nothing."""
    key = buyer_key(user_id=buyer.user_id, drawn_as=buyer.drawn_as)
    return [offer for offer in offers if not (is_held_from(offer, key) if key else offer.holdout_percent)]


def _combinations(offers: list[ConditionalOffer]) -> Mapping[int, set[int]]:
    """Return with which others an offer may be combined, where it names some; empty for none that does."""
    sharing = [offer.pk for offer in offers if not offer.exclusive]
    named: dict[int, set[int]] = defaultdict(set)
    if len(sharing) > 1:
        rows = ConditionalOffer.combinations.through._default_manager.filter(
            from_conditionaloffer__in=sharing
        )
        for one, other in rows.values_list("from_conditionaloffer", "to_conditionaloffer"):
            named[one].add(other)
    return named


def _takes_every_piece(offer: ConditionalOffer) -> bool:
    """Whether it needs no more than the piece itself and leaves none without it."""
    condition, benefit = offer.condition, offer.benefit
    is_for_each = condition.type in {condition.COUNT, condition.COVERAGE} and (condition.value or 0) <= 1
    is_limited = benefit.max_affected_items or offer.max_basket_applications
    return is_for_each and not is_limited and benefit.type in EVERY_PIECE


def _excludes(
    earlier: ConditionalOffer, offer: ConditionalOffer, combinations: Mapping[int, set[int]]
) -> bool:
    """Whether pieces that an earlier offer took cannot have this one as well (Oscar's rule)."""
    if earlier.exclusive or offer.exclusive:
        return True
    if earlier.exclusive_group and earlier.exclusive_group == offer.exclusive_group:
        return earlier.priority > offer.priority  # of equals, what the basket holds decides
    first, second = combinations.get(earlier.pk, set()), combinations.get(offer.pk, set())
    return bool(first or second) and offer.pk not in first and earlier.pk not in second
