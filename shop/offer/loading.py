"""What the offers of a basket have to ask, asked once for all of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db.models import Q, Sum
from oscar.core.loading import get_model

from shop.offer.availability import available_at
from shop.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.offer.range_members import member_of, members_of
from shop.offer.redeemers import Redeemer
from shop.order_statuses import CANCELLED

if TYPE_CHECKING:
    from oscar.apps.basket.abstract_models import AbstractBasket
    from oscar.apps.voucher.abstract_models import AbstractVoucher

#: What an offer is loaded with; its ranges come by `load_ranges`, once for all offers.
PARTS = ("condition", "benefit__gift__parent")


def load_ranges(offers: Sequence[ConditionalOffer], basket: "AbstractBasket") -> None:
    """Give the offers their ranges, each of which knows then which products of the basket it holds.

    Two queries, however many offers and lines; one without ranges or lines, none without offers.
    """
    holders: list[Condition | Benefit] = [
        holder for offer in offers for holder in (offer.condition, offer.benefit)
    ]
    ranges = Range._default_manager.in_bulk({h.range_id for h in holders if h.range_id}) if holders else {}
    for holder in holders:
        if holder.range_id in ranges:
            holder.range = ranges[holder.range_id]
    products = {line.product_id: line.product for line in basket.all_lines()} if ranges else {}
    holding = members_of(ranges.values(), [member_of(product) for product in products.values()])
    for pk, held in holding.items():
        ranges[pk].remember(set(products), held)


def load_combinations(offers: Sequence[ConditionalOffer]) -> None:
    """Tell the offers with which others they may be combined. One query, none for a single offer."""
    named: dict[int, set[int]] = defaultdict(set)
    if len(offers) > 1:
        rows = ConditionalOffer.combinations.through._default_manager.filter(
            from_conditionaloffer__in=[offer.pk for offer in offers]
        )
        for one, other in rows.values_list("from_conditionaloffer", "to_conditionaloffer"):
            named[one].add(other)
    for offer in offers:
        offer.named = named.get(offer.pk, frozenset())


def uses_of(offers: Iterable[ConditionalOffer], redeemer: Redeemer) -> dict[int, int]:
    """Return how often a buyer has used those offers that are limited per buyer. One query, or none."""
    limited = [offer.pk for offer in offers if offer.max_user_applications]
    if not limited or not redeemer.is_known:
        return {}
    discounts = get_model("order", "OrderDiscount")._default_manager
    found = discounts.filter(offer_id__in=limited, order__in=redeemer.live_orders())
    return {pk: uses or 0 for pk, uses in found.values_list("offer_id").annotate(Sum("frequency"))}


def companies_of(offers: Iterable[ConditionalOffer]) -> dict[int, set[int]]:
    """Return for each offer (by key) that is for certain companies which ones. One query, or none."""
    chosen = [offer.pk for offer in offers if offer.company_scope == offer.Companies.CHOSEN]
    found: dict[int, set[int]] = defaultdict(set)
    if chosen:
        rows = ConditionalOffer.companies.through._default_manager.filter(conditionaloffer__in=chosen)
        for offer, company in rows.values_list("conditionaloffer", "company"):
            found[offer].add(company)
    return found


@dataclass(frozen=True)
class VoucherOffers:
    """The offers of vouchers, by the vouchers' keys: those that can be had now, and the keys of all."""

    opened: dict[int, list[ConditionalOffer]]
    keys: dict[int, list[int]]


def offers_of(vouchers: Collection["AbstractVoucher"], now: datetime) -> VoucherOffers:
    """Return what vouchers lead to; each has its own instance of an offer. Two queries at most."""
    opened: dict[int, list[ConditionalOffer]] = defaultdict(list)
    keys: dict[int, list[int]] = defaultdict(list)
    if not vouchers:
        return VoucherOffers(opened, keys)
    by_key = {voucher.pk: voucher for voucher in vouchers}
    through = type(next(iter(vouchers))).offers.through._default_manager.filter(voucher__in=by_key)
    pairs = sorted(through.values_list("voucher", "conditionaloffer"))
    open_ones = ConditionalOffer._default_manager.filter(
        available_at(now), pk__in={offer for _voucher, offer in pairs}
    )
    offers = open_ones.select_related(*PARTS).in_bulk() if pairs else {}
    for voucher, offer in pairs:
        keys[voucher].append(offer)
        if offer in offers:
            own = cast("ConditionalOffer", copy(offers[offer]))  # which voucher it belongs to is said on it
            own.set_voucher(by_key[voucher])
            opened[voucher].append(own)
    return VoucherOffers(opened, keys)


def used_vouchers(vouchers: Collection["AbstractVoucher"], redeemer: Redeemer) -> set[int]:
    """Return which vouchers have been used up, by anybody or by this buyer, as their usage counts.

    An order that was cancelled has used nothing. One query, none where all may be used without end.
    """
    single = [v.pk for v in vouchers if v.usage == v.SINGLE_USE]
    once = [v.pk for v in vouchers if v.usage == v.ONCE_PER_CUSTOMER]
    if not single and not once:
        return set()
    theirs = Q(voucher__in=once, order__in=redeemer.live_orders()) if redeemer.is_known else Q(pk__in=[])
    used = get_model("voucher", "VoucherApplication")._default_manager.exclude(order__status=CANCELLED)
    return set(used.filter(Q(voucher__in=single) | theirs).values_list("voucher", flat=True))
