"""Quotas in the back office: a grid for a year, and a file for many."""

import hashlib
import tempfile
from pathlib import Path

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from crm_core.forecast.grid import QuotaGrid
from crm_core.forecast.models import PeriodKind
from crm_core.forecast.periods import EARLIEST, LATEST
from crm_core.forecast.quota_file import QuotaOutcome, read_quotas
from crm_core.forecast.quotas import REP, SUBJECTS
from crm_core.forecast.views import heading
from shop.backoffice.confirmation import KeptPreviews, is_confirmed
from shop.configuration.queries import shop_currency
from shop.imports.errors import ImportFailedError
from shop.spreadsheets.responses import csv_response
from shop.uploads.fields import TableField
from shop.user.models import UserRequest

CONFLICT, UNPROCESSABLE = 409, 422
SUFFIXES = {".csv", ".xlsx"}
PREVIEWS = KeptPreviews(name="quota-file", seconds=3600)
SHOWN = 500


class QuotaFileForm(forms.Form):
    """A file of quotas."""

    file = TableField(
        label=gettext_lazy("CSV or XLSX file"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"})
    )


def _grid(request: UserRequest) -> QuotaGrid:
    """Read from the address which grid is meant; what is unknown is this year's months of representatives."""
    asked = request.GET
    of, kind, year = asked.get("of", REP), asked.get("kind", ""), asked.get("year", "")
    this_year = timezone.localdate().year
    is_year = year.isascii() and year.isdecimal() and EARLIEST.year <= int(year[:4]) <= LATEST.year
    return QuotaGrid(
        of=of if of in SUBJECTS else REP,
        kind=PeriodKind(kind) if kind in PeriodKind.values else PeriodKind.MONTH,
        year=int(year[:4]) if is_year else this_year,
        user=request.user,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def quotas(request: UserRequest) -> HttpResponse:
    """Show the quotas of a year and save what was typed."""
    grid = _grid(request)
    status = 200
    if request.method == "POST":
        changed = grid.save({name: str(value) for name, value in request.POST.items()})
        if changed is not None:
            text = ngettext("%(n)d quota saved.", "%(n)d quotas saved.", changed)
            messages.success(request, text % {"n": changed})
            return redirect(_url(grid))
        status = UNPROCESSABLE
    elif request.GET.get("export") == "csv":
        return csv_response(_file_rows(grid), f"quotas-{grid.year}.csv")
    context = {
        **heading(_("Quotas"), above=[(_("Forecast"), reverse("forecast"))]),
        "grid": grid,
        "currency": shop_currency(),
        "ways": [(of, label, _url(grid, of=of)) for of, label in SUBJECTS.items()],
        "kinds": [(kind.value, kind.label, _url(grid, kind=kind.value)) for kind in PeriodKind],
        "before": _url(grid, year=grid.year - 1),
        "after": _url(grid, year=grid.year + 1),
        "export_url": _url(grid, export="csv"),
    }
    return render(request, "crm_core/forecast/quotas.html", context, status=status)


def _url(grid: QuotaGrid, **others: object) -> str:
    values = {"of": grid.of, "kind": grid.kind.value, "year": str(grid.year)}
    values.update((key, str(value)) for key, value in others.items())
    return f"{reverse('quotas')}?{urlencode(values)}"


def _file_rows(grid: QuotaGrid) -> list[list[object]]:
    """Write the grid as the import reads it."""
    rows: list[list[object]] = [["of", "name", "kind", "starts_on", "amount"]]
    names = grid.names
    for row in grid.rows:
        for period, cell in zip(grid.periods, row.cells, strict=True):
            rows.append([grid.of, names[row.subject.key], grid.kind, period.start, cell.value])
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
def quota_file(request: UserRequest) -> HttpResponse:
    """Show what a file would change, quota by quota, and write it after a yes."""
    if is_confirmed(request):
        return _write(request)
    form = QuotaFileForm(request.POST or None, request.FILES or None)
    outcome, digest, status = None, "", 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            upload = form.cleaned_data["file"]
            content = upload.read()
            try:
                outcome = _read(request, upload.name, content, is_dry=True)
            except ImportFailedError as error:
                form.add_error("file", error.reason)
            else:
                digest, status = hashlib.sha256(content).hexdigest(), 200
                PREVIEWS.keep(request, digest, (upload.name, content))
    return _file_page(request, form=form, outcome=outcome, digest=digest, status=status)


def _write(request: UserRequest) -> HttpResponse:
    """Write the file that was shown, once."""
    kept = PREVIEWS.taken(request)
    if kept is None:
        messages.error(request, _("This file has been imported already, or the preview is too old."))
        return redirect("quota_file")
    try:
        outcome = _read(request, *kept, is_dry=False)
    except ImportFailedError as error:
        messages.error(request, error.reason)
        return redirect("quota_file")
    changed = len(outcome.changes)
    text = ngettext("%(n)d quota saved.", "%(n)d quotas saved.", changed)
    messages.success(request, text % {"n": changed})
    return redirect("quotas")


def _read(request: UserRequest, name: str, content: bytes, *, is_dry: bool) -> QuotaOutcome:
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise ImportFailedError(_("Choose a CSV or XLSX file."))
    with tempfile.NamedTemporaryFile(suffix=suffix) as copy:
        copy.write(content)
        copy.flush()
        return read_quotas(Path(copy.name), user=request.user, is_dry=is_dry)


def _file_page(
    request: UserRequest, *, form: forms.Form, outcome: QuotaOutcome | None, digest: str, status: int
) -> HttpResponse:
    context = {
        **heading(_("Quotas from a file"), above=[(_("Quotas"), reverse("quotas"))]),
        "form": form,
        "outcome": outcome,
        "changes": outcome.changes[:SHOWN] if outcome else [],
        "digest": digest,
        "currency": shop_currency(),
    }
    return render(request, "crm_core/forecast/quota_file.html", context, status=status)
