"""What colleagues download of tenders."""

from typing import cast

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from crm_core.tenders.models import TenderFile
from crm_core.tenders.queries import tenders_visible_to
from shop.uploads.private import private_file
from shop.user.models import User


@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """An attachment of a tender that the user sees."""
    seen = tenders_visible_to(cast("User", request.user)).values("pk")
    found = get_object_or_404(TenderFile, pk=pk, tender__in=seen)  # guard: tender-file
    return private_file(found.file, name=found.name)
