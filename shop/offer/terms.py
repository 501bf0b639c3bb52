"""What an offer gives, on which products and on which condition, apart from how Oscar keeps it.

Oscar keeps a benefit, a condition and ranges of products in rows of their own, which offers may share.
`terms_of` reads them, `write_terms` writes them: rows that another offer needs too are left as they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from shop.catalogue.models import Product
from shop.offer.goods import ALL, Goods, goods_of, range_for, remove_unused
from shop.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.offer.tiers import Tier, stored, tiers_of

PERCENTAGE, AMOUNT, AMOUNT_EACH, CHEAPEST_FREE, FIXED_PRICE = (
    "percentage",
    "amount",
    "amount_each",
    "cheapest_free",
    "fixed_price",
)
BUY_GET, FREE_GIFT = "buy_get", "free_gift"
FREE_DELIVERY, DELIVERY_PERCENTAGE, DELIVERY_AMOUNT, DELIVERY_PRICE = (
    "free_delivery",
    "delivery_percentage",
    "delivery_amount",
    "delivery_price",
)
#: What Oscar calls them. Free delivery is a hundred per cent off delivery.
BENEFITS = {
    PERCENTAGE: Benefit.PERCENTAGE,
    AMOUNT: Benefit.FIXED,
    AMOUNT_EACH: Benefit.FIXED_UNIT,
    CHEAPEST_FREE: Benefit.MULTIBUY,
    FIXED_PRICE: Benefit.FIXED_PRICE,
    BUY_GET: Benefit.BUY_GET,
    FREE_GIFT: Benefit.GIFT,
    FREE_DELIVERY: Benefit.SHIPPING_PERCENTAGE,
    DELIVERY_PERCENTAGE: Benefit.SHIPPING_PERCENTAGE,
    DELIVERY_AMOUNT: Benefit.SHIPPING_ABSOLUTE,
    DELIVERY_PRICE: Benefit.SHIPPING_FIXED_PRICE,
}
#: Those that take something off products of their own range; the others look at the condition's alone.
ON_GOODS = frozenset({PERCENTAGE, AMOUNT, AMOUNT_EACH, CHEAPEST_FREE, BUY_GET})
WITHOUT_VALUE = frozenset({CHEAPEST_FREE, FREE_DELIVERY, FREE_GIFT})
PERCENTS = frozenset({PERCENTAGE, DELIVERY_PERCENTAGE, BUY_GET})
LIMITED_BY_PIECES = frozenset({PERCENTAGE, AMOUNT, AMOUNT_EACH, BUY_GET, FREE_GIFT})
#: Those that may give more the more the basket holds.
TIERED = frozenset({PERCENTAGE, AMOUNT, AMOUNT_EACH, DELIVERY_PERCENTAGE, DELIVERY_AMOUNT})
#: The beginning of a benefit or a condition that a class of the shop's own computes; its key follows.
OWN = "own:"
NO_CONDITION = "any"
COUNT, VALUE, COVERAGE = Condition.COUNT, Condition.VALUE, Condition.COVERAGE

R = TypeVar("R", Benefit, Condition)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an offer is; `value` is per cent, or an amount in the shop's currency.

    `condition_goods` None: of the same goods. `most_pieces` are those of a gift, or those that get cheaper
    beside what is bought. `steps` are further minimums above `condition_value`, each with the value that is
    given from there on.
    """

    benefit: str
    value: Decimal | None = None
    goods: Goods = ALL
    most_pieces: int | None = None
    condition: str = NO_CONDITION
    condition_value: Decimal | None = None
    condition_goods: Goods | None = None
    gift: Product | None = None
    steps: Sequence[Tier] = ()


def terms_of(offer: ConditionalOffer) -> Terms:
    """Read an offer's terms."""
    benefit, condition = offer.benefit, offer.condition
    on_goods = benefit.range_id is not None
    goods = goods_of(benefit.range if on_goods else condition.range)
    is_same = not on_goods or benefit.range_id == condition.range_id
    terms = Terms(
        benefit=_benefit_kind(benefit),
        value=benefit.value,
        goods=goods,
        most_pieces=benefit.max_affected_items,
        condition=f"{OWN}{condition.pk}" if condition.proxy_class else condition.type,
        condition_value=condition.value,
        condition_goods=None if is_same or condition.proxy_class else goods_of(condition.range),
        gift=benefit.gift,
        steps=tuple(tiers_of(offer)[1:]),
    )
    if terms.condition == COUNT and terms.condition_value == 1 and terms.condition_goods is None:
        return replace(terms, condition=NO_CONDITION, condition_value=None)
    return terms


def _benefit_kind(benefit: Benefit) -> str:
    if benefit.proxy_class:
        return f"{OWN}{benefit.pk}"
    if benefit.type == Benefit.SHIPPING_PERCENTAGE:
        return FREE_DELIVERY if benefit.value == 100 else DELIVERY_PERCENTAGE  # noqa: PLR2004 - per cent
    return next((kind for kind, theirs in BENEFITS.items() if theirs == benefit.type), "")


def write_terms(offer: ConditionalOffer, terms: Terms) -> None:
    """Give an offer these terms, inside a transaction that holds its row; the offer itself is not saved."""
    is_new = offer.benefit_id is None
    benefit = Benefit() if is_new else offer.benefit
    condition = Condition() if is_new else offer.condition
    before = [benefit.range, condition.range]
    main = before[0] or before[1]
    goods = range_for(terms.goods, main)
    other = before[1] if before[1] is not None and before[1] != main else None
    of_condition = goods if terms.condition_goods is None else range_for(terms.condition_goods, other)
    offer.benefit = _write_benefit(benefit, offer, terms, goods)
    offer.condition = _write_condition(condition, offer, terms, of_condition)
    first = Tier(terms.condition_value or Decimal(0), terms.value or Decimal(0))
    offer.tiers = stored([first, *terms.steps]) if terms.steps else []
    remove_unused([*before, goods])


def _write_benefit(held: Benefit, offer: ConditionalOffer, terms: Terms, goods: Range) -> Benefit:
    if terms.benefit.startswith(OWN):
        return Benefit._default_manager.get(pk=terms.benefit.removeprefix(OWN))
    row = _own_row(held, offer)
    row.type = BENEFITS[terms.benefit]
    row.range = goods if terms.benefit in ON_GOODS else None
    row.value = Decimal(100) if terms.benefit == FREE_DELIVERY else terms.value
    row.max_affected_items = terms.most_pieces
    row.gift = terms.gift if terms.benefit == FREE_GIFT else None
    row.save()
    return row


def _write_condition(held: Condition, offer: ConditionalOffer, terms: Terms, goods: Range) -> Condition:
    if terms.condition.startswith(OWN):
        return Condition._default_manager.get(pk=terms.condition.removeprefix(OWN))
    row = _own_row(held, offer)
    is_free = terms.condition == NO_CONDITION
    row.type = COUNT if is_free else terms.condition
    row.value = Decimal(1) if is_free else terms.condition_value
    row.range = goods
    row.save()
    return row


def _own_row(held: R, offer: ConditionalOffer) -> R:
    """Return the row to write: a new one where other offers have the held one, or a class computes it."""
    if held.pk is None or held.proxy_class or held.offers.exclude(pk=offer.pk).exists():
        return type(held)()
    return held


def delete_offers(offers: Iterable[ConditionalOffer]) -> None:
    """Delete offers with the rows that nobody else needs."""
    for offer in offers:
        benefit, condition = offer.benefit, offer.condition
        ranges = [benefit.range, condition.range]
        offer.delete()
        for row in (benefit, condition):
            if not row.proxy_class and not row.offers.exists():
                row.delete()
        remove_unused(ranges)
