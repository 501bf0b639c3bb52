"""The grid of a list, its files, its rules, and why a price is what it is."""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.forms import inlineformset_factory
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.b2b.models import Company, CompanyContact
from shop.backoffice.confirmation import is_confirmed
from shop.backoffice.edits.forms import merging_form, merging_formset
from shop.backoffice.edits.views import locked, report_merge
from shop.configuration.models import PricingSettings
from shop.imports.errors import ImportFailedError
from shop.imports.numbers import NumberStyle
from shop.numbers import whole_number
from shop.partner.buyers import Buyer, buyer_for
from shop.partner.models import StockRecord
from shop.partner.price_list_models import PriceList
from shop.price_lists.building import plan, publish
from shop.price_lists.exceptions import AlreadyImportedError
from shop.price_lists.explanation import explain_price
from shop.price_lists.file_import import changes_of, load_prices, problems_of, stage_prices
from shop.price_lists.file_rows import PROBLEMS, FileRow, pasted_rows, read_file, read_row
from shop.price_lists.forms import (
    AssignmentForm,
    ChoiceForm,
    ExplainForm,
    PriceFileForm,
    PriceRuleForm,
)
from shop.price_lists.grid import PAGE, grid_rows, records_in, save_cells, tiers_in
from shop.price_lists.models import PriceImport, PriceListAssignment, PriceRule
from shop.price_lists.pages import render_page, require_change, require_view
from shop.price_lists.tasks import publish_later
from shop.spreadsheets.responses import csv_response, xlsx_response
from shop.user.models import User

SHOWN = 200
#: Lists over so many stock records are built by a worker.
AT_ONCE = 5_000
SUFFIXES = {".csv", ".xlsx"}
MOST_TIERS_TYPED = 1_000_000


@require_view
@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the prices of a list, products by quantity; who may change it saves cells here."""
    price_list = get_object_or_404(PriceList, pk=pk)
    if request.method == "POST":
        return _save_grid(request, price_list)
    return _grid_page(request, price_list)


@require_change
def _save_grid(request: HttpRequest, price_list: PriceList) -> HttpResponse:
    saved = save_cells(price_list, request.POST.dict())
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"changed": saved.changed, "errors": saved.errors})
    if saved.changed:
        words = ngettext("%(count)d price saved.", "%(count)d prices saved.", saved.changed)
        messages.success(request, words % {"count": saved.changed})
    if saved.errors:
        return _grid_page(request, price_list, typed=request.POST.dict(), errors=saved.errors)
    return redirect(request.get_full_path())


def _grid_page(
    request: HttpRequest,
    price_list: PriceList,
    *,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    tiers = tiers_in(price_list)
    extra = whole_number(request.GET.get("quantity", ""))
    if extra is not None and 1 <= extra <= MOST_TIERS_TYPED:
        tiers = sorted({*tiers, extra})
    page = Paginator(records_in(price_list, text=text), PAGE).get_page(request.GET.get("p"))
    return render_page(
        request,
        "grid",
        title=_("Prices"),
        price_list=price_list,
        status=422 if errors else 200,
        rows=grid_rows(price_list, page.object_list, tiers, typed=typed, errors=errors),
        tiers=tiers,
        page=page,
        text=text,
        errors=errors or {},
        is_built=price_list.kind == PriceList.Kind.RULES,
    )


@require_change
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file or pasted rows and lead to their preview; nothing changes yet."""
    price_list = get_object_or_404(PriceList, pk=pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PriceFileForm(*sent)
    if request.method == "POST" and form.is_valid():
        batch = _stage(request, form, price_list)
        if batch is not None:
            return redirect("price-lists:import", pk=price_list.pk, batch=batch.pk)
    return render_page(
        request,
        "load",
        title=_("Import prices"),
        price_list=price_list,
        form=form,
        status=422 if form.errors else 200,
    )


def _stage(request: HttpRequest, form: PriceFileForm, price_list: PriceList) -> PriceImport | None:
    typed = form.cleaned_data
    upload = typed.get("file")
    kept = {"replaces": typed["replaces"], "user": request.user}
    if not upload:
        rows = _pasted(typed["pasted"], price_list)
        return stage_prices(price_list, rows, file_name=_("Pasted rows"), **kept)
    suffix = Path(upload.name).suffix.lower()
    if suffix not in SUFFIXES:
        form.add_error("file", _("Choose a CSV or XLSX file."))
        return None
    with tempfile.NamedTemporaryFile(suffix=suffix) as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        try:
            rows = read_file(Path(copy.name), currency=price_list.currency)
            return stage_prices(price_list, rows, file_name=upload.name, **kept)
        except ImportFailedError as error:
            form.add_error("file", error.reason)
            return None


def _pasted(text: str, price_list: PriceList) -> Iterator[FileRow]:
    rows, style = list(pasted_rows(text)), NumberStyle()
    for cells in rows:
        style.look_at({"price": cells[-1]}, ("price",))
    for number, cells in enumerate(rows, start=1):
        quantity = cells[1] if len(cells) > 2 else ""  # noqa: PLR2004 - SKU, quantity, price
        price = cells[-1] if len(cells) > 1 else ""
        row: dict[str, object] = {"sku": cells[0], "min_quantity": quantity, "price": price}
        yield read_row(number, row, style=style, currency=price_list.currency)


@require_change
@require_http_methods(["GET", "HEAD", "POST"])
def show_import(request: HttpRequest, pk: int, batch: int) -> HttpResponse:
    """Show what a file would change and what is wrong with it; load it after a yes."""
    price_list = get_object_or_404(PriceList, pk=pk)
    found = get_object_or_404(PriceImport, pk=batch, price_list=price_list)
    if is_confirmed(request):
        try:
            changed = load_prices(found)
        except AlreadyImportedError:
            messages.error(request, _("This file has been imported already."))
        else:
            words = ngettext("%(count)d price changed.", "%(count)d prices changed.", changed)
            messages.success(request, words % {"count": changed})
        return redirect("price-lists:import", pk=pk, batch=batch)
    problems = [
        (row.number, PROBLEMS[row.problem][0], PROBLEMS[row.problem][1], row.detail or row.sku)
        for row in problems_of(found)[:SHOWN]
    ]
    return render_page(
        request,
        "import",
        title=_("Import of prices"),
        price_list=price_list,
        batch=found,
        is_preview=found.state == PriceImport.State.CHECKED,
        problems=problems,
        rows=changes_of(found)[:SHOWN] if found.state == PriceImport.State.CHECKED else [],
    )


@require_view
@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the list as the table that the import reads: CSV, or XLSX with `?as=xlsx`."""
    price_list = get_object_or_404(PriceList, pk=pk)
    prices = price_list.prices.order_by("stockrecord__partner_sku", "min_quantity")
    rows = prices.values_list("stockrecord__partner_sku", "min_quantity", "price").iterator()
    table: Iterator[tuple[object, ...]] = iter([("sku", "min_quantity", "price")])
    name = f"price-list-{price_list.pk}"
    if request.GET.get("as") == "xlsx":
        return xlsx_response(_chained(table, rows), f"{name}.xlsx")
    return csv_response(_chained(table, rows), f"{name}.csv")


def _chained(*parts: Iterable[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    for part in parts:
        yield from part


RuleFormSet = inlineformset_factory(
    PriceList, PriceRule, form=PriceRuleForm, fk_name="price_list", extra=1, can_delete=True
)


@require_change
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit the rules of a list; then show what building it would change, and build it after a yes."""
    price_list = get_object_or_404(PriceList, pk=pk)
    if is_confirmed(request):
        return _publish(request, price_list)
    with locked(price_list) as held:
        formset = merging_formset(RuleFormSet)(
            request.POST if request.method == "POST" else None, instance=held, prefix="rules"
        )
        if request.method == "POST" and formset.is_valid():
            formset.save()
            report_merge(request, None, formset)
            return redirect(f"{request.path}?preview=1")
    shown = plan(price_list) if request.GET.get("preview") and price_list.rules.exists() else None
    return render_page(
        request,
        "rules",
        title=_("Rules"),
        price_list=price_list,
        formset=formset,
        plan=shown,
        status=422 if formset.is_bound else 200,
    )


def _publish(request: HttpRequest, price_list: PriceList) -> HttpResponse:
    if price_list.kind != PriceList.Kind.RULES:
        price_list.kind = PriceList.Kind.RULES
        price_list.save(update_fields=["kind", "changed_at"])
    if StockRecord.objects.count() > AT_ONCE:
        publish_later(price_list)
        messages.success(request, _("The list is being built; this takes a few minutes."))
    else:
        changed = publish(price_list)
        words = ngettext("%(count)d price changed.", "%(count)d prices changed.", changed)
        messages.success(request, words % {"count": changed})
    return redirect("price-lists:inspect", price_list.pk)


@require_change
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Say for whom a list is."""
    price_list = get_object_or_404(PriceList, pk=pk)
    form = AssignmentForm(request.POST)
    if form.is_valid():
        made = form.save(price_list)
        messages.success(request, _("The list is now for %(whom)s.") % {"whom": made.target})
        return redirect("price-lists:inspect", pk)
    return render_page(
        request, "assign", title=_("Who gets these prices"), price_list=price_list, form=form, status=422
    )


@require_change
@require_POST
def unassign(request: HttpRequest, pk: int, assignment: int) -> HttpResponse:
    """Take a list away from somebody."""
    found = PriceListAssignment.objects.filter(pk=assignment, price_list=pk).first()
    if found is not None:
        found.delete()
        messages.success(request, _("Removed: %(whom)s.") % {"whom": found.target})
    return redirect("price-lists:inspect", pk)


@require_change
@require_http_methods(["GET", "HEAD", "POST"])
def choice(request: HttpRequest) -> HttpResponse:
    """Choose which of several lists holds for a buyer."""
    with locked(PricingSettings.load()) as row:
        form = merging_form(ChoiceForm)(request.POST if request.method == "POST" else None, instance=row)
        if request.method == "POST" and form.is_valid():
            form.save()
            report_merge(request, form)
            messages.success(request, _("Saved."))
            return redirect("price-lists:choice")
    return render_page(request, "choice", title=_("Choice among price lists"), form=form)


@require_view
@require_safe
def explain(request: HttpRequest) -> HttpResponse:
    """Say why a product costs somebody what it costs; `?format=json` answers other programs."""
    asked = _asked(request)
    form = ExplainForm(asked or None)
    found, company, user = None, None, None
    if asked and form.is_valid():
        typed = form.cleaned_data
        company, user = typed.get("found_company"), typed.get("user")
        found = explain_price(
            typed["product"], buyer=_buyer(company, user), quantity=typed["quantity"], company=company
        )
        if request.GET.get("format") == "json":
            return JsonResponse(found.as_json())
    elif request.GET.get("format") == "json":
        return JsonResponse({"errors": form.errors}, status=422)
    return render_page(
        request, "explain", title=_("Price explanation"), form=form, found=found, company=company, user=user
    )


def _asked(request: HttpRequest) -> dict[str, object]:
    """Return what the form asks, also where a link names product, user or company by key."""
    names = ExplainForm.base_fields
    asked: dict[str, object] = {name: request.GET[name] for name in names if name in request.GET}
    keys = {name: whole_number(request.GET.get(name, "")) for name in ("product", "user", "company_id")}
    if keys["product"] is not None:
        # Of a product in variants the first one: it has no price of its own.
        family = Q(product=keys["product"]) | Q(product__parent=keys["product"])
        records = StockRecord.objects.filter(family).order_by("pk")
        asked["sku"] = records.values_list("partner_sku", flat=True).first() or ""
    if keys["user"] is not None:
        asked["email"] = User.objects.filter(pk=keys["user"]).values_list("email", flat=True).first() or ""
    if keys["company_id"] is not None:
        found = Company.objects.filter(pk=keys["company_id"]).first()
        asked["company"] = (found.vat_id or found.name) if found else ""
    if "sku" in asked:
        asked.setdefault("quantity", "1")
    return asked


def _buyer(company: Company | None, user: User | None) -> Buyer:
    """Return who buys: the account, else any who speaks for the company, else anybody."""
    if user is None and company is not None:
        contact = CompanyContact.objects.filter(company=company, user__isnull=False, is_active=True).first()
        user = contact.user if contact else None
    return buyer_for(user)
