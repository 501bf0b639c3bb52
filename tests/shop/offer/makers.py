"""Offers and vouchers that take something off everything."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test.factories import BenefitFactory, ConditionalOfferFactory, ConditionFactory

from shop.basket.services import apply_offers
from shop.voucher.models import Voucher
from tests.shop.factories import BasketFactory

Range = get_model("offer", "Range")
numbers = count(1)
DAY = timedelta(days=1)


WITHOUT_RANGE = ("Shipping", "Fixed price", "Free gift")


def make_offer(
    *,
    kind="Percentage",
    value=10,
    name="",
    needs=("Count", 1),
    on=None,
    counting=None,
    pieces=None,
    gift=None,
    **fields,
):
    """An offer on everything, for everybody unless `offer_type` says "Voucher".

    `needs` is its condition, `on` the range that gets cheaper, `counting` that of the condition, `pieces` how
    many are affected at most.
    """
    name = name or f"Offer {next(numbers)}"
    on = on or everything()
    benefit = BenefitFactory(
        type=kind,
        value=None if value is None else Decimal(value),
        range=None if kind.startswith(WITHOUT_RANGE) else on,
        max_affected_items=pieces,
        gift=gift,
    )
    condition = ConditionFactory(range=counting or on, type=needs[0], value=Decimal(needs[1]))
    return ConditionalOfferFactory(
        name=name, benefit=benefit, condition=condition, **{"exclusive": False, **fields}
    )


def everything():
    """The range of all products."""
    return Range.objects.get_or_create(name="Everything", defaults={"includes_all_products": True})[0]


def range_of(*products):
    """A range of these products."""
    made = Range.objects.create(name=f"Range {next(numbers)}")
    for product in products:
        made.add_product(product)
    return made


def make_voucher(code="SPRING", *offers, usage=Voucher.MULTI_USE, start=None, end=None, **fields):
    """A voucher that holds now; without offers it takes ten per cent off everything."""
    now = timezone.now()
    voucher = Voucher.objects.create(
        name=f"Voucher {next(numbers)}",
        code=code,
        usage=usage,
        start_datetime=start or now - DAY,
        end_datetime=end or now + DAY,
        **fields,
    )
    voucher.offers.set(offers or [make_offer(offer_type="Voucher")])
    return voucher


def basket_with(*lines, vouchers=(), owner=None, email=""):
    """A basket whose offers are applied."""
    basket = BasketFactory(owner=owner, lines=lines)
    basket.vouchers.add(*vouchers)
    apply_offers(basket, user=owner, email=email)
    return basket


def figures(row):
    """The counters of an offer or a voucher as the database has them."""
    row = type(row)._default_manager.get(pk=row.pk)
    uses = [row.num_applications] if hasattr(row, "num_applications") else []
    return [*uses, row.num_orders, row.total_discount]
