"""Asking to become a partner, and the back office's answer."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from partners.accounts.queries import account_of
from partners.accounts.services import UserIsElsewhereError
from partners.onboarding.forms import ApplicationForm, ApprovalForm, RefusalForm
from partners.onboarding.models import PartnerApplication
from partners.onboarding.queries import latest_application
from partners.onboarding.services import (
    AlreadyDecidedError,
    ApplicationFacts,
    CompanyIsPartnerError,
    apply,
    approve,
    decline,
)
from shop.backoffice.listing import ListView
from shop.company_accounts.registration.matching import Claimant, Match, companies_like
from shop.user.models import UserRequest

Status = PartnerApplication.Status


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def application(request: UserRequest) -> HttpResponse:
    """Take a user's application and show where their last one stands."""
    if account_of(request.user) is not None:
        return redirect("partners:dashboard")
    last = latest_application(request.user)
    is_open = last is not None and last.status == Status.OPEN
    form = ApplicationForm(request.POST if request.method == "POST" and not is_open else None)
    if form.is_bound and form.is_valid():
        apply(request.user, ApplicationFacts(**form.cleaned_data), language=get_language() or "en")
        return redirect("partners:apply")
    return render(request, "partners/apply.html", {"form": form, "last": last, "is_open": is_open})


class ApplicationListView(ListView):
    """Every application, the open ones first; each leads to its decision."""

    search_fields = ["company_name", "vat_id", "user__email"]
    default_ordering = "-created_at"

    @cached_property
    def columns(self) -> list[Column]:
        """Who asks, since when, and what became of it."""
        return [
            TitleColumn("company_name", label=gettext_lazy("Company"), get_url=decision_url),
            Column("user", label=gettext_lazy("Applicant"), accessor="user.email"),
            Column("status", label=gettext_lazy("Status"), accessor="get_status_display", sort_key="status"),
            DateColumn("created_at", label=gettext_lazy("Applied on"), sort_key="created_at"),
        ]

    def get_base_queryset(self) -> QuerySet[PartnerApplication]:
        """Load the applicants with the applications."""
        return PartnerApplication.objects.select_related("user")


def decision_url(application: PartnerApplication) -> str:
    """Return where an application is decided."""
    return reverse("partner_application_decision", args=[application.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: UserRequest, pk: int) -> HttpResponse:
    """Show an application; a POST of `approve` or `decline` decides it.

    Looking needs the right to view applications, deciding the right to decide them.
    """
    needed = "decide" if request.method == "POST" else "view"
    rights = ["wagtailadmin.access_admin", f"partner_onboarding.{needed}_partnerapplication"]
    if not request.user.has_perms(rights):
        raise PermissionDenied
    rows = PartnerApplication.objects.select_related("user", "account", "decided_by", "country")
    found = get_object_or_404(rows, pk=pk)
    said = request.POST.get("decision") if request.method == "POST" else None
    approval = ApprovalForm(request.POST if said == "approve" else None, application=found)
    refusal = RefusalForm(request.POST if said == "decline" else None)
    if approval.is_bound and approval.is_valid():
        return _answer(request, found, lambda **by: approve(found, **approval.cleaned_data, **by))
    if refusal.is_bound and refusal.is_valid():
        return _answer(request, found, lambda **by: decline(found, **refusal.cleaned_data, **by))
    context = {
        "application": found,
        "approval": approval,
        "refusal": refusal,
        "is_open": found.status == "open",
        "matches": _matches(found) if found.status == "open" else [],
        "interests": ", ".join(str(category.name) for category in found.interests.all()),
        "currency": settings.OSCAR_DEFAULT_CURRENCY,
    }
    return render(request, "partners/onboarding/decision.html", context)


def _matches(application: PartnerApplication) -> list[Match]:
    """List the companies that may be the applicant's already."""
    return companies_like(
        Claimant(
            name=application.company_name,
            email=application.user.email,
            vat_id=application.vat_id,
            website=application.website,
        )
    )


def _answer(
    request: UserRequest, application: PartnerApplication, decide: Callable[..., object]
) -> HttpResponse:
    """Carry a decision out and say what became of it."""
    try:
        decide(by=request.user, now=timezone.now())
    except AlreadyDecidedError:
        messages.error(
            request, _("Somebody else has decided on this application meanwhile. Nothing was changed.")
        )
    except UserIsElsewhereError:
        messages.error(
            request, _("The applicant already belongs to another partner account. Nothing was changed.")
        )
    except CompanyIsPartnerError:
        messages.error(request, _("This company has a partner account already. Nothing was changed."))
    except IntegrityError:  # another click was quicker between the form's look and the write
        messages.error(request, _("The code or the VAT id was taken just now. Nothing was changed."))
    else:
        messages.success(request, _("Decision saved. The applicant will be notified by e-mail."))
    return redirect(decision_url(application))
