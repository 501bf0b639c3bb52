"""Offers of the demo: ten per cent off everything blue and white, and a voucher for the first order."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from shop.catalogue.models import Product
from shop.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.voucher.models import Voucher

BRUSH = {"name_en": "Blue and white pieces", "name_zh_hans": "青花器物", "name_zh_hant": "青花器物"}
EVERYTHING = {"name_en": "Everything", "name_zh_hans": "全部商品", "name_zh_hant": "全部商品"}
BRUSH_WORDS = {
    "name_en": "Blue and white, ten per cent off",
    "name_zh_hans": "青花九折",
    "name_zh_hant": "青花九折",
    "description_en": "Until the cobalt runs out: ten per cent off every piece painted with the brush.",
    "description_zh_hans": "青料用完为止：凡手绘青花，一律九折。",
    "description_zh_hant": "青料用完為止：凡手繪青花，一律九折。",
}
WELCOME_WORDS = {
    "name_en": "Welcome",
    "name_zh_hans": "新客见面礼",
    "name_zh_hant": "新客見面禮",
    "description_en": "Five euros off a first order of fifty or more.",
    "description_zh_hans": "首次下单满五十欧元，立减五欧元。",
    "description_zh_hant": "首次下單滿五十歐元，立減五歐元。",
}
CODE = "WELCOME"
VALID = timedelta(days=365)


@transaction.atomic
def add_offers(*, now: datetime) -> int:
    """Add the offers that are missing; return how many. Each is an ordinary one of the back office."""
    return _brush() + _welcome(now)


def _brush() -> bool:
    """Ten per cent off each piece in the glaze, whatever else its product comes in."""
    if ConditionalOffer.objects.filter(name_en=BRUSH_WORDS["name_en"]).exists():
        return False
    pieces = Product.objects.filter(
        attribute_values__attribute__code="glaze",
        attribute_values__value_option__option_en="Blue and white",
    )
    chosen, _ = Range.objects.get_or_create(name_en=BRUSH["name_en"], defaults=BRUSH)
    for piece in pieces:
        chosen.add_product(piece)
    _offer(
        BRUSH_WORDS,
        chosen,
        condition=(Condition.COUNT, 1),
        benefit=(Benefit.PERCENTAGE, 10),
    )
    return True


def _welcome(now: datetime) -> bool:
    """Five off a first order of fifty or more, in the shop's currency, once per buyer."""
    if Voucher.objects.filter(code=CODE).exists():
        return False
    every, _ = Range.objects.get_or_create(
        name_en=EVERYTHING["name_en"], defaults={**EVERYTHING, "includes_all_products": True}
    )
    offer = _offer(
        WELCOME_WORDS,
        every,
        condition=(Condition.VALUE, 50),
        benefit=(Benefit.FIXED, 5),
        offer_type=ConditionalOffer.VOUCHER,
    )
    voucher = Voucher.objects.create(
        **{field: words for field, words in WELCOME_WORDS.items() if field.startswith("name_")},
        code=CODE,
        usage=Voucher.ONCE_PER_CUSTOMER,
        start_datetime=now - timedelta(days=1),
        end_datetime=now + VALID,
    )
    voucher.offers.add(offer)
    return True


def _offer(
    words: dict[str, str],
    goods: Any,
    *,
    condition: tuple[str, int],
    benefit: tuple[str, int],
    offer_type: str = ConditionalOffer.SITE,
) -> Any:
    kind, value = condition
    on = Condition.objects.create(range=goods, type=kind, value=Decimal(value))
    kind, value = benefit
    gives = Benefit.objects.create(range=goods, type=kind, value=Decimal(value))
    return ConditionalOffer.objects.create(**words, offer_type=offer_type, condition=on, benefit=gives)
