"""What a promotion brought, on a page and as a file."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.backoffice.access import renders_forbidden
from shop.configuration.queries import shop_currency
from shop.formats import format_money
from shop.order.models import OrderDiscount
from shop.promotions.holdout_report import Difference, HoldoutReport, holdout_report
from shop.promotions.models import Promotion
from shop.promotions.page import SEES_RESULTS
from shop.promotions.queries import promotions_with_offers
from shop.promotions.results import Results, orders_of, results_of
from shop.spreadsheets.cells import SafeWriter

SEES_ORDERS = "order.view_order"
#: Of fewer orders, sums would tell what single ones came to: who may not see orders sees counts alone.
FEWEST_ORDERS = 5
MOST_ROWS = 100_000


@require_safe
@renders_forbidden
@permission_required(SEES_RESULTS, raise_exception=True)
def promotion_results(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the results; as CSV the sums, or the orders with their codes for who may see orders."""
    promotion = get_object_or_404(promotions_with_offers(), pk=pk)
    found, sees_orders = results_of(promotion.offer), request.user.has_perm(SEES_ORDERS)
    sees_sums = sees_orders or found.orders >= FEWEST_ORDERS
    if request.GET.get("export") == "csv":
        return _file(f"promotion-{pk}.csv", _sums(found) if sees_sums else _counts(found))
    if request.GET.get("export") == "orders" and sees_orders:
        return _file(f"promotion-{pk}-orders.csv", _orders(promotion))
    report = holdout_report(promotion.offer, since=since_of(promotion)) if sees_sums else None
    context = {
        "promotion": promotion,
        "rows": _told(found) if sees_sums else _told_counts(found),
        "fewest": "" if sees_sums else FEWEST_ORDERS,
        "report": report,
        "words": _holdout_words(report) if report else (),
        "sees_orders": sees_orders,
        "header_title": _("Results: %(name)s") % {"name": promotion},
        "header_icon": "order",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("promotions:index"), "label": _("Promotions")},
            {"url": reverse("promotions:inspect", args=[pk]), "label": str(promotion)},
            {"url": "", "label": _("Results")},
        ],
    }
    return render(request, "promotions/results.html", context)


def since_of(promotion: Promotion) -> datetime:
    """Return from when on it could be had: its start, else when it was approved, asked for or made."""
    begun = promotion.decided_at or promotion.asked_at or promotion.made_at
    start = promotion.offer.start_datetime
    return max(start, begun) if start and begun else start or begun


def _money(amount: Decimal) -> str:
    return format_money(amount, shop_currency())


def _told_counts(found: Results) -> list[tuple[str, str]]:
    return [(_("Orders"), str(found.orders)), (_("New customers"), str(found.new_customers))]


def _told(found: Results) -> list[tuple[str, str]]:
    known = 100 * found.margin_revenue / found.revenue if found.revenue else Decimal(0)
    rows = [
        (_("Orders"), str(found.orders)),
        (_("Revenue from goods, excluding tax"), _money(found.revenue)),
        (_("Discount given, excluding tax"), _money(found.discount)),
        (_("Average order, goods excluding tax"), _money(found.average)),
        (_("New customers"), str(found.new_customers)),
    ]
    if found.margin_revenue:
        words = _("%(margin)s (cost known for %(percent)d %% of revenue)")
        rows.append((_("Margin"), words % {"margin": _money(found.margin), "percent": int(known)}))
    return rows


def _holdout_words(report: HoldoutReport) -> list[str]:
    """Say in plain words what the comparison tells, and what it does not."""
    told = [
        _("With the promotion: %(buyers)d buyers, %(rate).1f %% ordered, %(mean)s each on average.")
        % _side(report.treated.buyers, report.treated.rate, report.treated.mean),
        _("Held out: %(buyers)d buyers, %(rate).1f %% ordered, %(mean)s each on average.")
        % _side(report.held.buyers, report.held.rate, report.held.mean),
    ]
    if not report.is_enough:
        return [*told, _("There are too few buyers yet to say what the promotion changed.")]
    return [*told, _money_words(report.money), _points_words(report.points)]


def _side(buyers: int, rate: float, mean: float) -> dict[str, object]:
    return {"buyers": buyers, "rate": rate, "mean": _money(Decimal(str(round(mean, 2))))}


def _money_words(found: Difference) -> str:
    words = {
        name: _money(Decimal(str(round(value, 2))))
        for name, value in (("value", found.value), ("low", found.low), ("high", found.high))
    }
    if not found.is_certain:
        return (
            _("Difference for each buyer: %(value)s; with chance %(low)s to %(high)s, so maybe none.") % words
        )
    return _("Difference for each buyer: %(value)s; with chance %(low)s to %(high)s.") % words


def _points_words(found: Difference) -> str:
    words = {"value": found.value, "low": found.low, "high": found.high}
    if not found.is_certain:
        text = _(
            "Share that ordered: %(value)+.1f points; between %(low)+.1f and %(high)+.1f, so maybe no change."
        )
    else:
        text = _("Share that ordered: %(value)+.1f points; between %(low)+.1f and %(high)+.1f.")
    return text % words


def _counts(found: Results) -> list[list[object]]:
    return [["orders", "new_customers"], [found.orders, found.new_customers]]


def _sums(found: Results) -> list[list[object]]:
    names = ["orders", "revenue", "discount", "average_order", "margin", "margin_revenue", "new_customers"]
    values = [
        found.orders,
        found.revenue,
        found.discount,
        round(found.average, 2),
        found.margin,
        found.margin_revenue,
        found.new_customers,
    ]
    return [["currency", *names], [shop_currency(), *values]]


def _orders(promotion: Promotion) -> Iterator[list[object]]:
    """List which code led to which order of which promotion."""
    yield ["promotion", "order", "placed", "code", "discount", "discount_excl_tax", "currency"]
    uses = OrderDiscount._default_manager.filter(
        offer_id=promotion.offer_id, order__in=orders_of(promotion.offer).values("pk")
    )
    rows = uses.order_by("-order__date_placed", "-pk").values_list(
        "order__number", "order__date_placed", "voucher_code", "amount", "amount_excl_tax", "order__currency"
    )
    for number, placed, code, amount, net, currency in rows[:MOST_ROWS]:
        yield [str(promotion), number, placed.isoformat(), code, amount, net, currency]


def _file(name: str, rows: Iterable[list[object]]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = SafeWriter(response)
    writer.writerows(rows)
    return response
