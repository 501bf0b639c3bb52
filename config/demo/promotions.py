"""Promotions of the demo: one runs, one is to come, one in approval, one has unique codes, one is over.

The one that is over gave a card with a bowl's story, which costs nothing: so the past orders that had it keep
their sums, and its results have a holdout to compare with.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from shop.catalogue.models import Product
from shop.catalogue_promotions.models import CataloguePromotion
from shop.offer.holdout import buyer_key, is_drawn
from shop.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.order.models import Order, OrderDiscount
from shop.promotions import services
from shop.promotions.codes import order_codes, work_on
from shop.promotions.models import Promotion, PromotionSettings
from shop.user.models import User

MAKER, APPROVER = "marketing@kiln.example", "admin@kiln.example"
HOLDOUT = 20
CODES = 250
WORDS = {
    "iron": ("Iron week: 15% off", "铁釉周：八五折", "鐵釉週：八五折"),
    "tide": ("Tide for the summer", "夏日潮汐", "夏日潮汐"),
    "fire": ("Kiln opening: a quarter off", "开窑：七五折", "開窯：七五折"),
    "thanks": ("Thank-you codes", "答谢券", "答謝券"),
    "story": ("A card with the story of your piece", "随器附故事卡", "隨器附故事卡"),
}


@transaction.atomic
def add_promotions(*, now: datetime) -> int:
    """Add the promotions that are missing; return how many. From now on they need approval."""
    people = {user.email: user for user in User.objects.filter(email__in=[MAKER, APPROVER])}
    maker, approver = people.get(MAKER), people.get(APPROVER)
    ranges = {row.slug: row for row in Range.objects.filter(slug__in=["iron", "tide", "fire"])}
    if len(ranges) < len(("iron", "tide", "fire")) or maker is None or approver is None:
        return 0
    if Promotion.objects.filter(offer__name_en=WORDS["iron"][0]).exists():
        return 0
    rules = PromotionSettings.load()
    rules.needs_approval, rules.free_percent = True, 5
    rules.save()
    day = timedelta(days=1)
    running = _promotion("iron", ranges["iron"], 15, (now - 3 * day, now + 11 * day), maker)
    _approve(services.launch(running, by=maker), by=approver)
    planned = _promotion("tide", ranges["tide"], 10, (now + 9 * day, now + 23 * day), maker)
    _approve(services.launch(planned, by=maker), by=approver)
    services.launch(_promotion("fire", ranges["fire"], 25, (now + 4 * day, now + 6 * day), maker), by=maker)
    coded = _promotion("thanks", None, 12, (None, now + 90 * day), maker, kind=ConditionalOffer.VOUCHER)
    work_on(order_codes(coded, count=CODES, prefix="THANKS", by=maker))
    _approve(services.launch(coded, by=maker), by=approver)
    _past(now, maker=maker, approver=approver)
    _sales(ranges["tide"], ranges["iron"], now)
    return len(WORDS)


def _sales(running: Range, planned: Range, now: datetime) -> None:
    """Let one collection cost less than before, and another one soon."""
    day = timedelta(days=1)
    CataloguePromotion.objects.create(
        name="Tide, a fifth off",
        value=20,
        goods="collection",
        collection=running,
        start=now - day,
        end=now + 20 * day,
        priority=1,
    )
    CataloguePromotion.objects.create(
        name="Iron, five less",
        kind="amount",
        value=5,
        goods="collection",
        collection=planned,
        start=now + 15 * day,
        end=None,
    )


def _promotion(
    key: str,
    goods: Range | None,
    percent: int,
    dates: tuple[datetime | None, datetime | None],
    maker: User,
    *,
    kind: str = ConditionalOffer.SITE,
) -> Promotion:
    goods = goods or Range.objects.filter(includes_all_products=True).order_by("pk").first()
    benefit = Benefit.objects.create(range=goods, type=Benefit.PERCENTAGE, value=Decimal(percent))
    return _made(key, goods, benefit, dates, maker, kind=kind)


def _made(
    key: str,
    goods: Range | None,
    benefit: Benefit,
    dates: tuple[datetime | None, datetime | None],
    maker: User,
    *,
    kind: str = ConditionalOffer.SITE,
    holdout: int = 0,
) -> Promotion:
    names = dict(zip(("name_en", "name_zh_hans", "name_zh_hant"), WORDS[key], strict=True))
    offer = ConditionalOffer.objects.create(
        **names,
        offer_type=kind,
        approved=False,
        condition=Condition.objects.create(range=goods, type=Condition.COUNT, value=1),
        benefit=benefit,
        start_datetime=dates[0],
        end_datetime=dates[1],
        holdout_percent=holdout,
    )
    promotion = offer.promotion
    is_gift = benefit.type == Benefit.GIFT
    promotion.template = Promotion.Template.FREE_GIFT if is_gift else Promotion.Template.PERCENT
    promotion.made_by = maker
    promotion.save()
    return promotion


def _approve(promotion: Promotion, *, by: User) -> None:
    services.approve(promotion, by=by, digest=promotion.digest)


def _past(now: datetime, *, maker: User, approver: User) -> None:
    """Let a gift be over that the orders of two months had, unless their buyers were held out."""
    start, end = now - timedelta(days=120), now - timedelta(days=60)
    gift = Product.objects.filter(parent=None).order_by("pk").first()
    everything = Range.objects.filter(includes_all_products=True).order_by("pk").first()
    benefit = Benefit.objects.create(type=Benefit.GIFT, gift=gift)
    promotion = _made("story", everything, benefit, (start, end), maker, holdout=HOLDOUT)
    _approve(services.launch(promotion, by=maker), by=approver)
    Promotion.objects.filter(pk=promotion.pk).update(made_at=start, asked_at=start, decided_at=start)
    orders = Order.objects.filter(date_placed__gte=start, date_placed__lte=end).select_related("basket")
    had = [order for order in orders if not _is_held(promotion, order)]
    offer = promotion.offer
    OrderDiscount.objects.bulk_create(
        OrderDiscount(
            order=order,
            category=OrderDiscount.DEFERRED,
            offer_id=offer.pk,
            offer_name=str(offer.name_en),
            amount=Decimal(0),
            amount_excl_tax=Decimal(0),
            frequency=1,
            message=str(offer.name_en),
        )
        for order in had
    )
    ConditionalOffer.objects.filter(pk=offer.pk).update(num_applications=len(had), num_orders=len(had))


def _is_held(promotion: Promotion, order: Order) -> bool:
    basket = order.basket
    drawn_as = order.user.drawn_as if order.user else None
    key = buyer_key(user_id=order.user_id, drawn_as=drawn_as, basket_id=basket.public_id if basket else None)
    return is_drawn(promotion.offer_id, key, HOLDOUT)
