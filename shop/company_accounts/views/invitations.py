"""Inviting people, and the page on which an invitation is accepted."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.generic import FormView, View

from shop.b2b.invitations import (
    accept_invitation,
    can_be_accepted,
    invitation_of,
    invite_member,
    open_invitations,
    refusal_to_join,
    resend_invitation,
    withdraw_invitation,
)
from shop.b2b.models import CompanyInvitation
from shop.b2b.pages import CompanyViewMixin
from shop.b2b.roles import CompanyRefusedError
from shop.company_accounts.companies import ChosenCompanyMixin
from shop.company_accounts.members_forms import InviteForm

MANAGE = ("members.manage",)
UNPROCESSABLE, GONE = 422, 410


class InviteView(ChosenCompanyMixin, FormView):
    """Ask somebody to buy for the company."""

    template_name = "company/invite.html"
    company_permissions = MANAGE
    form_class = InviteForm

    def get_form_kwargs(self) -> dict[str, object]:
        """Offer what this company has and this visitor may give."""
        kwargs = super().get_form_kwargs()
        kwargs.pop("initial", None)
        return {**kwargs, "company": self.company, "access": self.access}

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Name the page."""
        return {**super().get_context_data(**kwargs), "page_title": _("Invite a person")}

    def form_valid(self, form: InviteForm) -> HttpResponse:
        """Write the letter; a refusal stands above the form."""
        try:
            invitation = invite_member(
                self.company,
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                to=form.membership(),
                by=self.access,
                sender=self.request.user,  # type: ignore[arg-type]
                now=timezone.now(),
            )
        except CompanyRefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("We have written to %(email)s.") % {"email": invitation.email})
        return self.go_to("company:people")

    def form_invalid(self, form: InviteForm) -> HttpResponse:
        """Show the form again."""
        return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)


class AnswerView(CompanyViewMixin, View):
    """Send an invitation again, or withdraw it."""

    http_method_names = ["post"]
    company_permissions = MANAGE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do what the button says, for an invitation of a company whose people the visitor manages."""
        invitation = open_invitations(self.access).filter(pk=pk).first()
        if invitation is None:
            raise Http404
        now = timezone.now()
        try:
            if request.POST.get("action") == "withdraw":
                withdraw_invitation(invitation, by=self.access, now=now)
                words = _("The invitation is withdrawn.")
            else:
                resend_invitation(invitation, by=self.access, now=now)
                words = _("We have written to %(email)s.") % {"email": invitation.email}
            messages.success(request, words)
        except CompanyRefusedError as refusal:
            messages.error(request, str(refusal))
        own = invitation.company_id == self.access.company_id
        return redirect(reverse("company:people") + ("" if own else f"?company={invitation.company_id}"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_page(request: HttpRequest, token: str) -> HttpResponse:
    """Say who invites for what, and accept it at the press of the button; who is not logged in does so first.

    A link not made by us, or replaced by another, is 404, one that no longer counts 410. Who signs up from
    here with the invited address has shown by the link that it is theirs.
    """
    invitation = invitation_of(token)
    if invitation is None:
        raise Http404(_("This link does not lead to an invitation."))
    now, user = timezone.now(), request.user
    counts, refusal = can_be_accepted(invitation, now=now), ""
    if counts and user.is_authenticated:
        refusal = refusal_to_join(invitation, user)
        if request.method == "POST" and not refusal:
            return _accept(request, invitation)
    elif counts:
        get_adapter(request).stash_verified_email(request, invitation.email)
    status = GONE if not counts else UNPROCESSABLE if request.method == "POST" else 200
    context = {
        "invitation": invitation,
        "counts": counts,
        "refusal": refusal,
        **_ways_in(request, invitation),
    }
    return render(request, "company/invitation.html", context, status=status)


def _accept(request: HttpRequest, invitation: CompanyInvitation) -> HttpResponse:
    try:
        contact = accept_invitation(invitation, request.user, now=timezone.now())  # type: ignore[arg-type]
    except CompanyRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    if contact is None:
        return redirect(request.path)
    messages.success(request, _("You buy for %(company)s now.") % {"company": contact.company.name})
    return redirect("company:overview")


def _ways_in(request: HttpRequest, invitation: CompanyInvitation) -> dict[str, str]:
    to = {"next": request.path}
    return {
        "login_url": f"{reverse('account_login')}?{urlencode(to)}",
        "signup_url": f"{reverse('account_signup')}?{urlencode({**to, 'email': invitation.email})}",
    }
