"""The queue of applications and the page of one."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import register_permission_policy

from shop.audit.services import record
from shop.backoffice.access import ReadOnlyPolicy, renders_forbidden
from shop.backoffice.columns import CountryColumn
from shop.backoffice.listing import ListView
from shop.backoffice.lists.bar import StandardView
from shop.backoffice.record import ActiveRecordView, RecordViewSet, submit_button
from shop.company_accounts.models import ApplicationDocument, CompanyApplication
from shop.company_accounts.models.registration import ApplicationState
from shop.company_accounts.registration.access import DECIDE, DOCUMENTS, VIEW
from shop.company_accounts.registration.joining import ask_company, attach
from shop.company_accounts.registration.office_forms import ApprovalForm, AttachForm, RejectForm, ReturnForm
from shop.company_accounts.registration.panels import PANELS
from shop.company_accounts.registration.services import (
    AlreadyDecidedError,
    ApplicantIsElsewhereError,
    approve,
    reject,
    return_application,
    take_up,
)
from shop.uploads.private import private_file
from shop.user.models import UserRequest

register_permission_policy(CompanyApplication, ReadOnlyPolicy(CompanyApplication))
State = ApplicationState


class ApplicationListView(ListView):
    """The applications, who has waited longest first where they wait for us."""

    default_ordering = "-submitted_at"
    standard_views = (
        StandardView(label=gettext_lazy("To decide"), query=f"state={State.SUBMITTED}&ordering=submitted_at"),
        StandardView(label=gettext_lazy("In review"), query=f"state={State.IN_REVIEW}&ordering=submitted_at"),
        StandardView(label=gettext_lazy("Returned"), query=f"state={State.RETURNED}&ordering=submitted_at"),
        StandardView(
            label=gettext_lazy("Waiting for the company"), query=f"state={State.ASKED}&ordering=submitted_at"
        ),
    )

    def all_columns(self) -> list[BaseColumn]:
        """Who, from where, how far, since when."""
        return [
            self.record_column("name", label=gettext_lazy("Company"), sort_key="name"),
            Column("state", label=gettext_lazy("Status"), accessor="get_state_display", sort_key="state"),
            CountryColumn("country", label=gettext_lazy("Country")),
            Column("vat_id", label=gettext_lazy("VAT id")),
            Column("register", label=gettext_lazy("VAT register"), accessor="vat_check.get_outcome_display"),
            Column("email", label=gettext_lazy("Applicant"), accessor="user.email"),
            DateColumn("submitted_at", label=gettext_lazy("Waiting since"), sort_key="submitted_at"),
        ]

    def get_base_queryset(self) -> QuerySet[CompanyApplication]:
        """Load applicants and answers of the register along."""
        return CompanyApplication.objects.select_related("user", "country", "vat_check")


class ApplicationPageView(ActiveRecordView):
    """An application with its papers, the companies that may be the same, and the decision."""

    action_permission = DECIDE
    record_actions = ("take_up", "approve", "attach", "return_it", "reject")

    def get_queryset(self) -> QuerySet[CompanyApplication]:
        """Load what the page tells."""
        return CompanyApplication.objects.select_related(
            "user", "country", "vat_check", "company", "asked_company", "decided_by"
        )

    def get_summary(self) -> Sequence[object]:
        """Say where it stands."""
        return [self.object.get_state_display()]

    def get_actions(self) -> Sequence[HeaderButton]:
        """Offer to take a new one up, and the way to the company that came of it."""
        buttons: list[HeaderButton] = []
        if self.object.state == State.SUBMITTED and self.may_act():
            buttons.append(submit_button(_("Start the review"), name="action", value="take_up"))
        if self.object.company_id and self.request.user.has_perm("b2b.view_company"):
            url = reverse("companies:inspect", args=[self.object.company_id])
            buttons.append(HeaderButton(_("View the company"), url=url, icon_name="group"))
        return buttons

    def get_action_values(self) -> Mapping[str, str]:
        """Have the page's form for its buttons be there."""
        return {"state": self.object.state}

    def take_up(self, request: UserRequest) -> HttpResponse:
        """Note that somebody looks at it."""
        if not take_up(self.object):
            return self.reload_page(error=_("Somebody else has started the review already."))
        return self.reload_page()

    def _do(self, work: Callable[..., object], **form: forms.Form) -> HttpResponse:
        """Decide; what stands in the way is told, with the form that was sent."""
        try:
            work(by=self.request.user, now=timezone.now())
        except AlreadyDecidedError:
            return self.reload_page(
                error=_("Somebody else has decided on this application meanwhile. Nothing was changed.")
            )
        except ApplicantIsElsewhereError:
            problem = _("The applicant, or their address, belongs to another company. Nothing was changed.")
        except IntegrityError:
            problem = _("The VAT id or the name was taken just now. Nothing was changed.")
        else:
            messages.success(self.request, _("Decision saved."))
            return self.reload_page()
        (sent,) = form.values()
        sent.add_error(None, problem)
        return self.show_again(status=409, **form)

    def approve(self, request: UserRequest) -> HttpResponse:
        """Make a company of it."""
        form = ApprovalForm(request.POST, application=self.object)
        if not form.is_valid():
            return self.show_again(approval_form=form)
        return self._do(lambda **by: approve(self.object, form.chosen, **by), approval_form=form)

    def attach(self, request: UserRequest) -> HttpResponse:
        """Let the applicant join a company, or have it asked."""
        form = AttachForm(request.POST)
        if not form.is_valid():
            return self.show_again(attach_form=form)
        join = attach if form.cleaned_data["how"] == "attach" else ask_company
        return self._do(lambda **by: join(self.object, form.cleaned_data["company"], **by), attach_form=form)

    def return_it(self, request: UserRequest) -> HttpResponse:
        """Ask for what is missing."""
        form = ReturnForm(request.POST)
        if not form.is_valid():
            return self.show_again(return_form=form)
        return self._do(
            lambda **by: return_application(self.object, **form.cleaned_data, **by), return_form=form
        )

    def reject(self, request: UserRequest) -> HttpResponse:
        """Say no."""
        form = RejectForm(request.POST)
        if not form.is_valid():
            return self.show_again(reject_form=form)
        return self._do(lambda **by: reject(self.object, **form.cleaned_data, **by), reject_form=form)


class ApplicationViewSet(RecordViewSet):
    """Queue and page of the applications at `/cms/company-applications/`."""

    model = CompanyApplication
    name = "company_applications"
    url_prefix = "company-applications"
    icon = "group"
    menu_label = gettext_lazy("Company applications")
    menu_name = "company-applications"
    menu_order = 16
    add_to_admin_menu = True
    index_view_class = ApplicationListView
    inspect_view_class = ApplicationPageView
    inspect_view_fields = [
        "registration_number",
        "language",
        "submitted_at",
        "terms_accepted_at",
        "decided_at",
    ]
    record_panels = PANELS
    form_fields = ["state"]
    list_name = "company-applications"
    list_filter = ["state"]
    search_fields = ["name", "vat_id", "registration_number", "contact_name", "user__email"]
    search_backend_name = None

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Leave out the model's own form: companies write their applications themselves."""
        return [each for each in super().get_urlpatterns() if each.name not in {"add", "edit", "delete"}]


@require_safe
@renders_forbidden
@permission_required((VIEW, DOCUMENTS), raise_exception=True)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a paper of an application, to be kept and never shown as a page; it is logged."""
    found = get_object_or_404(ApplicationDocument, pk=pk)
    record("viewed", model="company_accounts.applicationdocument", object_id=found.pk)
    return cast("HttpResponse", private_file(found.file, name=found.name))
