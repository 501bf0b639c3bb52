"""The pages of the portal: its menu, and who may open them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.mixins import AccessMixin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise

from partners.accounts.access import PartnerAccess, access_of
from partners.accounts.gates import Refusal, refusal_of
from shop.registry import Registry
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class PartnerMenuItem:
    """A page in the portal's menu; shown to who has one of `permissions`, without any to everybody there."""

    name: str
    label: str | Promise
    url_name: str
    permissions: tuple[str, ...] = ()
    order: int = 50


PARTNER_MENU: Registry[PartnerMenuItem] = Registry(
    "page of the partner portal", sort=lambda item: (item.order, item.name)
)


class PartnerRequest(HttpRequest):
    """A request of somebody who acts for a partner account; for annotations only."""

    user: User
    partner_access: PartnerAccess


SAFE = {"GET", "HEAD", "OPTIONS"}


def partner_view(
    *permissions: str, is_gated: bool = True
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Open a view to people of partner accounts who have one of the permissions.

    Strangers log in first; who has no account gets a 403 that says how to become a partner. The view reads
    through `request.partner_access`, so that another account's rows are not found. Never kept by a cache.

    What is no reading is refused while one of `partners.accounts.gates` is closed, for a suspended account
    say; `is_gated=False` lets it pass (accepting the agreement).
    """

    def wrap(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def opened(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            access = access_of(request.user)
            if access is None:
                return render(request, "partners/no_account.html", status=403)
            _require(access, permissions)
            if is_gated and (refusal := _closed(request, access)):
                return _refused(request, access, refusal)
            request.partner_access = access  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        return opened

    return wrap


class PartnerViewMixin(AccessMixin):
    """The same for class-based views: `partner_permissions` names the permissions, `access` is the answer."""

    request: HttpRequest
    partner_permissions: tuple[str, ...] = ()
    is_gated = True
    access: PartnerAccess

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Look who comes."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        access = access_of(request.user)
        if access is None:
            return render(request, "partners/no_account.html", status=403)
        _require(access, self.partner_permissions)
        if self.is_gated and (refusal := _closed(request, access)):
            return _refused(request, access, refusal)
        self.access = access
        request.partner_access = access  # type: ignore[attr-defined]
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        add_never_cache_headers(response)
        return response


def menu_for(access: PartnerAccess) -> list[PartnerMenuItem]:
    """List the pages of the portal that somebody may open."""
    return [item for item in PARTNER_MENU if access.can_any(item.permissions)]


def _require(access: PartnerAccess, permissions: tuple[str, ...]) -> None:
    if not access.can_any(permissions):
        raise PermissionDenied


def _closed(request: HttpRequest, access: PartnerAccess) -> Refusal | None:
    return None if request.method in SAFE else refusal_of(access)


def _refused(request: HttpRequest, access: PartnerAccess, refusal: Refusal) -> HttpResponse:
    context = {"account": access.account, "refusal": refusal}
    return render(request, "partners/closed.html", context, status=403)
