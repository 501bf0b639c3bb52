"""The door of the back office: who gets in, and what those see who may not."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, suspend_request
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import Message
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from oscar.views.decorators import check_permissions
from wagtail.admin.auth import reject_request, require_admin_access
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from shop.backoffice.figures import forget_readings

View = Callable[..., HttpResponse]
FOUND = 302
READS = {"GET", "HEAD", "OPTIONS"}
# What lies below the home and leads away from it.
OUTSIDE = ("wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_password_reset")

PAGE_ACTIONS = {"add", "change", "publish", "bulk_delete", "lock", "unlock"}

# Areas that Wagtail or a chooser opens to everybody who may enter, and who belongs there.
AREAS: dict[str, Callable[[Any], bool]] = {
    "pages/": lambda user: PagePermissionPolicy().user_has_any_permission(user, PAGE_ACTIONS),
    "workflows/": lambda user: user.has_perm("wagtailcore.change_workflow"),
    "company_chooser/": lambda user: user.has_perm("b2b.view_company"),
}


# Where staff give others, or themselves, another address, password or group.
ACCOUNTS = re.compile(r"users/|groups/|shop/partners/\d+/users/")
MANAGES_ACCOUNTS = ("user.add_user", "user.change_user", "user.delete_user", "auth.change_group")
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class ReadOnlyPolicy(ModelPermissionPolicy):
    """A record of what was said or done: nobody adds, changes or deletes one by hand, superusers included."""

    def user_has_permission(self, user: AbstractBaseUser | AnonymousUser, action: str) -> bool:
        """Allow looking only."""
        return action == "view" and super().user_has_permission(user, action)


Permissions = list[str] | tuple[list[str], ...]


def write_permissions(permissions: Permissions) -> Permissions:
    """Return what somebody needs to change what these permissions let them see.

    Oscar asks for `view_order` on the page on which the order's status is changed. Whoever
    sends a form there needs `change_order` beside it; where a change is named already, that
    holds. A tuple holds alternatives, and each of them is read so.
    """
    if isinstance(permissions, tuple):
        return tuple(_write_permissions(alternative) for alternative in permissions)
    return _write_permissions(permissions)


def _write_permissions(names: list[str]) -> list[str]:
    if any("." in name and not name.split(".")[1].startswith("view_") for name in names):
        return names
    return [*names, *(name.replace(".view_", ".change_") for name in names if "." in name)]


def forbidden(request: HttpRequest, **context: object) -> HttpResponse:
    """Answer 403 with a page that names the way back; nothing of what was asked is shown.

    A script that asks for text (`Accept: text/plain`) is spared the page with its menus.
    """
    if request.get_preferred_type(["text/html", "text/plain"]) == "text/plain":
        words = gettext("Your role does not include this page")
        return HttpResponseForbidden(words, content_type="text/plain; charset=utf-8")
    return render(request, "backoffice/403.html", context, status=403)


def renders_forbidden(view: View) -> View:
    """Answer a refusal with 403: Wagtail would send the user home with a message and 302."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            return forbidden(request)

    return guarded


def require_permissions(view: View, permissions: Permissions) -> View:
    """Let in who has admin access and the permissions (lists as of Oscar's `check_permissions`).

    Strangers are sent to the one login. What is not a read also needs the right to change.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        needed = permissions if request.method in READS else write_permissions(permissions)
        if not check_permissions(request.user, needed):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return require_admin_access(renders_forbidden(checked))


def _messages_of_refusal(request: HttpRequest, response: HttpResponse) -> list[Message] | None:
    """Return what is still to be shown where Wagtail sends somebody home because they may not, else None.

    It tells them so by an error as the last message of this very request, which goes; nothing else of
    Wagtail's leads home with one.
    """
    home = reverse("wagtailadmin_home")
    if response.headers.get("Location") != home or not request.path.startswith(home):
        return None
    storage: Any = messages.get_messages(request)
    if not storage.added_new:
        return None
    told = list(storage)
    if told[-1].level != messages.ERROR:
        storage.used = False  # looking at them, they count as shown
        return None
    return told[:-1]


class BackOfficeAccessMiddleware:
    """Send strangers below `/cms/` to log in; answer 403 to who is logged in without admin access.

    Wagtail would send the latter to log in, and the login sends on those who are logged in already:
    without this they would be sent round in a circle. It also keeps the door shut for a view
    that forgot to ask. Wagtail's own views send who may not see them home with a message; here
    they answer 403 like all others. What was sent may change what the start page counts.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; turn Wagtail's way home into a refusal."""
        response = self.get_response(request)
        if request.method not in READS and request.path.startswith(reverse("wagtailadmin_home")):
            forget_readings()
        waiting = _messages_of_refusal(request, response) if response.status_code == FOUND else None
        return response if waiting is None else forbidden(request, messages=waiting)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """Look at the door before any view below it runs."""
        home = reverse("wagtailadmin_home")
        if not request.path.startswith(home) or request.path in {reverse(name) for name in OUTSIDE}:
            return None
        user, address = request.user, request.path.removeprefix(home)
        if not user.is_authenticated:
            return reject_request(request)
        if not user.has_perm("wagtailadmin.access_admin"):
            return TemplateResponse(request, "backoffice/closed.html", status=403)
        if lacks_second_factor(user):  # guard: staff-second-factor
            return TemplateResponse(request, "backoffice/second_factor.html", status=403)
        if not _is_back_office_path(user, address):
            return forbidden(request)
        return _require_reauthentication(request, address)


def lacks_second_factor(user: Any) -> bool:
    """Tell whether somebody who may enter has to set up a passkey or an authenticator app first.

    Asked for by KILN_STAFF_SECOND_FACTOR. Whoever has one was asked for it at the log-in.
    """
    if not settings.KILN_STAFF_SECOND_FACTOR:
        return False
    return not Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def _require_reauthentication(request: HttpRequest, address: str) -> HttpResponse | None:
    """Have somebody who changes accounts show that it is they; None when they have, or change none."""
    if request.method in READS or not ACCOUNTS.match(address) or did_recently_reauthenticate(request):
        return None
    if not any(request.user.has_perm(right) for right in MANAGES_ACCOUNTS):
        return None  # the view refuses it
    methods = get_adapter().get_reauthentication_methods(request.user)
    return suspend_request(request, methods[0]["url"])


def _is_back_office_path(user: AbstractBaseUser, address: str) -> bool:
    """Say whether somebody may enter the area that an address below the home belongs to."""
    return all(may_enter(user) for area, may_enter in AREAS.items() if address.startswith(area))
