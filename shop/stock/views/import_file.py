"""Stock from a file, first checked, then loaded."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.imports.errors import ImportFailedError
from shop.stock.file_import import Outcome, import_stock_file
from shop.stock.forms import ImportForm
from shop.stock.views.common import render_page, require_change

SUFFIXES = {".csv", ".xlsx"}


@require_change
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Check a file or load it; every row that cannot be used is named with column and reason."""
    form = ImportForm(request.POST or None, request.FILES or None)
    outcome: Outcome | None = None
    if request.method == "POST" and form.is_valid():
        outcome = _load(request, form)
    return render_page(
        request, "import_file", title=_("Import stock from a file"), icon="upload", form=form, outcome=outcome
    )


def _load(request: HttpRequest, form: BaseForm) -> Outcome | None:
    upload, is_dry = form.cleaned_data["file"], form.cleaned_data["is_dry"]
    suffix = Path(upload.name).suffix.lower()
    if suffix not in SUFFIXES:
        form.add_error("file", _("Choose a CSV or XLSX file."))
        return None
    with tempfile.NamedTemporaryFile(suffix=suffix) as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        try:
            outcome = import_stock_file(
                Path(copy.name),
                is_dry=is_dry,
                reference=upload.name[:64],
                user=request.user,
                encoding=form.cleaned_data["encoding"],
            )
        except ImportFailedError as error:
            form.add_error("file", error.reason)
            return None
    if not is_dry:
        messages.success(request, _("The file has been imported."))
    return outcome
