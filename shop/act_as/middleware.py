"""A colleague in a buyer's place: on pages of the shop `request.user` is the buyer, nowhere else."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from shop.act_as.current import CURRENT, Acting
from shop.act_as.models import ActAsSession
from shop.act_as.queries import reason_to_end
from shop.act_as.refusals import is_owners_page
from shop.act_as.services import end, note
from shop.act_as.sessions import KEY, finish, hide_cookies
from shop.user.models import User

#: Here a colleague stays who they are: the back office, logging out, the end of acting.
OWN_PATHS = ("/cms/", settings.STATIC_URL, settings.MEDIA_URL)
OWN_VIEWS = frozenset({"account_logout", "customer:logout", "act_as:end"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ActingRequest(HttpRequest):
    """What this slice keeps on a request; for annotations only."""

    acting: Acting


class ActAsMiddleware:
    """Puts the buyer into the request, asks at each page whether that may go on, and notes the page.

    Stands after Django's and allauth's, which have looked at who is logged in, and before whatever asks for
    the buyer (the basket, the visitor). Costs nobody else a query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, as the buyer where somebody acts for one."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.path_info.startswith(OWN_PATHS):
            return self.get_response(request)
        session_id = request.session.get(KEY)
        match = _match(request) if session_id else None
        if not session_id or (match is not None and match.view_name in OWN_VIEWS):
            return self.get_response(request)
        acting = _acting(request, session_id)
        if acting is None:
            return self._as_oneself(request)
        return self._as_buyer(request, acting, match)

    def _as_oneself(self, request: HttpRequest) -> HttpResponse:
        """Go on as the colleague; what was sent in the buyer's name is not done in theirs."""
        finish(request)
        messages.warning(request, _("You no longer act for a customer. Nothing was sent."))
        return self.get_response(request) if request.method in SAFE else redirect("/")

    def _as_buyer(self, request: HttpRequest, acting: Acting, match: ResolverMatch | None) -> HttpResponse:
        acting.user.acted_by = acting.staff
        request.user = acting.user
        request.acting = acting  # type: ignore[attr-defined]
        hide_cookies(request)
        token = CURRENT.set(acting)
        try:
            if is_owners_page(match):  # guard: act-as-owners-pages
                response = render(request, "act_as/refused.html", status=403)
            else:
                response = self.get_response(request)
            patch_cache_control(response, private=True, no_store=True)
            name = match.view_name or match.route if match is not None else "-"
            note(
                acting.session,
                method=request.method or "",
                view=name,
                status=response.status_code,
                now=timezone.now(),
            )
            return response
        finally:
            CURRENT.reset(token)


def _match(request: HttpRequest) -> ResolverMatch | None:
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def _acting(request: HttpRequest, session_id: int) -> Acting | None:
    """Return who acts for whom; None, and the session has ended, where that may not go on."""
    session = ActAsSession.objects.filter(pk=session_id).first()
    staff = request.user
    if session is None or not isinstance(staff, User):
        return None
    staff = User.objects.get(pk=staff.pk)
    user = User.objects.filter(pk=session.user_id).first()
    how = reason_to_end(session, staff, user, now=timezone.now())
    if how is not None or user is None:
        end(session, how=how or ActAsSession.End.RIGHT_LOST, now=timezone.now())
        return None
    return Acting(session=session, staff=staff, user=user)
