"""The way back from a change of the account's address, and a colleague's way in."""

from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.forms import SetPasswordForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shop.user.invitations import accept_invitation, can_be_accepted, invitation_of
from shop.user.mail import change_of
from shop.user.models import User
from shop.user.services import can_be_undone, undo_address_change

GONE = 410
UNPROCESSABLE = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undo_address_change_page(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the link of the letter does, and do it at the press of the button: programs open links, too.

    Done, one goes on to choosing a new password. A link not made by us is 404, one that no longer
    counts 410.
    """
    change = change_of(token)
    if change is None:
        raise Http404(_("This link does not lead to an account."))
    now = timezone.now()
    if request.method == "POST" and undo_address_change(change, now=now):
        logout(request)
        return redirect(reverse("account_reset_password_from_key", kwargs=_reset_key(change.user_id)))
    context: dict[str, object] = {"change": change, "counts": can_be_undone(change, now=now)}
    return render(
        request, "account/undo_address_change.html", context, status=200 if context["counts"] else GONE
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_page(request: HttpRequest, token: str) -> HttpResponse:
    """Have an invited colleague choose a password; then they log in as everybody does.

    A link not made by us, or one that was replaced by another, is 404; one that no longer counts 410.
    """
    invitation = invitation_of(token)
    if invitation is None:
        raise Http404(_("This link does not lead to an account."))
    now = timezone.now()
    form = SetPasswordForm(invitation.user, request.POST if request.method == "POST" else None)
    counts = can_be_accepted(invitation, now=now)
    if counts and form.is_bound and form.is_valid():
        if accept_invitation(invitation, password=form.cleaned_data["new_password1"], now=now):
            logout(request)
            messages.success(request, _("Your password is saved. Please log in."))
            return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('wagtailadmin_home')})}")
        counts = False
    context = {"invitation": invitation, "form": form, "counts": counts}
    status = GONE if not counts else UNPROCESSABLE if form.is_bound else 200
    return render(request, "account/invitation.html", context, status=status)


def _reset_key(user_id: int) -> dict[str, str]:
    """Return the arguments of allauth's page on which an account's password is set anew."""
    user = User.objects.get(pk=user_id)
    make_token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token
    return {"uidb36": user_pk_to_url_str(user), "key": make_token(user)}
