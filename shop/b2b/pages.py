"""The pages on which people of a company act for it: their menu, and who may open them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.mixins import AccessMixin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import Promise

from shop.b2b.access import CompanyAccess, access_of
from shop.registry import Registry
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class CompanyMenuItem:
    """A page in the company's part of the account menu.

    It is shown to who has one of `permissions`; without any to everybody who acts for the company.
    """

    name: str
    label: str | Promise
    url_name: str
    permissions: tuple[str, ...] = ()
    order: int = 50


COMPANY_MENU: Registry[CompanyMenuItem] = Registry(
    "page of a company", sort=lambda item: (item.order, item.name)
)


class CompanyRequest(HttpRequest):
    """A request of somebody who acts for a company; for annotations only."""

    user: User
    company_access: CompanyAccess


def require_access(request: HttpRequest, *permissions: str) -> CompanyAccess:
    """Return what the visitor may do for their company.

    Raises Http404 for who acts for none, PermissionDenied for who has none of the permissions.
    """
    access = access_of(request.user)
    if access is None:
        raise Http404
    if permissions and not any(access.can(name) for name in permissions):
        raise PermissionDenied
    return access


def company_view(
    *permissions: str,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponseBase]]:
    """Open a view to people of companies who have one of the permissions; strangers log in first."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def opened(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            request.company_access = require_access(request, *permissions)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return opened

    return wrap


class CompanyViewMixin(AccessMixin):
    """The same for class-based views: `company_permissions` names the permissions, `access` is the answer."""

    request: HttpRequest
    company_permissions: tuple[str, ...] = ()
    access: CompanyAccess

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Look who comes."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.access = require_access(request, *self.company_permissions)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response
