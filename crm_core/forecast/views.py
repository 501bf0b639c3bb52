"""The forecast in the back office: a page for a period, the rows behind each figure, both as files."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_safe

from crm_core.customers.access.fields import fields_of
from crm_core.customers.models import Team
from crm_core.forecast.backtest import mape
from crm_core.forecast.lines import Forecast, ForecastLine, forecast_of, ways_of
from crm_core.forecast.models import BacktestMonth, PeriodKind, RepeatForecast
from crm_core.forecast.periods import Period
from crm_core.forecast.quotas import REP, SUBJECTS, TEAM
from crm_core.forecast.rows import PARTS_SHOWN, Behind, Row, rows_behind
from shop.backoffice.charts import BarChart, bar_chart
from shop.backoffice.signals import list_exported
from shop.configuration.queries import shop_currency
from shop.formats import format_money
from shop.spreadsheets.responses import csv_response
from shop.user.models import UserRequest

VIEW = "forecast.view_quota"
CHANGE = "forecast.change_quota"
ROWS_A_PAGE = 100
MONTHS_SHOWN = 12
DIGITS = 18  # of a number that the database can hold
HEADINGS = (
    gettext_lazy("Quota"),
    gettext_lazy("Achieved"),
    gettext_lazy("Commit"),
    gettext_lazy("Best case"),
    gettext_lazy("Pipeline"),
    gettext_lazy("Weighted pipeline"),
    gettext_lazy("Repeat orders"),
    gettext_lazy("Forecast"),
    gettext_lazy("Gap"),
    gettext_lazy("Forecast of the period before"),
    gettext_lazy("Achieved in the period before"),
)


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What the address asks for: the period, and by what it is read."""

    period: Period
    by: str

    @classmethod
    def of(cls, request: UserRequest) -> "Chosen":
        """Read it; what is unknown or not for this user becomes the current month by representative."""
        asked = request.GET
        period = Period.parse(asked.get("period", ""), asked.get("start", ""), today=timezone.localdate())
        by = asked.get("by", REP)
        return cls(period=period, by=by if by in ways_of(request.user) else REP)

    def url(self, name: str = "forecast", **others: object) -> str:
        """Return the address of a page for it, with some values otherwise."""
        values = {"period": self.period.kind.value, "start": self.period.start.isoformat(), "by": self.by}
        values.update((key, str(value)) for key, value in others.items())
        return f"{reverse(name)}?{urlencode(values)}"


def check_access(request: UserRequest) -> None:
    """Refuse who may not see what customers spend: the forecast tells it. Raises PermissionDenied."""
    if not fields_of(request.user).shows("spent"):
        raise PermissionDenied


@require_safe
def forecast_page(request: UserRequest) -> HttpResponse:
    """Show a period."""
    check_access(request)
    chosen = Chosen.of(request)
    forecast = forecast_of(request.user, chosen.period, by=chosen.by)
    if request.GET.get("export") == "csv":
        list_exported.send(
            forecast_page, model=RepeatForecast, user=request.user, name="forecast", columns=["CSV"]
        )
        return csv_response(_csv_rows(forecast), "forecast.csv")
    stamp = RepeatForecast.objects.order_by("-calculated_at").values_list("calculated_at", flat=True).first()
    lines = [_shown(line, chosen) for line in forecast.lines]
    context = {
        **heading(_("Forecast")),
        "chosen": chosen,
        "forecast": forecast,
        "lines": lines,
        "total": _shown(forecast.total, chosen, is_total=True),
        "currency": shop_currency(),
        "chart": _chart(forecast),
        "figure": {"name": "forecast", "reading": {"value": ""}},
        "kinds": [(kind.label, chosen.url(period=kind.value)) for kind in PeriodKind],
        "ways": [(way, SUBJECTS[way], chosen.url(by=way)) for way in ways_of(request.user)],
        "before": chosen.url(start=chosen.period.step(-1).start),
        "after": chosen.url(start=chosen.period.step(1).start),
        "export_url": chosen.url(export="csv"),
        "may_change": request.user.has_perm(CHANGE),
        "quotas_url": f"{reverse('quotas')}?{urlencode({'of': chosen.by, 'kind': chosen.period.kind})}",
        "calculated_at": stamp,
        "now": timezone.now(),
        "accuracy": accuracy(),
    }
    return render(request, "crm_core/forecast/page.html", context)


def _shown(line: ForecastLine, chosen: Chosen, *, is_total: bool = False) -> dict[str, object]:
    """Give each figure the address of its rows, the total's that of all rows."""
    subject = {} if is_total else {"key": "none" if line.key is None else line.key}
    figures = [
        {
            "label": label,
            "amount": getattr(line.amounts, part),
            "url": chosen.url("forecast_rows", part=part, **subject),
        }
        for part, label in PARTS_SHOWN.items()
    ]
    return {"line": line, "figures": figures}


def _chart(forecast: Forecast) -> BarChart | None:
    values = [
        (line.label, line.amounts.forecast, format_money(line.amounts.forecast, shop_currency()))
        for line in forecast.lines
        if line.amounts.forecast
    ]
    total = format_money(forecast.total.amounts.forecast, shop_currency())
    words = _("%(total)s expected in %(period)s.") % {"total": total, "period": forecast.period.label}
    return bar_chart(_("Forecast by line"), values, summary=words) if len(values) > 1 else None


def _csv_rows(forecast: Forecast) -> Iterable[list[object]]:
    yield [SUBJECTS[forecast.by], *HEADINGS]
    for line in [*forecast.lines, forecast.total]:
        parts = line.amounts
        yield [
            line.label,
            "" if line.quota is None else line.quota,
            parts.achieved,
            parts.committed,
            parts.best_case,
            parts.pipeline,
            parts.weighted,
            parts.repeat,
            parts.forecast,
            "" if line.gap is None else line.gap,
            "" if line.past_forecast is None else line.past_forecast,
            line.past_actual,
        ]


def accuracy() -> dict[str, object] | None:
    """Tell how far off the forecast of repeat orders was in the last twelve months that are over."""
    months = list(BacktestMonth.objects.order_by("-month")[:MONTHS_SHOWN])
    if not months:
        return None
    ways = [
        (_("Forecast"), mape((float(one.forecast), float(one.actual)) for one in months)),
        (_("As in the month before"), mape((_number(one.last_month), float(one.actual)) for one in months)),
        (_("As a year before"), mape((_number(one.last_year), float(one.actual)) for one in months)),
    ]
    return {"months": months, "ways": [(label, error) for label, error in ways if error is not None]}


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


@require_safe
def forecast_rows(request: UserRequest) -> HttpResponse:
    """List the orders, deals or accounts behind a figure; they add up to it."""
    check_access(request)
    chosen = Chosen.of(request)
    part = request.GET.get("part", "")
    if part not in PARTS_SHOWN:
        raise Http404
    behind = _behind(request, chosen, part)
    if request.GET.get("export") == "csv":
        list_exported.send(
            forecast_rows, model=RepeatForecast, user=request.user, name="forecast-rows", columns=["CSV"]
        )
        cells = (row.cells for row in behind.rows_for(request.user, behind.queryset.iterator(chunk_size=500)))
        return csv_response([behind.headings, *cells], f"forecast-{part}.csv")
    page = Paginator(behind.queryset, ROWS_A_PAGE).get_page(request.GET.get("p"))
    rows: list[Row] = behind.rows_for(request.user, page.object_list)
    title = f"{PARTS_SHOWN[part]}, {chosen.period.label}"
    others = {key: request.GET[key] for key in ("part", "key") if key in request.GET}
    context = {
        **heading(title, above=[(_("Forecast"), chosen.url())]),
        "behind": behind,
        "page": page,
        "rows": rows,
        "currency": shop_currency(),
        "page_url": chosen.url("forecast_rows", **others),
        "export_url": chosen.url("forecast_rows", export="csv", **others),
        "back_url": chosen.url(),
    }
    return render(request, "crm_core/forecast/rows.html", context)


def _behind(request: UserRequest, chosen: Chosen, part: str) -> Behind:
    """Find the rows of the line that the address names; without one, of all lines."""
    asked = request.GET.get("key")
    if asked is None:
        return rows_behind(request.user, chosen.period, part)
    if asked != "none" and not (asked.isascii() and asked.isdecimal() and len(asked) <= DIGITS):
        raise Http404
    key = None if asked == "none" else int(asked)
    owners: list[int] = []
    if chosen.by == TEAM:
        members = Team.members.through.objects.filter(team=key)
        owners = list(members.values_list("user", flat=True))
    return rows_behind(request.user, chosen.period, part, by=chosen.by, key=key, owners=owners)


def heading(title: str, *, above: Iterable[tuple[str, str]] = ()) -> dict[str, object]:
    """Return what the head of a page needs."""
    way = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    way += [{"url": url, "label": label} for label, url in above]
    return {
        "header_title": title,
        "page_title": title,
        "header_icon": "calendar-check",
        "breadcrumbs_items": [*way, {"url": "", "label": title}],
    }
