"""Who sent the request that is being answered, for what is logged far below the view."""

from collections.abc import Callable
from contextvars import ContextVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

_REQUEST: ContextVar[HttpRequest | None] = ContextVar("audited_request", default=None)


def acting_user() -> AbstractBaseUser | None:
    """Return who is logged in where a request is being answered, else None. Asks nothing of the database.

    Who acts for a customer is the colleague, not the customer.
    """
    request = _REQUEST.get()
    user = getattr(request, "user", None)
    user = getattr(user, "acted_by", None) or user
    return user if user is not None and user.is_authenticated else None


class ActingUserMiddleware:
    """Remember the request while it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer it."""
        token = _REQUEST.set(request)
        try:
            return self.get_response(request)
        finally:
            _REQUEST.reset(token)
