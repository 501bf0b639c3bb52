"""The page of the deals' reports: charts with their tables, and each as CSV."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Required, TypedDict, Unpack, cast

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, pgettext
from django.views.decorators.http import require_safe
from wagtail.admin.views.mixins import Echo

from crm_core.customers.access.fields import fields_of
from crm_core.customers.models import Team, Territory
from crm_core.pipeline.access import REPORTS, VIEW, deals_visible_to
from crm_core.pipeline.forms import DayInput
from crm_core.pipeline.models import Deal, Pipeline
from crm_core.pipeline.report_figures import (
    Outcome,
    Period,
    StageRow,
    by_competitor,
    by_reason,
    stage_rows,
    totals,
)
from shop.backoffice.access import View, require_permissions
from shop.backoffice.charts import BarChart, bar_chart
from shop.backoffice.signals import list_exported
from shop.form_options import FormData, FormOptions
from shop.formats import format_money
from shop.spreadsheets.cells import SafeWriter
from shop.user.models import User, UserRequest

LONGEST = timedelta(days=3660)
DEFAULT_DAYS = 180


class Choice(TypedDict, total=False):
    """What `ReportForm` hands over; without `territory` for who does not see it."""

    pipeline: Required[Pipeline]
    first: Required[date]
    last: Required[date]
    owner: User | None
    team: Team | None
    territory: Territory | None


class ReportForm(forms.Form):
    """Of which pipeline, time and colleagues the reports tell."""

    pipeline: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Pipeline"), queryset=Pipeline.objects.all(), empty_label=None
    )
    first = forms.DateField(label=gettext_lazy("From"), widget=DayInput)
    last = forms.DateField(label=gettext_lazy("Until"), widget=DayInput)
    owner: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Owner"), queryset=User.objects.none(), required=False
    )
    team: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Team"), queryset=Team.objects.all(), required=False
    )
    territory: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Territory"), queryset=Territory.objects.all(), required=False
    )

    def __init__(self, data: FormData | None = None, *, user: User, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
        owners = get_user_model().objects.filter(is_staff=True).order_by("email")
        cast("forms.ModelChoiceField", self.fields["owner"]).queryset = owners
        if not fields_of(user).shows("territory"):
            del self.fields["territory"]

    def clean(self) -> dict[str, object]:
        """Refuse a time that ends before it begins or is longer than ten years."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and last and not timedelta(0) <= last - first <= LONGEST:
            raise ValidationError(_("The time ends before it begins, or is longer than ten years."))
        return data


@dataclass(frozen=True, kw_only=True)
class Report:
    """One report: its table, as it is shown and written, and its chart where it has one."""

    name: str
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    chart: BarChart | None = None
    empty: str = ""


def _percent(share: int | None) -> str:
    return "–" if share is None else f"{share} %"


def _stage_report(rows: Sequence[StageRow]) -> Report:
    values = [(str(row.stage), row.reached, f"{row.reached}") for row in rows]
    reached = any(row.reached for row in rows)
    return Report(
        name="stages",
        title=_("Conversion and time by stage"),
        headings=[
            pgettext("of a deal", "Stage"),
            *(_("Deals that came here"), _("Went on"), _("Conversion"), _("Days here on average")),
        ],
        rows=[
            [str(row.stage), str(row.reached), str(row.went_on), _percent(row.share),
             "–" if row.days is None else f"{row.days:g}"]
            for row in rows
        ] if reached else [],
        chart=bar_chart(_("Deals by the stages they came to"), values, summary=_("Deals opened in this time"))
        if reached else None,
        empty=_("No deal was opened in this time."),
    )  # fmt: skip


def _outcome_rows(rows: Iterable[Outcome]) -> list[list[str]]:
    return [
        [
            row.label, str(row.won), str(row.lost), _percent(row.rate),
            format_money(row.won_amount, row.currency), format_money(row.lost_amount, row.currency),
        ]
        for row in rows
    ]  # fmt: skip


def _outcome_report(name: str, title: str, label: str, rows: Sequence[Outcome], *, counts: str) -> Report:
    values = [(row.label, getattr(row, counts), str(getattr(row, counts))) for row in rows]
    words = _("Deals lost in this time") if counts == "lost" else _("Deals won in this time")
    return Report(
        name=name,
        title=title,
        headings=[label, _("Won"), _("Lost"), _("Win rate"), _("Amount won"), _("Amount lost")],
        rows=_outcome_rows(rows),
        chart=bar_chart(title, values, summary=words) if values else None,
        empty=_("Nothing was decided in this time."),
    )


def reports_of(user: User, typed: Choice) -> list[Report]:
    """Count all reports for what was chosen, of the deals that the user sees."""
    deals = deals_visible_to(user, Deal.objects.all())
    if owner := typed.get("owner"):
        deals = deals.filter(owner=owner)
    if team := typed.get("team"):
        deals = deals.filter(owner__in=team.members.values("pk"))
    if territory := typed.get("territory"):
        deals = deals.filter(customer__territory=territory)
    pipeline, period = typed["pipeline"], Period(first=typed["first"], last=typed["last"])
    asked = (deals, pipeline, period)
    return [
        _stage_report(stage_rows(*asked)),
        _outcome_report("totals", _("Win rate"), _("Currency"), totals(*asked), counts="won"),
        _outcome_report(
            "reasons", _("Why deals were lost"), _("Loss reason"), by_reason(*asked), counts="lost"
        ),
        _outcome_report(
            "competitors", _("Against competitors"), _("Competitor"), by_competitor(*asked), counts="won"
        ),
    ]


def _seeing(view: Callable[..., HttpResponseBase]) -> View:
    # What is streamed is no `HttpResponse`; the guard hands on whatever it gets.
    return require_permissions(cast("View", view), [VIEW, REPORTS])


@_seeing
@require_safe
def report(request: UserRequest) -> HttpResponseBase:
    """Show the reports of a pipeline and a time, or hand one out as CSV (`?as=csv&report=stages`)."""
    today = timezone.localdate()
    pipeline = Pipeline.objects.order_by("-is_active", "position", "pk").first()
    first = {
        "pipeline": pipeline.pk if pipeline else "",
        "first": (today - timedelta(days=DEFAULT_DAYS)).isoformat(),
        "last": today.isoformat(),
    }
    form = ReportForm({**first, **request.GET.dict()}, user=request.user)
    found = reports_of(request.user, cast("Choice", form.cleaned_data)) if form.is_valid() else []
    if request.GET.get("as") == "csv":
        chosen = next((each for each in found if each.name == request.GET.get("report")), None)
        if chosen is None:
            raise Http404
        return _csv(request, chosen)
    kept = request.GET.copy()
    kept.pop("report", None)
    kept["as"] = "csv"
    context = {
        "form": form,
        "reports": found,
        "kept": kept.urlencode(),
        "header_title": _("Deal reports"),
        "page_title": _("Deal reports"),
        "header_icon": "order",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("deals:index"), "label": _("Deals")},
            {"url": "", "label": _("Reports")},
        ],
    }
    return render(request, "crm_core/pipeline/reports.html", context)


def _csv(request: UserRequest, chosen: Report) -> HttpResponseBase:
    list_exported.send(
        report, model=Deal, user=request.user, name=f"deal-report-{chosen.name}", columns=[*chosen.headings]
    )
    response = StreamingHttpResponse(_lines(chosen), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="deals-{chosen.name}.csv"'
    return response


def _lines(chosen: Report) -> Iterator[object]:
    writer = SafeWriter(Echo())
    for row in ([*chosen.headings], *chosen.rows):
        yield writer.writerow(row)
