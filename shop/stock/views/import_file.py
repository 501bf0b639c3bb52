"""Stock from a file, first checked, then loaded."""

import hashlib
import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.backoffice.confirmation import KeptPreviews, is_confirmed
from shop.imports.errors import ImportFailedError
from shop.stock.file_import import Outcome, import_stock_file
from shop.stock.forms import ImportForm
from shop.stock.views.common import render_page, require_change

SUFFIXES = {".csv", ".xlsx"}
PREVIEWS = KeptPreviews(name="stock-file", seconds=3600)
SHOWN = 500


@require_change
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Show what a file would change, value by value, and load it after a yes."""
    if is_confirmed(request):
        return _load(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        content, encoding = upload.read(), form.cleaned_data["encoding"]
        outcome = _read(request, form, upload.name, content, encoding, is_dry=True)
        if outcome is not None:
            digest = hashlib.sha256(content).hexdigest()
            PREVIEWS.keep(request, digest, (upload.name, content, encoding))
            context = {"outcome": outcome, "digest": digest, "is_preview": True, "file_name": upload.name}
    return _page(request, form=form, **context)


def _load(request: HttpRequest) -> HttpResponse:
    """Load the file that was shown, once."""
    kept = PREVIEWS.taken(request)
    form = ImportForm()
    if kept is None:
        messages.error(request, _("This file has been imported already, or the preview is too old."))
        return _page(request, form=form)
    name, content, encoding = kept
    outcome = _read(request, form, name, content, encoding, is_dry=False)
    if outcome is not None:
        messages.success(request, _("The file has been imported."))
    return _page(request, form=form, outcome=outcome, file_name=name)


def _read(
    request: HttpRequest, form: BaseForm, name: str, content: bytes, encoding: str, *, is_dry: bool
) -> Outcome | None:
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        form.add_error("file", _("Choose a CSV or XLSX file."))
        return None
    with tempfile.NamedTemporaryFile(suffix=suffix) as copy:
        copy.write(content)
        copy.flush()
        try:
            return import_stock_file(
                Path(copy.name), is_dry=is_dry, reference=name[:64], user=request.user, encoding=encoding
            )
        except ImportFailedError as error:
            if form.is_bound:
                form.add_error("file", error.reason)
            else:
                messages.error(request, error.reason)
            return None


def _page(request: HttpRequest, **context: Any) -> HttpResponse:
    outcome: Outcome | None = context.get("outcome")
    changes = outcome.changes[:SHOWN] if outcome else []
    return render_page(
        request,
        "import_file",
        title=_("Import stock from a file"),
        icon="upload",
        changes=changes,
        **{"outcome": None, **context},
    )
