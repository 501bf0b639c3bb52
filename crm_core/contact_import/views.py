"""Contacts from a file in the back office, step by step; and out again."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language, gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.views.mixins import Echo

from crm_core.contact_import.export import csv_lines, vcard_lines
from crm_core.contact_import.follow_ons import FOLLOW_ONS
from crm_core.contact_import.forms import ContactFileForm, MappingForm
from crm_core.contact_import.models import ContactFile
from crm_core.contact_import.recognition import NAMES
from crm_core.contact_import.services import accept_file, ask_undo, confirm, discard, go_on, set_mapping
from crm_core.contact_import.tasks import start
from crm_core.customers.access.fields import fields_of
from crm_core.customers.access.rows import visible_to
from crm_core.customers.forms import CustomerFilterSet
from crm_core.customers.queries import customers_matching
from shop.backoffice.access import View, require_permissions
from shop.backoffice.edits.forms import merging_form
from shop.backoffice.signals import list_exported
from shop.backoffice.wizard import Progress, WizardStep, WizardView
from shop.imports.errors import ImportFailedError
from shop.spreadsheets.cells import SafeWriter
from shop.user.models import UserRequest

IMPORT = "contact_import.import_contactfile"
NEEDED = [IMPORT]
EXPORT = ["customers.view_customer", "customers.export_customer"]
SHOWN, SHOWN_PROBLEMS, REFRESH_SECONDS = 25, 200, 3
UNPROCESSABLE = 422
State = ContactFile.State


def importing(view: View) -> View:
    """Let in who may import contacts."""
    return require_permissions(view, NEEDED)


@importing
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: UserRequest) -> HttpResponse:
    """Take a file, or list the latest."""
    form = ContactFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = accept_file(
                form.cleaned_data["file"],
                encoding=form.cleaned_data["encoding"],
                user=request.user,
                language=get_language() or "",
            )
        except ImportFailedError as error:
            form.add_error("file", error.reason)
        else:
            return redirect("contact_imports:step", taken.pk, "columns")
    context = {
        **_heading(_("Import contacts")),
        "form": form,
        "files": ContactFile.objects.defer("content", "told", "samples").select_related("by")[:SHOWN],
    }
    return render(
        request, "crm_core/contact_import/index.html", context, status=UNPROCESSABLE if form.errors else 200
    )


COLUMNS = WizardStep(
    name="columns", title=gettext_lazy("Columns"), why=gettext_lazy("Say what each column holds.")
)
PREVIEW = WizardStep(
    name="preview",
    title=gettext_lazy("Preview"),
    why=gettext_lazy("See what the import would do. Nothing has been changed yet."),
)
RESULT = WizardStep(
    name="result",
    title=gettext_lazy("Result"),
    why=gettext_lazy("See what was imported, and undo it if need be."),
)


class ContactImportWizard(WizardView):
    """The steps of one file: its columns, the preview, the result."""

    namespace = "contact_imports"
    permission = IMPORT
    title: str | Promise = gettext_lazy("Import contacts")
    icon = "upload"
    template_name = "crm_core/contact_import/step.html"

    @cached_property
    def file(self) -> ContactFile:
        """The file of the address."""
        return get_object_or_404(ContactFile.objects.defer("content"), pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, pk: int, name: str = "") -> HttpResponse:  # type: ignore[override]
        """Show the step that a file is at, or the one that was asked for; look again while it is read."""
        if not name:
            return redirect(self._url(self._open_step()))
        response = super().get(request, name)
        if self.file.is_busy:
            response.headers["Refresh"] = str(REFRESH_SECONDS)
        return response

    def post(self, request: HttpRequest, pk: int, name: str = "") -> HttpResponse:  # type: ignore[override]
        """Keep what was chosen and go on."""
        return super().post(request, name)

    def progress(self) -> list[Progress]:
        """A file is mapped, then checked, then imported."""
        file = self.file
        is_mapped = file.state != State.MAPPING
        is_loaded = file.state in {State.DONE, State.UNDOING, State.UNDONE}
        done = (is_mapped, file.is_begun or file.state == State.QUEUED, is_loaded)
        steps = (COLUMNS, PREVIEW, RESULT)
        return [
            Progress(step=step, number=number, is_done=is_done, url=self._url(step))
            for number, (step, is_done) in enumerate(zip(steps, done, strict=True), 1)
        ]

    def _url(self, step: WizardStep) -> str:
        return reverse("contact_imports:step", args=[self.file.pk, step.name])

    def _open_step(self) -> WizardStep:
        if self.file.state == State.MAPPING:
            return COLUMNS
        return RESULT if self.file.is_begun or self.file.state == State.QUEUED else PREVIEW

    def form_class_of(self, step: WizardStep) -> type[BaseForm] | None:
        """Only the columns have a form; they are as they were once the import has begun."""
        return MappingForm if step is COLUMNS and not self._is_fixed() else None

    def _is_fixed(self) -> bool:
        return self.file.is_begun or self.file.is_busy

    def _form(
        self,
        step: WizardStep,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
    ) -> Any:
        form_class = self.form_class_of(step)
        if form_class is None:
            return None
        return merging_form(form_class)(data, files, instance=self.instance_of(step), user=self.request.user)

    def instance_of(self, step: WizardStep) -> Model | None:
        """The file, as it is held now."""
        return get_object_or_404(ContactFile.objects.defer("content"), pk=self.kwargs["pk"])

    def keep(self, step: WizardStep, form: Any) -> None:
        """Write the mapping and have the file checked; or say yes to the import, or to going on."""
        if step is COLUMNS and form is not None:
            data = form.cleaned_data
            is_kept = set_mapping(
                self.file,
                form.chosen,
                replaces=data["replaces"],
                region=data["region"],
                follow_ons=data.get("follow_ons", ()),
            )
        else:
            is_kept = step is not COLUMNS and (confirm(self.file) or go_on(self.file))
        if not is_kept:
            messages.warning(self.request, _("This file is being imported or was imported already."))

    def _onwards(self, name: str) -> HttpResponse:
        """Do the work and lead to where the file is then."""
        start(ContactFile.objects.get(pk=self.file.pk))
        del self.file
        return redirect(self._url(self._open_step()))

    def extra_context(self, step: WizardStep) -> dict[str, object]:
        """Add numbers, problems and the first rows."""
        file = self.file
        problems = list(file.problems.all()[: SHOWN_PROBLEMS + 1]) if step is not COLUMNS else []
        ignored = [name for name in file.headings if not file.mapping.get(name)]
        return {
            "file": file,
            "layout": NAMES.get(file.layout, ""),
            "problems": problems[:SHOWN_PROBLEMS],
            "has_more": len(problems) > SHOWN_PROBLEMS,
            "ignored": ignored,
            "follow_ons": [
                (entry.label, file.counts.get(entry.name, 0))
                for entry in FOLLOW_ONS
                if entry.name in file.follow_ons
            ],
            "can_go_on": file.state == State.FAILED and file.is_begun,
            "can_undo": file.state in {State.DONE, State.FAILED} and file.is_begun,
            "can_discard": not file.is_begun and not file.is_busy,
        }

    def _header(self, title: str | Promise) -> dict[str, object]:
        return {**_heading(self.file.name, str(self.title)), "page_title": str(title)}


@importing
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an import back."""
    found = get_object_or_404(ContactFile, pk=pk)
    if ask_undo(found):
        start(found)
    else:
        messages.warning(request, _("There is nothing to undo, or it is being undone already."))
    return redirect("contact_imports:step", pk, "result")


@importing
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Discard a file that was not imported."""
    found = get_object_or_404(ContactFile.objects.defer("content"), pk=pk)
    if not discard(found):
        messages.warning(request, _("This file is being imported or was imported already."))
        return redirect("contact_imports:overview", pk)
    messages.success(request, _("The file has been discarded; nothing was imported."))
    return redirect("contact_imports:index")


@importing
@require_safe
def report(_request: HttpRequest, pk: int) -> Any:
    """Hand out what could not be read, row by row."""
    found = get_object_or_404(ContactFile.objects.defer("content"), pk=pk)
    writer = SafeWriter(Echo())
    rows = found.problems.values_list("row", "column", "reason").iterator()
    lines = (writer.writerow(row) for part in ([[_("Row"), _("Column"), _("Reason")]], rows) for row in part)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="contacts-{found.pk}-problems.csv"'
    return response


@require_safe
def export(request: UserRequest) -> Any:
    """Hand out the selection of the customer list as CSV or vCard, so that it loads back unchanged."""
    customers = visible_to(request.user)
    chosen = CustomerFilterSet(request.GET, queryset=customers, request=request)
    found = chosen.qs if chosen.is_valid() else customers.none()
    if query := request.GET.get("q", "").strip():
        found = customers_matching(query[:200], among=found, hidden=fields_of(request.user).hidden)
    is_card = request.GET.get("as") == "vcf"
    shape = "vCard" if is_card else "CSV"
    list_exported.send(export, model=found.model, user=request.user, name="contacts", columns=[shape])
    lines = (vcard_lines if is_card else csv_lines)(found, user=request.user)
    kind, name = ("text/vcard", "customers.vcf") if is_card else ("text/csv", "customers.csv")
    response = StreamingHttpResponse(lines, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _heading(title: str, above: str = "") -> dict[str, object]:
    way = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("customers:index"), "label": _("Customers")},
    ]
    if above:
        way.append({"url": reverse("contact_imports:index"), "label": above})
    way.append({"url": "", "label": title})
    return {"header_title": title, "page_title": title, "header_icon": "upload", "breadcrumbs_items": way}
