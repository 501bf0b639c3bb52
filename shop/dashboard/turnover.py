"""The turnover and the orders of thirty days on the start page."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from shop import order_statuses
from shop.backoffice.charts import bar_chart
from shop.backoffice.figures import FIGURES, Figure, Reading
from shop.configuration.queries import shop_currency
from shop.formats import format_day, format_money
from shop.money import MoneySum
from shop.order.models import Order

DAYS = 30


def _by_day() -> list[tuple[date, int, Decimal]]:
    """Orders and what they brought, day by day for thirty days; cancelled ones are left out."""
    today = timezone.localdate()
    start = today - timedelta(days=DAYS - 1)
    orders = Order.objects.filter(date_placed__date__gte=start, currency=shop_currency())
    orders = orders.filter(date_placed__gte=timezone.now() - timedelta(days=DAYS + 1)).exclude(
        status=order_statuses.CANCELLED
    )
    rows = orders.annotate(day=TruncDate("date_placed")).order_by().values("day")
    found = {
        row["day"]: (row["number"], row["brought"])
        for row in rows.annotate(number=Count("pk"), brought=MoneySum("total_incl_tax"))
    }
    days = [start + timedelta(days=place) for place in range(DAYS)]
    return [(day, *found.get(day, (0, Decimal(0)))) for day in days]


def revenue() -> Reading:
    """What thirty days brought, day by day."""
    days, currency = _by_day(), shop_currency()
    total, orders = sum((day[2] for day in days), Decimal(0)), sum(day[1] for day in days)
    best = max(days, key=lambda day: day[2])
    summary = _("%(total)s from %(orders)s in the last 30 days; most on %(day)s.") % {
        "total": format_money(total, currency),
        "orders": ngettext("%(count)s order", "%(count)s orders", orders) % {"count": f"{orders:,}"},
        "day": format_day(best[0]),
    }
    values = [(format_day(day), brought, format_money(brought, currency)) for day, _number, brought in days]
    chart = bar_chart(_("Revenue, last 30 days"), values, summary=summary)
    return Reading(value=format_money(total, currency), note=_("last 30 days, including tax"), chart=chart)


def orders_by_day() -> Reading:
    """How many orders came in on each of thirty days: no money, so for who packs them too."""
    days = _by_day()
    orders, best = sum(day[1] for day in days), max(days, key=lambda day: day[1])
    told = ngettext("%(count)s order", "%(count)s orders", orders) % {"count": f"{orders:,}"}
    summary = _("%(orders)s in the last 30 days; most on %(day)s.") % {
        "orders": told,
        "day": format_day(best[0]),
    }
    values = [(format_day(day), number, f"{number:,}") for day, number, _brought in days]
    chart = bar_chart(_("Orders, last 30 days"), values, summary=summary)
    return Reading(value=f"{orders:,}", note=_("last 30 days, excluding cancelled orders"), chart=chart)


FIGURES.register(
    Figure(
        name="orders-by-day",
        section="orders",
        label=gettext_lazy("Orders, last 30 days"),
        permission="order.change_order",
        read=orders_by_day,
        order=20,
        is_heavy=True,
    )
)
FIGURES.register(
    Figure(
        name="revenue",
        section="shop",
        label=gettext_lazy("Revenue"),
        permission="backoffice.view_figures",
        read=revenue,
        order=5,
        is_heavy=True,
    )
)
