"""Offers of the demo: ten per cent off everything blue and white, and a voucher for the first order."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

from shop.catalogue.models import Product

Benefit, Condition, ConditionalOffer, Range = (
    get_model("offer", name) for name in ("Benefit", "Condition", "ConditionalOffer", "Range")
)
Voucher = get_model("voucher", "Voucher")
BRUSH, EVERYTHING = "Blue and white pieces", "Everything"
CODE = "WELCOME"
VALID = timedelta(days=365)


@transaction.atomic
def add_offers(*, now: datetime) -> int:
    """Add the offers that are missing; return how many. Each is an ordinary one of the back office."""
    return _brush() + _welcome(now)


def _brush() -> bool:
    """Ten per cent off each piece in the glaze, whatever else its product comes in."""
    name = "Blue and white, ten per cent off"
    if ConditionalOffer.objects.filter(name=name).exists():
        return False
    pieces = Product.objects.filter(
        attribute_values__attribute__code="glaze",
        attribute_values__value_option__option_en="Blue and white",
    )
    chosen, _ = Range.objects.get_or_create(name=BRUSH)
    for piece in pieces:
        chosen.add_product(piece)
    _offer(
        name,
        "Until the cobalt runs out: ten per cent off every piece painted with the brush.",
        chosen,
        condition=(Condition.COUNT, 1),
        benefit=(Benefit.PERCENTAGE, 10),
    )
    return True


def _welcome(now: datetime) -> bool:
    """Five off a first order of fifty or more, in the shop's currency, once per buyer."""
    if Voucher.objects.filter(code=CODE).exists():
        return False
    every, _ = Range.objects.get_or_create(name=EVERYTHING, defaults={"includes_all_products": True})
    offer = _offer(
        "Welcome",
        "Five euros off a first order of fifty or more.",
        every,
        condition=(Condition.VALUE, 50),
        benefit=(Benefit.FIXED, 5),
        offer_type=ConditionalOffer.VOUCHER,
    )
    voucher = Voucher.objects.create(
        name="Welcome",
        code=CODE,
        usage=Voucher.ONCE_PER_CUSTOMER,
        start_datetime=now - timedelta(days=1),
        end_datetime=now + VALID,
    )
    voucher.offers.add(offer)
    return True


def _offer(
    name: str,
    description: str,
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
    return ConditionalOffer.objects.create(
        name=name, description=description, offer_type=offer_type, condition=on, benefit=gives
    )
