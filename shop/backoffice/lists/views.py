"""Keeping views and columns. Each view asks for the right to see the list that it is about."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shop.backoffice.access import renders_forbidden
from shop.backoffice.lists.forms import ColumnsForm, SaveViewForm
from shop.backoffice.lists.queries import normalised
from shop.backoffice.lists.registry import LISTS, RegisteredList
from shop.backoffice.lists.services import choose_columns, save_view as keep_view
from shop.backoffice.models import SavedView


def _list_for(request: HttpRequest, name: str) -> RegisteredList:
    if name not in LISTS:
        raise Http404
    if not request.user.has_perm(LISTS[name].permission):
        raise PermissionDenied
    return LISTS[name]


def _back(backoffice_list: RegisteredList, query: str) -> HttpResponseRedirect:
    query = normalised(query)
    return HttpResponseRedirect(f"{backoffice_list.url}?{query}" if query else backoffice_list.url)


@renders_forbidden
@require_POST
def save_view(request: HttpRequest, name: str) -> HttpResponse:
    """Keep the selection that was sent under the name that was sent."""
    backoffice_list = _list_for(request, name)
    form = SaveViewForm(request.POST, user=request.user)
    if form.is_valid():
        values: dict[str, Any] = form.cleaned_data
        keep_view(name, owner=request.user, **values)
        messages.success(request, _("View “%(name)s” saved.") % {"name": values["name"]})
    else:
        messages.error(request, _("The view was not saved: give it a name of at most 60 characters."))
    return _back(backoffice_list, request.POST.get("query", ""))


@renders_forbidden
@require_POST
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one of one's own views; others' answer 404."""
    view = get_object_or_404(SavedView, pk=pk, owner=request.user)
    backoffice_list = _list_for(request, view.list_name)
    view.delete()
    messages.success(request, _("View “%(name)s” deleted.") % {"name": view.name})
    return _back(backoffice_list, "")


@renders_forbidden
@require_POST
def choose(request: HttpRequest, name: str) -> HttpResponse:
    """Keep which columns were ticked; `reset` brings the usual ones back."""
    backoffice_list = _list_for(request, name)
    names = [] if "reset" in request.POST else ColumnsForm(request.POST).names
    choose_columns(name, user=request.user, names=names)
    return _back(backoffice_list, request.POST.get("query", ""))
