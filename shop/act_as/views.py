"""Beginning to act for a buyer from the back office, and ending it from the shop."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shop.act_as import sessions
from shop.act_as.access import START, may_act_for
from shop.act_as.models import ActAsSession
from shop.act_as.services import ActingRefusedError, end, start
from shop.b2b.queries import company_of
from shop.backoffice.access import renders_forbidden
from shop.user.models import User, UserRequest

UNPROCESSABLE = 422


class ReasonForm(forms.Form):
    """Why somebody acts for a buyer."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=255,
        help_text=gettext_lazy("It stands on the customer's timeline, beside each page you open."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@renders_forbidden
@permission_required(("wagtailadmin.access_admin", START), raise_exception=True)
def begin(request: UserRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then lead into the shop as the buyer."""
    user = get_object_or_404(User, pk=pk)
    if not may_act_for(request.user, user):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            session = start(request.user, user, reason=form.cleaned_data["reason"], now=timezone.now())
        except ActingRefusedError as error:
            raise PermissionDenied from error
        sessions.begin(request, session.pk)
        return redirect("catalogue:index")
    title = _("Act for %(name)s") % {"name": user}
    context = {
        "form": form,
        "buyer": user,
        "company": company_of(user),
        "header_title": title,
        "page_title": title,
        "header_icon": "user",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": title},
        ],
    }
    return render(
        request, "act_as/office/start.html", context, status=UNPROCESSABLE if form.is_bound else 200
    )


@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """End it; the colleague is back in the back office, or where they came in."""
    session_id = request.session.get(sessions.KEY)
    user = request.user
    if session_id and isinstance(user, User):
        session = ActAsSession.objects.filter(pk=session_id, staff=user.pk).first()
        if session is not None:
            end(session, how=ActAsSession.End.STOPPED, now=timezone.now())
        sessions.finish(request)
        messages.success(request, _("You act for yourself again."))
    return redirect("wagtailadmin_home" if user.has_perm("wagtailadmin.access_admin") else "/")
