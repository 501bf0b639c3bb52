"""The settings at `/cms/shop-settings/`: a page for each area, for those who may change it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views import View
from wagtail.log_actions import log

from shop.backoffice.access import renders_forbidden
from shop.backoffice.edits.forms import merging_form
from shop.backoffice.edits.views import CONFLICT, lock_row, report_merge
from shop.backoffice.wizard import UNPROCESSABLE
from shop.setup.areas import AREAS, Area, areas_of
from shop.setup.trials import Outcome, QuoteForm, quote


def header(title: str) -> dict[str, object]:
    """Return what Wagtail's pages show above."""
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("shop_settings:overview"), "label": _("Shop settings")},
        {"url": "", "label": title},
    ]
    return {"header_title": title, "header_icon": "cog", "breadcrumbs_items": crumbs}


def overview(request: HttpRequest) -> HttpResponse:
    """List the areas that one may change; 403 for who may change none."""
    found = areas_of(request.user)
    if not found:
        raise PermissionDenied
    context = {"areas": found, **header(_("Shop settings"))}
    return TemplateResponse(request, "backoffice/settings/overview.html", context)


class AreaView(View):
    """One area: its form, what the environment says, and the button that tries what is saved."""

    area: Area

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Find the area; refuse who may not change it before anything is read."""
        return renders_forbidden(self._dispatch)(request, *args, **kwargs)

    def _dispatch(self, request: HttpRequest, name: str) -> HttpResponse:
        found = next((area for area in AREAS if area.name == name), None)
        if found is None:
            raise Http404
        if not request.user.has_perm(found.permission):
            raise PermissionDenied
        self.area = found
        response: HttpResponse = super().dispatch(request)  # type: ignore[assignment]
        return response

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show it."""
        self.area.prepare()
        return self._page(form=self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save what was typed, or try what is saved."""
        self.area.prepare()
        if "attempt" in request.POST:
            return self._attempt(request)
        if self.area.form is None:
            return self._quote(request)
        with transaction.atomic():
            lock_row(self.area.load())
            form = self._form(request.POST, request.FILES)
            is_kept = form.is_valid()
            if is_kept:
                row = form.save()
                log(row, "wagtail.edit", user=request.user)
        if not is_kept:
            return self._page(form=form, status=CONFLICT if form.conflicts else UNPROCESSABLE)
        report_merge(request, form)
        messages.success(request, _("Saved."))
        return self._page(form=self._form())

    def _attempt(self, request: HttpRequest) -> HttpResponse:
        if self.area.attempt is None:
            raise Http404
        return self._page(form=self._form(), outcome=self.area.attempt(request))

    def _quote(self, request: HttpRequest) -> HttpResponse:
        asked = QuoteForm(request.POST)
        if not asked.is_valid():
            return self._page(form=None, quote_form=asked, status=UNPROCESSABLE)
        found = quote(asked.cleaned_data["country"], asked.cleaned_data["goods"])
        return self._page(form=None, quote_form=asked, outcome=found)

    def _form(
        self, data: QueryDict | None = None, files: MultiValueDict[str, UploadedFile] | None = None
    ) -> Any:
        if self.area.form is None:
            return None
        return merging_form(self.area.form)(data, files, instance=self.area.load())

    def _page(
        self,
        *,
        form: Any,
        status: int = 200,
        outcome: Outcome | None = None,
        quote_form: QuoteForm | None = None,
    ) -> HttpResponse:
        if self.area.form is None and quote_form is None:
            quote_form = QuoteForm()
        context = {
            "areas": areas_of(self.request.user),
            "area": self.area,
            "form": form,
            "quote_form": quote_form,
            "outcome": outcome,
            "media": form.media if form else "",
            **header(str(self.area.title)),
        }
        return TemplateResponse(self.request, "backoffice/settings/area.html", context, status=status)
