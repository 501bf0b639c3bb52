"""The portal's pages of the agreement and of the profile."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods

from partners.accounts.pages import PartnerRequest, partner_view
from partners.onboarding.agreements import ACCEPT, StaleAgreementError, accept, state_of
from partners.onboarding.forms import AgreementForm, ProfileForm
from partners.onboarding.models import AgreementAcceptance, AgreementVersion
from partners.onboarding.profiles import MANAGE_PROFILE, profile_of, save_profile

UNPROCESSABLE = 422
CONFLICT = 409


@require_http_methods(["GET", "HEAD", "POST"])
@partner_view(is_gated=False)
def agreement(request: PartnerRequest) -> HttpResponse:
    """Show the current agreement to everybody of the partner; who may accepts it, also one suspended.

    Accepting needs `partner.agreement.accept`; a version that is not current any more is shown anew (409).
    """
    access = request.partner_access
    state, may_accept, status = state_of(access.account), access.can(ACCEPT), 200
    form = AgreementForm(
        request.POST or None,
        initial={"version": state.version.pk if state else None, "name": request.user.get_full_name()},
    )
    if request.method == "POST" and state is not None:
        if not may_accept:
            status = 403
        elif not form.is_valid():
            status = UNPROCESSABLE
        elif _accepted(request, form):
            messages.success(request, _("Thank you. The agreement is accepted."))
            return redirect("partners:agreement")
        else:
            status, form = CONFLICT, AgreementForm(initial={"version": state.version.pk})
    signed = AgreementAcceptance.objects.filter(account=access.account).select_related("version")
    context = {
        "account": access.account,
        "state": state,
        "form": form,
        "may_accept": may_accept,
        "signed": signed,
        "is_stale": status == CONFLICT,
    }
    return render(request, "partners/agreement.html", context, status=status)


def _accepted(request: PartnerRequest, form: AgreementForm) -> bool:
    version = AgreementVersion.objects.filter(pk=form.cleaned_data["version"]).first()
    if version is None:
        return False
    try:
        accept(
            version,
            account=request.partner_access.account,
            user=request.user,
            name=form.cleaned_data["name"],
            language=get_language() or "en",
            now=timezone.now(),
        )
    except StaleAgreementError:
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@partner_view(MANAGE_PROFILE)
def profile(request: PartnerRequest) -> HttpResponse:
    """Show and save what the partner says of itself."""
    account = request.partner_access.account
    found = profile_of(account)
    form = ProfileForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        save_profile(form.save(commit=False), now=timezone.now())
        form.save_m2m()
        messages.success(request, _("Your profile is saved."))
        return redirect("partners:profile")
    context = {"account": account, "form": form, "profile": found}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "partners/profile.html", context, status=status)
