"""Products from a file: upload, preview, import, report."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.views.mixins import Echo

from shop.backoffice.access import View, require_permissions
from shop.catalogue.models import ImportRun
from shop.catalogue_import.forms import CatalogueFileForm
from shop.catalogue_import.layouts import LAYOUTS
from shop.catalogue_import.models import CatalogueFile, RemotePicture
from shop.catalogue_import.services import accept_file, confirm, discard, go_on
from shop.catalogue_import.tasks import start
from shop.imports.errors import ImportFailedError
from shop.spreadsheets.cells import SafeWriter

NEEDED = ["catalogue.add_product", "catalogue.change_product", "partner.change_stockrecord"]
SHOWN = 25
SHOWN_PROBLEMS = 200
REFRESH_SECONDS = 3


def importing(view: View) -> View:
    """Let in who may add and change products and their prices."""
    return require_permissions(view, NEEDED)


@importing
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Take a file, or list the latest."""
    form = CatalogueFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = accept_file(
                form.cleaned_data["file"],
                layout=form.cleaned_data["layout"],
                encoding=form.cleaned_data["encoding"],
                user=request.user,  # type: ignore[arg-type]
                language=get_language() or "",
            )
        except ImportFailedError as error:
            form.add_error("file", error.reason)
        else:
            start(taken)
            return redirect("catalogue_imports:file", taken.pk)
    files = CatalogueFile.objects.defer("content").select_related("by", "load_run", "check_run")
    by_command = ImportRun.objects.filter(checked_file=None, loaded_file=None).order_by("-pk")
    waiting = RemotePicture.objects.aggregate(
        waiting=Count("pk", filter=Q(state__in=["waiting", "fetching"])),
        failed=Count("pk", filter=Q(state="failed")),
    )
    context = {
        **_heading(_("Import products")),
        "form": form,
        "files": files[:SHOWN],
        "runs": by_command[:SHOWN],
        "pictures": waiting,
        "failed_pictures": RemotePicture.objects.filter(state="failed").select_related("product")[:SHOWN],
    }
    status = 422 if form.errors else 200
    return render(request, "catalogue_import/index.html", context, status=status)


@importing
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a file stands: being read, what it would do, what it has done."""
    found = get_object_or_404(CatalogueFile.objects.defer("content").select_related("by"), pk=pk)
    run = found.run
    problems = list(run.problems.all()[: SHOWN_PROBLEMS + 1]) if run else []
    context = {
        **_heading(found.name, _("Import products")),
        "file": found,
        "layout": LAYOUTS[found.layout].label if found.layout in LAYOUTS else found.layout,
        "run": run,
        "problems": problems[:SHOWN_PROBLEMS],
        "has_more": len(problems) > SHOWN_PROBLEMS,
        "outcomes": {"created": _("new"), "updated": _("changed"), "unchanged": _("unchanged")},
        "can_go_on": found.state == CatalogueFile.State.FAILED and found.load_run is not None,
    }
    response = render(request, "catalogue_import/file.html", context)
    if found.is_busy:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


@importing
@require_POST
def load(request: HttpRequest, pk: int) -> HttpResponse:
    """Import a file that was checked, or go on where it stopped."""
    found = get_object_or_404(CatalogueFile, pk=pk)
    if confirm(found) or go_on(found):
        start(found)
    else:
        messages.warning(request, _("This file is being imported or was imported already."))
    return redirect("catalogue_imports:file", pk)


@importing
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Discard a file that was not imported."""
    found = get_object_or_404(CatalogueFile.objects.defer("content"), pk=pk)
    if not discard(found):
        messages.warning(request, _("This file is being imported or was imported already."))
        return redirect("catalogue_imports:file", pk)
    messages.success(request, _("The file has been discarded; nothing was imported."))
    return redirect("catalogue_imports:index")


@importing
@require_safe
def report(_request: HttpRequest, pk: int) -> Any:
    """Hand out all problems of a check or an import as CSV."""
    run = get_object_or_404(ImportRun, pk=pk)
    writer = SafeWriter(Echo())
    headings = [_("Row"), _("Column"), _("Reason")]
    rows = run.problems.values_list("row", "column", "reason").iterator()
    lines = (writer.writerow(row) for part in ([headings], rows) for row in part)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="import-{run.pk}-problems.csv"'
    return response


@importing
@require_POST
def retry_pictures(request: HttpRequest) -> HttpResponse:
    """Have pictures that could not be fetched tried once more."""
    count = RemotePicture.objects.filter(state=RemotePicture.State.FAILED).update(
        state=RemotePicture.State.WAITING, reason=""
    )
    messages.success(request, _("%(count)d images will be fetched again.") % {"count": count})
    return redirect("catalogue_imports:index")


def _heading(title: str, above: str = "") -> dict[str, object]:
    way = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("dashboard:catalogue-product-list"), "label": _("Products")},
    ]
    if above:
        way.append({"url": reverse("catalogue_imports:index"), "label": above})
    way.append({"url": "", "label": title})
    return {"header_title": title, "page_title": title, "header_icon": "upload", "breadcrumbs_items": way}
