"""Reports in the portal: what is owed, a file sent in, its rows mended, submitted, corrected."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_safe
from django.views.generic import View

from partners.accounts.pages import PartnerRequest, PartnerViewMixin, partner_view
from partners.sell_through.checking import UNKNOWN_SKU, CheckedRow
from partners.sell_through.columns import COLUMNS, template_rows
from partners.sell_through.company_permissions import REPORT, VIEW
from partners.sell_through.forms import UploadForm, typed_cells, typed_meanings
from partners.sell_through.gaps import owed_by
from partners.sell_through.matching import UnknownSku, products_of, suggest
from partners.sell_through.models import (
    Cadence,
    Kind,
    ReportingPeriod,
    ReportingTerms,
    SellThroughReport,
    SkuMapping,
)
from partners.sell_through.periods import recent_periods
from partners.sell_through.services import (
    ReportRefusedError,
    begin_correction,
    checked_rows,
    discard,
    forget_sku,
    mend_rows,
    remember_skus,
    submit,
    take_upload,
)
from shop.partner.buyers import buyer_for
from shop.quick_order.matching import products_by_number
from shop.spreadsheets.responses import csv_response
from shop.time_zones import shop_day

PER_PAGE, BAD_AT_ONCE, GOOD_SHOWN = 20, 50, 20


def periods_for(terms: ReportingTerms | None) -> list[ReportingPeriod]:
    """Return the periods that a partner may report, the latest first."""
    return recent_periods(terms.cadence if terms else Cadence.MONTH, today=shop_day())


class OverviewView(PartnerViewMixin, View):
    """`/partners/sell-through/`: what is owed, what was sent; a file goes in here."""

    partner_permissions = (VIEW, REPORT)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what is owed; `period` and `kind` choose what the form begins with."""
        terms = self._terms()
        periods = periods_for(terms)
        chosen = {name: request.GET[name] for name in ("kind", "period") if name in request.GET}
        begin = periods[1] if len(periods) > 1 else periods[0]
        form = UploadForm(periods=periods, initial={"period": begin.pk, "kind": Kind.SALES, **chosen})
        return self._page(form, terms)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take a file: its rows become a draft, which is shown row by row."""
        if not self.access.can(REPORT):
            raise Http404
        terms = self._terms()
        form = UploadForm(request.POST, request.FILES, periods=periods_for(terms))
        if not form.is_valid():
            return self._page(form, terms, status=422)
        data = form.cleaned_data
        user = cast("PartnerRequest", request).user
        try:
            done = take_upload(self.access.account, data["period"], data["kind"], form.sheet, by=user)
        except ReportRefusedError as refusal:
            form.add_error("period", str(refusal))
            return self._page(form, terms, status=422)
        if done.is_same:
            messages.info(request, _("This file has been sent already: nothing has changed."))
        elif form.sheet.ignored:
            text = _("These columns are not used: %(names)s.")
            messages.info(request, text % {"names": ", ".join(form.sheet.ignored)[:300]})
        return redirect("sell_through:report", done.report.pk)

    def _terms(self) -> ReportingTerms | None:
        return ReportingTerms.objects.filter(account=self.access.account).first()

    def _page(self, form: UploadForm, terms: ReportingTerms | None, *, status: int = 200) -> HttpResponse:
        account, today = self.access.account, shop_day()
        reports = SellThroughReport.objects.filter(account=account).select_related("period")
        owed = owed_by(terms, today=today) if terms else []
        context = {
            "account": account,
            "form": form,
            "terms": terms,
            "may_report": self.access.can(REPORT),
            "missing": [one for one in owed if one.report is None],
            "today": today,
            "page": Paginator(reports, PER_PAGE).get_page(self.request.GET.get("page")),
            "kinds": Kind.choices,
        }
        return render(self.request, "partners/sell_through/overview.html", context, status=status)


class ReportView(PartnerViewMixin, View):
    """`/partners/sell-through/<pk>/`: a report; of a draft the rows that are wrong, to be mended in place."""

    partner_permissions = (VIEW, REPORT)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the report as it stands."""
        report = self._report(pk)
        rows = checked_rows(report) if report.state == SellThroughReport.State.DRAFT else []
        bad = [row for row in rows if not row.is_good]
        good = [row for row in rows if row.is_good]
        context = {
            "account": self.access.account,
            "report": report,
            "may_report": self.access.can(REPORT),
            "bad": [row for row in bad if any(error.code != UNKNOWN_SKU for error in row.errors)][
                :BAD_AT_ONCE
            ],
            "bad_count": len(bad),
            "good_count": len(good),
            "good": good[:GOOD_SHOWN],
            "unknown": self._unknown(bad),
            "page": self._lines(report),
        }
        return render(request, "partners/sell_through/report.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep what was typed; then submit, correct, discard or only check."""
        report = self._report(pk)
        if not self.access.can(REPORT):
            raise Http404
        try:
            return self._do(report)
        except ReportRefusedError as refusal:
            messages.error(request, str(refusal))
            return redirect("sell_through:report", report.pk)

    def _do(self, report: SellThroughReport) -> HttpResponse:
        posted, user = self.request.POST, cast("PartnerRequest", self.request).user
        if "correct" in posted:
            return redirect("sell_through:report", begin_correction(report, by=user).pk)
        if "discard" in posted:
            discard(report)
            messages.success(self.request, _("The draft has been deleted."))
            return redirect("sell_through:overview")
        changes, dropped = typed_cells(posted)
        skus = posted.getlist("drop-sku")
        if changes or dropped or skus:
            mend_rows(report, changes, dropped=dropped, dropped_skus=skus)
        self._remember()
        if "submit" in posted:
            report = submit(report)
            text = ngettext("%(count)d row reported.", "%(count)d rows reported.", report.row_count)
            messages.success(self.request, text % {"count": report.row_count})
        return redirect("sell_through:report", report.pk)

    def _remember(self) -> None:
        """Remember what numbers mean; name those of ours that lead to no product, or to several."""
        typed = typed_meanings(self.request.POST)
        found = products_by_number(set(typed.values())) if typed else {}
        products = products_of({pk for keys in found.values() for pk in keys})
        meanings = {}
        for sku, number in typed.items():
            keys = found.get(number, ())
            if len(keys) == 1 and not products[keys[0]].is_parent:
                meanings[sku] = products[keys[0]]
            else:
                text = _("%(sku)s: “%(number)s” is not the number of one of our products.")
                messages.error(self.request, text % {"sku": sku, "number": number})
        if meanings:
            user = cast("PartnerRequest", self.request).user
            remember_skus(self.access.account, meanings, by=user)

    def _report(self, pk: int) -> SellThroughReport:
        rows = SellThroughReport.objects.select_related("period", "account__company")
        return get_object_or_404(rows, account=self.access.account, pk=pk)

    def _unknown(self, bad: list[CheckedRow]) -> list[UnknownSku]:
        found: dict[str, tuple[list[int], dict[str, str]]] = {}
        for row in bad:
            if any(error.code == UNKNOWN_SKU for error in row.errors):
                found.setdefault(row.sku, ([], row.cells))[0].append(row.number)
        shown = dict(list(found.items())[:BAD_AT_ONCE])
        return suggest(shown, buyer=buyer_for(self.request.user)) if shown else []

    def _lines(self, report: SellThroughReport) -> object:
        lines = report.sales_lines if report.kind == Kind.SALES else report.stock_lines
        rows = lines.select_related("product__parent")
        return Paginator(rows, BAD_AT_ONCE).get_page(self.request.GET.get("page"))


@require_safe
@partner_view(VIEW, REPORT)
def report_file(request: PartnerRequest, pk: int) -> HttpResponse:
    """Hand out the rows of a report as they stand, as a file that can be sent again."""
    account = request.partner_access.account
    report = get_object_or_404(SellThroughReport, account=account, pk=pk)
    names = [column.name for column in COLUMNS[report.kind]]
    rows = [[row.cells.get(name, "") for name in names] for row in report.rows.all()]
    return csv_response([names, *rows], f"{report.kind}-{report.pk}.csv")


@require_safe
@partner_view(VIEW, REPORT)
def template_file(request: PartnerRequest, kind: str) -> HttpResponse:
    """Hand out the file to start from."""
    if kind not in Kind.values:
        raise Http404
    today = shop_day().isoformat()
    return csv_response(template_rows(kind, sold_on=today), f"{kind}-template.csv")


class MappingsView(PartnerViewMixin, View):
    """`/partners/sell-through/numbers/`: what the partner's numbers stand for; one can be forgotten."""

    partner_permissions = (REPORT,)

    def get(self, request: HttpRequest) -> HttpResponse:
        """List them."""
        rows = SkuMapping.objects.filter(account=self.access.account).select_related("product__parent")
        page = Paginator(rows, BAD_AT_ONCE).get_page(request.GET.get("page"))
        context = {"account": self.access.account, "page": page}
        return render(request, "partners/sell_through/mappings.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Forget one."""
        key = request.POST.get("forget", "")
        if key.isdecimal() and len(key) < 16:  # noqa: PLR2004 - no key is longer
            forget_sku(self.access.account, int(key))
        return redirect("sell_through:mappings")
