"""A guided way in steps: a checklist, and a page for each step that leads on to the next open one.

A step is done when the shop itself says so, or when somebody has confirmed it: what was done elsewhere
counts, and one may leave at any time. Subclasses say what the steps are, which form one has, and what is
kept of it; the pages, the way onwards, refusals and two people at once are here.
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shop.backoffice.abstract_views import AbstractView
from shop.backoffice.access import renders_forbidden
from shop.backoffice.edits.forms import merging_form
from shop.backoffice.edits.views import CONFLICT, lock_row, report_merge

UNPROCESSABLE = 422


@dataclass(frozen=True, kw_only=True)
class WizardStep:
    """A step by its name, which is the end of its address; `why` says what it is for."""

    name: str
    title: str | Promise
    why: str | Promise


S = TypeVar("S", bound=WizardStep)


@dataclass(frozen=True, kw_only=True)
class Progress(Generic[S]):
    """A step as the checklist shows it."""

    step: S
    number: int
    is_done: bool
    url: str


class WizardView(AbstractView, Generic[S]):
    """The checklist (an address without a name) and the pages of the steps.

    `namespace` has the addresses `overview` and `step` (with the step's name). Whoever lacks
    `permission` gets 403 before anything is read.
    """

    namespace = ""
    permission = ""
    title: str | Promise = ""
    icon = "check"
    overview_template_name = "backoffice/wizard/overview.html"
    template_name = "backoffice/wizard/step.html"

    @abstractmethod
    def progress(self) -> list[Progress]:
        """Say of every step whether it is done."""

    def prepare(self, step: S) -> None:
        """Bring what a step needs and nobody should have to know of; again it changes nothing."""

    def form_class_of(self, step: S) -> type[BaseForm] | None:
        """Return the model's form of a step; None where somebody only confirms it."""
        return None

    def instance_of(self, step: S) -> Model | None:
        """Return the object that a step's form edits, as it is held now."""
        return None

    def act(self, step: S) -> HttpResponse | None:
        """Do what another button of the page asks for; None where it was the step's own."""
        return None

    @abstractmethod
    def keep(self, step: Any, form: Any) -> None:
        """Write what was typed, and that the step was confirmed; in one transaction."""

    def extra_context(self, step: S) -> dict[str, object]:
        """Add what a step's page shows beside its form."""
        return {}

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Refuse who lacks the permission; find the step."""
        return renders_forbidden(self._dispatch)(request, *args, **kwargs)

    def _dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        return response

    def get(self, request: HttpRequest, name: str = "") -> HttpResponse:
        """Show the checklist, or a step."""
        if not name:
            context = {"steps": self.progress(), **self._header(self.title)}
            return TemplateResponse(request, self.overview_template_name, context)
        current = self._current(name)
        self.prepare(current.step)
        return self._page(current, self._form(current.step))

    def post(self, request: HttpRequest, name: str = "") -> HttpResponse:
        """Keep what was typed and go on, or show the step again with what is wrong."""
        if not name:
            return self.http_method_not_allowed(request)
        current = self._current(name)
        self.prepare(current.step)
        acted = self.act(current.step)
        if acted is not None:
            return acted
        with transaction.atomic():
            lock_row(self.instance_of(current.step))
            form = self._form(current.step, request.POST, request.FILES)
            is_kept = form is None or form.is_valid()
            if is_kept:
                self.keep(current.step, form)
        if not is_kept:
            status = CONFLICT if form.conflicts else UNPROCESSABLE
            return self._page(current, form, status=status)
        if form is not None:
            report_merge(request, form)
        return self._onwards(name)

    def _current(self, name: str) -> Progress[S]:
        found = next((entry for entry in self.progress() if entry.step.name == name), None)
        if found is None:
            raise Http404
        return found

    def _form(
        self, step: S, data: QueryDict | None = None, files: MultiValueDict[str, UploadedFile] | None = None
    ) -> Any:
        form_class = self.form_class_of(step)
        if form_class is None:
            return None
        return merging_form(form_class)(data, files, instance=self.instance_of(step))

    def _page(self, current: Progress[S], form: BaseForm | None, *, status: int = 200) -> TemplateResponse:
        context = {
            "steps": self.progress(),
            "current": current,
            "form": form,
            "media": form.media if form else "",
            **self._header(current.step.title),
            **self.extra_context(current.step),
        }
        return TemplateResponse(self.request, self.template_name, context, status=status)

    def _header(self, title: str | Promise) -> dict[str, object]:
        crumbs = [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(f"{self.namespace}:overview"), "label": str(self.title)},
            {"url": "", "label": str(title)},
        ]
        return {"header_title": str(title), "header_icon": self.icon, "breadcrumbs_items": crumbs}

    def _onwards(self, name: str) -> HttpResponse:
        """Lead to the next open step behind this one, else to the checklist."""
        steps = self.progress()
        here = next(entry.number for entry in steps if entry.step.name == name)
        following = next((entry for entry in steps if entry.number > here and not entry.is_done), None)
        return redirect(following.url if following else f"{self.namespace}:overview")
