"""Until when a page holds that nobody writes to: what begins, ends or passes by the clock."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Min, Q, Subquery
from django.utils import timezone

from shop.offer.models import ConditionalOffer
from shop.partner.models import SalePrice
from shop.partner.price_list_models import PriceList
from shop.shipping.dates import shop_calendar
from shop.stock.models import Warehouse

# An offer's last second belongs to it.
AFTER = timedelta(microseconds=1)


def next_moment(now: datetime) -> datetime:
    """Return the first moment after `now` (aware) at which a page may say something else.

    An offer, a sale or a price list begins or ends, a parcel's cut-off or a midnight passes, which moves
    promises and begins tax rates, dates and articles; by the clocks of the shop and of every warehouse.
    Four queries.
    """
    found = (*_of_offers(now), *_of_sales(now), *_of_lists(now), *_of_parcels(now))
    return min(moment for moment in found if moment > now)


def _of_offers(now: datetime) -> Iterator[datetime]:
    dates = ConditionalOffer.objects.aggregate(
        begins=Min("start_datetime", filter=Q(start_datetime__gt=now)),
        ends=Min("end_datetime", filter=Q(end_datetime__gte=now)),
    )
    if dates["begins"]:
        yield dates["begins"]
    if dates["ends"]:
        yield dates["ends"] + AFTER


def _of_sales(now: datetime) -> Iterator[datetime]:
    # One query that reads one entry of each index, however many sales there were.
    begins = SalePrice.objects.filter(start__gt=now).order_by("start").values("start")[:1]
    ends = SalePrice.objects.filter(end__gt=now).order_by("end").values("end")[:1]
    rows = SalePrice.objects.order_by().values_list(Subquery(begins), Subquery(ends))[:1]
    yield from (moment for row in rows for moment in row if moment)


def _of_lists(now: datetime) -> Iterator[datetime]:
    dates = PriceList.objects.aggregate(
        begins=Min("start", filter=Q(start__gt=now)), ends=Min("end", filter=Q(end__gt=now))
    )
    yield from (moment for moment in dates.values() if moment)


def _of_parcels(now: datetime) -> Iterator[datetime]:
    shop = shop_calendar()
    clocks: Iterable[tuple[str, time]] = Warehouse.objects.values_list("time_zone", "cutoff_time")
    for zone, cutoff in {(shop.zone, shop.cutoff), (timezone.get_current_timezone_name(), time()), *clocks}:
        today = now.astimezone(ZoneInfo(zone)).date()
        for day in (today, today + timedelta(days=1)):
            for hour in (cutoff, time()):
                yield datetime.combine(day, hour, tzinfo=ZoneInfo(zone))
