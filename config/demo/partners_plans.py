"""What the demo's distributors plan: deliveries on agreed days, and how much they expect to need."""

from datetime import datetime, timedelta

from django.utils import timezone
from oscar.apps.address.models import UserAddress

from config.demo.partners_people import distributors, leader_of
from config.demo.partners_stock import bought_by
from partners.ordering.forecasts import months_ahead
from partners.ordering.models import CallOff, ScheduledOrder
from partners.ordering.services import PlannedDelivery, cancel, release, schedule, share_forecast

#: Whose goods are called off on which days from today; the first day of the first was a while ago.
SCHEDULED = {"nordlicht": (-3, 24, 55, 85), "hafenhof": (12, 40)}
FORECASTS = ("nordlicht", "hafenhof", "osmanthus", "shanhai")
PIECES, MONTHS = 12, 3
METHOD = "bank-transfer"


def add_plans(*, now: datetime) -> None:
    """Add scheduled deliveries and forecasts; nothing where there are some."""
    if ScheduledOrder.objects.exists():
        return
    today = timezone.localdate(now)
    for one, account in distributors():
        goods = bought_by(account)[:4]
        user = leader_of(one)
        if one.code in FORECASTS:
            months = months_ahead(today)[:MONTHS]
            typed = {
                (product.pk, month): PIECES * (2 + (place + step) % 3)
                for place, product in enumerate(goods)
                for step, month in enumerate(months)
            }
            share_forecast(account, dict(typed), by=user, today=today)
        days = SCHEDULED.get(one.code, ())
        if not (days and goods):
            continue
        begun = today + timedelta(days=min(0, days[0]) - 10)
        order = ScheduledOrder(
            account=account,
            created_by=user,
            reference=f"Blanket order {begun:%Y}",
            address=UserAddress.objects.filter(user=user).first(),
            payment=METHOD,
        )
        planned = [
            PlannedDelivery(
                day=today + timedelta(days=each), pieces={product.pk: PIECES for product in goods[:2]}
            )
            for each in days
        ]
        schedule(order, planned, today=begun)
        ScheduledOrder.objects.filter(pk=order.pk).update(
            created_at=now - timedelta(days=10 - min(0, days[0]))
        )
        deliveries = list(CallOff.objects.filter(scheduled=order).order_by("release_on"))
        if days[0] < 0:
            release(deliveries[0])
            cancel(deliveries[-1])
