"""The door of the portal: only people of a partner account, and only to that account."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from partners.accounts.queries import account_of

View = Callable[..., HttpResponse]


def require_partner_account(view: View) -> View:
    """Give the view the account of who is logged in.

    Strangers are sent to log in; a user without an account gets a 403 that says what to do. The
    view must read through the account it is given, so that another one's data is not found.
    """

    @wraps(view)
    def checked(request: HttpRequest, **kwargs: object) -> HttpResponse:
        account = account_of(request.user)
        if account is None:
            return render(request, "partners/no_account.html", status=403)
        return view(request, account, **kwargs)

    return never_cache(login_required(checked))
