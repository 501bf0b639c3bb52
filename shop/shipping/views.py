"""Price tables from files, and what a basket would cost."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.widgets.button import HeaderButton

from shop.backoffice.access import require_permissions
from shop.backoffice.listing import ListView
from shop.imports.errors import ImportFailedError
from shop.shipping.forms import PriceCheckForm, TableFileForm
from shop.shipping.models import DeliveryTableRow
from shop.shipping.price_check import check_prices
from shop.shipping.table_file import COLUMNS, TableOutcome, import_table

SUFFIXES = {".csv", ".xlsx"}
CHANGE = "shipping.change_deliveryoption"


class TableRowListView(ListView):
    """The rows of all price tables; the file that it exports can be imported again."""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:  # type: ignore[override]
        """Offer to add a row, to import many, and to try them."""
        buttons = []
        if self.request.user.has_perm("shipping.add_deliverytablerow"):
            url = reverse("delivery-tables:add")
            buttons.append(HeaderButton(_("Add a row"), url=url, icon_name="plus"))
            url = reverse("delivery-tables:import")
            buttons.append(HeaderButton(_("Import"), url=url, icon_name="upload"))
        url = reverse("delivery-tables:check")
        buttons.append(HeaderButton(_("Check prices"), url=url, icon_name="search"))
        return buttons

    def get_base_queryset(self) -> QuerySet:
        """Load the names of method and zone."""
        found: QuerySet = super().get_base_queryset()
        return found.select_related("option", "zone")


#: What an exported column shows, by the name of its attribute.
EXPORT = ("option.code", "zone.name", *COLUMNS[2:])
HEADINGS = dict(zip(EXPORT, COLUMNS, strict=True))


def _page(request: HttpRequest, template: str, *, title: str, **context: object) -> HttpResponse:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("delivery-tables:index"), "label": DeliveryTableRow._meta.verbose_name_plural},
        {"url": "", "label": title},
    ]
    shared = {"header_title": title, "page_title": title, "header_icon": "table", "breadcrumbs_items": crumbs}
    return render(request, f"shipping/{template}.html", {**shared, **context})


@require_http_methods(["GET", "HEAD", "POST"])
def _import_file(request: HttpRequest) -> HttpResponse:
    """Take a file of prices, or say what is wrong with its rows; nothing of such a file is written."""
    form = TableFileForm(request.POST or None, request.FILES or None)
    outcome: TableOutcome | None = None
    if request.method == "POST" and form.is_valid():
        outcome = _read(form)
        if outcome and not outcome.problems:
            told = _("%(created)d prices added, %(updated)d changed, %(removed)d removed.")
            messages.success(request, told % vars(outcome))
            return redirect("delivery-tables:index")
    return _page(
        request, "table_import", title=_("Import a price table"), form=form, outcome=outcome, columns=COLUMNS
    )


def _read(form: TableFileForm) -> TableOutcome | None:
    upload = form.cleaned_data["file"]
    suffix = Path(upload.name).suffix.lower()
    if suffix not in SUFFIXES:
        form.add_error("file", _("Choose a CSV or XLSX file."))
        return None
    with tempfile.NamedTemporaryFile(suffix=suffix) as copy:
        copy.write(upload.read())
        copy.flush()
        try:
            return import_table(Path(copy.name), replaces=form.cleaned_data["replaces"])
        except ImportFailedError as error:
            form.add_error("file", error.reason)
            return None


@require_http_methods(["GET", "HEAD", "POST"])
def _check(request: HttpRequest) -> HttpResponse:
    """Say what a basket would cost to there, by every delivery method."""
    form = PriceCheckForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        place = form.cleaned_data
        found = check_prices(form.pieces, country=place["country"].pk, postcode=place["postcode"])
    return _page(request, "price_check", title=_("What would a delivery cost?"), form=form, found=found)


import_file = require_permissions(_import_file, [CHANGE, "shipping.add_deliverytablerow"])
check = require_permissions(_check, ["shipping.view_deliveryoption"])
