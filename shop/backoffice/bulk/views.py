"""The question before all rows that match are changed, and how far a change is."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.backoffice.access import renders_forbidden
from shop.backoffice.bulk.registry import BULK_CHANGES, BulkChange
from shop.backoffice.bulk.services import start, stop
from shop.backoffice.lists.queries import normalised
from shop.backoffice.lists.registry import LISTS
from shop.backoffice.models import BulkRun
from shop.backoffice.row_limits import limited
from shop.backoffice.tasks import ask_worker

COUNTED = 10_000


def _change_for(user: Any, key: str) -> BulkChange:
    change = BULK_CHANGES.get(key)
    if change is None or change.list_name not in LISTS:
        raise Http404
    if not user.has_perm(change.permission) or not user.has_perm(LISTS[change.list_name].permission):
        raise PermissionDenied
    return change


@renders_forbidden
@require_http_methods(["GET", "HEAD", "POST"])
def change_all(request: HttpRequest, name: str, change: str) -> HttpResponse:
    """Ask what all rows of a selection shall become and say how many there are; begin after the yes."""
    wanted = _change_for(request.user, f"{name}/{change}")
    query = normalised(request.GET.urlencode())
    form = wanted.form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = {key: request.POST.getlist(key) for key in form.fields}
        run = start(wanted, by=request.user, query=query, data=data)
        if run is not None:
            ask_worker(run.pk)
            return redirect("backoffice_lists:bulk_run", run.pk)
        messages.error(request, _("No row matches this selection any more."))
    number = (
        limited(request.user, wanted.select(request.user, QueryDict(query))).order_by()[: COUNTED + 1].count()
    )
    url = LISTS[name].url
    context = {
        "change": wanted,
        "form": form,
        "number": f"{min(number, COUNTED):,}",
        "is_more": number > COUNTED,
        "is_empty": not number,
        "is_whole": not query,
        "back_url": f"{url}?{query}" if query else url,
    }
    return render(request, "backoffice/bulk/question.html", context)


@renders_forbidden
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far one of one's own changes is (an administrator: any); a POST stops it."""
    runs = BulkRun.objects.all() if request.user.is_superuser else BulkRun.objects.filter(by=request.user.pk)
    run = get_object_or_404(runs, pk=pk)
    change = _change_for(request.user, run.change)
    if request.method == "POST":
        if stop(run):
            messages.success(request, _("Stopped. What was changed already stays changed."))
        return redirect("backoffice_lists:bulk_run", pk)
    url = LISTS[change.list_name].url
    context = {
        "run": run,
        "change": change,
        "is_running": run.state == BulkRun.State.RUNNING,
        "back_url": f"{url}?{run.query}" if run.query else url,
        "progress_url": reverse("backoffice_lists:bulk_run", args=[pk]),
    }
    return render(request, "backoffice/bulk/run.html", context)
