"""What a code is doing now: by its dates, its use and the offers that it leads to."""

from datetime import datetime

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from shop.offer.availability import OFF, OVER, PLANNED, RUNNING, USED_UP, has_uses_left, valid_at
from shop.offer.models import ConditionalOffer
from shop.order_statuses import CANCELLED
from shop.voucher.models import Voucher, VoucherApplication


def with_state(vouchers: QuerySet[Voucher], now: datetime) -> QuerySet[Voucher]:
    """Give each code its `state`, one of `shop.offer.availability.STATES`; the first that holds.

    Off: no offer that it leads to is on. Used up: its one use was taken, or its offers' limits are reached.
    """
    leading = ConditionalOffer.objects.filter(vouchers=OuterRef("pk"), approved=True)
    offers = leading.exclude(status=ConditionalOffer.SUSPENDED)
    live = VoucherApplication.objects.filter(voucher=OuterRef("pk")).exclude(order__status=CANCELLED)
    is_taken = Q(usage=Voucher.SINGLE_USE) & Exists(live)
    state = Case(
        When(~Exists(offers), then=Value(OFF)),
        When(end_datetime__lt=now, then=Value(OVER)),
        When(is_taken | ~Exists(offers.filter(has_uses_left())), then=Value(USED_UP)),
        When(start_datetime__gt=now, then=Value(PLANNED)),
        When(~Exists(offers.filter(has_uses_left(), valid_at(now))), then=Value(OFF)),
        default=Value(RUNNING),
        output_field=CharField(),
    )
    return vouchers.annotate(state=state)


def uses_left(voucher: Voucher) -> int | None:
    """Return how many more orders may use a code; None where nothing but its dates bounds it.

    `offers` and the counter of its orders are read from the row.
    """
    bounds = [1 - voucher.num_orders] if voucher.usage == Voucher.SINGLE_USE else []
    limits = [(offer.max_global_applications, offer.num_applications) for offer in voucher.offers.all()]
    bounds += [most - used for most, used in limits if most]
    return max(0, min(bounds)) if bounds else None
