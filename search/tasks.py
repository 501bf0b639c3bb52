"""The beat schedule's side of the lists."""

from datetime import timedelta

from celery import shared_task

from search.documents import sales_counted_until
from search.engines.registry import engines
from search.services import reindex
from shop.order.models import Line


@shared_task
def count_sales() -> int:
    """Let the sales of the day that has ended move products in the lists; return how many were sold.

    May be repeated: what the index has already costs a number each. Raises `EngineUnavailableError` where a
    server is away: the next day's run, a change of the product or `search_status --repair` catches up.
    """
    until = sales_counted_until()
    lines = Line.objects.filter(
        order__date_placed__lt=until, order__date_placed__gte=until - timedelta(days=2)
    )
    sold = set(lines.filter(product__isnull=False).values_list("product_id", flat=True))
    for engine in engines().values():
        reindex(sold, engine=engine)
    return len(sold)
