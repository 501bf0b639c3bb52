"""What a marketer fills in for each template, and the offer that it makes: there and back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from shop.offer import terms as t
from shop.offer.goods import Goods
from shop.offer.models import ConditionalOffer
from shop.offer.tiers import Tier
from shop.promotions.models import Promotion

Template = Promotion.Template
#: What a form has cleaned, by its fields.
Typed = Mapping[str, Any]
WHOLE = Decimal(100)
TIERS = 3
TIER_FIELDS = tuple(f"tier_{number}_{part}" for number in range(1, TIERS + 1) for part in ("from", "value"))
#: Which fields count for a template; those that all have are not named.
FIELDS_OF: Mapping[str, Sequence[str]] = {
    Template.PERCENT: ("value", "minimum"),
    Template.AMOUNT_ABOVE: ("value", "minimum"),
    Template.BUY_X_GET_Y: ("pieces", "free_pieces"),
    Template.FREE_GIFT: ("gift", "minimum"),
    Template.FREE_DELIVERY: ("minimum",),
    Template.TIERS: TIER_FIELDS,
    Template.SET_PRICE: ("pieces", "value"),
}
#: Of these, what cannot be left out.
NEEDED: Mapping[str, Sequence[str]] = {
    Template.PERCENT: ("value",),
    Template.AMOUNT_ABOVE: ("value", "minimum"),
    Template.BUY_X_GET_Y: ("pieces", "free_pieces"),
    Template.FREE_GIFT: ("gift",),
    Template.TIERS: ("tier_1_from", "tier_1_value"),
    Template.SET_PRICE: ("pieces", "value"),
}


def tiers_of(typed: Typed) -> list[tuple[Decimal, Decimal]]:
    """Return the steps that were filled in, the lowest first: what is needed, and the per cent given then."""
    pairs = [
        (typed.get(f"tier_{number}_from"), typed.get(f"tier_{number}_value"))
        for number in range(1, TIERS + 1)
    ]
    return sorted((least, value) for least, value in pairs if least is not None and value)


def terms_for(typed: Typed, goods: Goods) -> t.Terms:
    """Return the terms of what was filled in. Raises KeyError while something that counts is missing."""
    template = typed["template"]
    for name in NEEDED.get(template, ()):
        if not typed.get(name):
            raise KeyError(name)
    minimum = typed.get("minimum") if "minimum" in FIELDS_OF.get(template, ()) else None
    condition = {"condition": t.VALUE, "condition_value": minimum} if minimum else {}
    return _TERMS[template](typed, goods, condition)


def _percent(typed: Typed, goods: Goods, condition: Typed) -> t.Terms:
    return t.Terms(benefit=t.PERCENTAGE, value=typed["value"], goods=goods, **condition)


def _amount_above(typed: Typed, goods: Goods, condition: Typed) -> t.Terms:
    return t.Terms(benefit=t.AMOUNT, value=typed["value"], goods=goods, **condition)


def _buy_get(typed: Typed, goods: Goods, _condition: Typed) -> t.Terms:
    return t.Terms(
        benefit=t.BUY_GET,
        value=WHOLE,
        goods=goods,
        most_pieces=typed["free_pieces"],
        condition=t.COUNT,
        condition_value=Decimal(typed["pieces"]),
    )


def _gift(typed: Typed, goods: Goods, condition: Typed) -> t.Terms:
    return t.Terms(benefit=t.FREE_GIFT, gift=typed["gift"][0], goods=goods, **condition)


def _free_delivery(_typed: Typed, goods: Goods, condition: Typed) -> t.Terms:
    return t.Terms(benefit=t.FREE_DELIVERY, goods=goods, **condition)


def _tiers(typed: Typed, goods: Goods, _condition: Typed) -> t.Terms:
    (least, value), *others = tiers_of(typed)
    return t.Terms(
        benefit=t.PERCENTAGE,
        value=value,
        goods=goods,
        condition=t.VALUE,
        condition_value=least,
        steps=[Tier(*pair) for pair in others],
    )


def _set_price(typed: Typed, goods: Goods, _condition: Typed) -> t.Terms:
    return t.Terms(
        benefit=t.FIXED_PRICE,
        value=typed["value"],
        goods=goods,
        condition=t.COUNT,
        condition_value=Decimal(typed["pieces"]),
    )


_TERMS = {
    Template.PERCENT: _percent,
    Template.AMOUNT_ABOVE: _amount_above,
    Template.BUY_X_GET_Y: _buy_get,
    Template.FREE_GIFT: _gift,
    Template.FREE_DELIVERY: _free_delivery,
    Template.TIERS: _tiers,
    Template.SET_PRICE: _set_price,
}


def typed_of(offer: ConditionalOffer, template: str) -> Typed:
    """Return what was filled in for an offer of a template, as the form shows it."""
    terms = t.terms_of(offer)
    typed: dict[str, object] = {
        "goods": terms.goods.kind,
        "goods_collection": terms.goods.collection,
        "goods_products": [product.pk for product in terms.goods.products],
        "value": terms.value,
        "minimum": terms.condition_value if terms.condition == t.VALUE else None,
        "pieces": int(terms.condition_value)
        if terms.condition == t.COUNT and terms.condition_value
        else None,
        "free_pieces": terms.most_pieces,
        "gift": [offer.benefit.gift_id] if offer.benefit.gift_id else [],
    }
    if template != Template.TIERS:
        return typed
    steps = [(terms.condition_value, terms.value), *terms.steps][:TIERS]
    for number, (least, value) in enumerate(steps, start=1):
        typed[f"tier_{number}_from"], typed[f"tier_{number}_value"] = least, value
    return {**typed, "value": None, "minimum": None}


def says_all(offer: ConditionalOffer, template: str) -> bool:
    """Tell whether the form of a template can say what an offer is: one of the detailed form may say more."""
    if template not in FIELDS_OF or offer.company_scope == offer.Companies.CHOSEN:
        return False
    held = t.terms_of(offer)
    typed = {**typed_of(offer, template), "template": template, "gift": [held.gift] if held.gift else []}
    try:
        said = terms_for(typed, held.goods)
    except (KeyError, ValueError):
        return False
    return _compared(said) == _compared(held)


def _compared(terms: t.Terms) -> t.Terms:
    value = None if terms.benefit in t.WITHOUT_VALUE else terms.value
    return replace(terms, value=value, steps=tuple(terms.steps))
