"""How a PDF goes out: one door, so that name, type and caching are the same everywhere."""

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

_UNSAFE = re.compile(r"[^\w.\- ]+")


def pdf_response(data: bytes, name: str, *, download: bool = False) -> HttpResponse:
    """Answer with a PDF, shown in the browser or, with `download`, saved; nobody between keeps a copy."""
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(download, file_name(name))
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def file_name(name: str) -> str:
    """Return a name that every file system takes."""
    return _UNSAFE.sub("-", name).strip("-. ") or "document.pdf"
